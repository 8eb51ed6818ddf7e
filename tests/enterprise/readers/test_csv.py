from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.enterprise.files import CHINESE, GOOD, csv_file, read, refused
from yizhan.enterprise.invoices import InvoiceLine, Side
from yizhan.enterprise.readers.csv import open_csv  # noqa: F401  (the module under test, through read_invoices)

LINE = InvoiceLine("E1", Side.SALE, "1100171130", "00000043", date(2019, 3, 4), "91350100M000100Y43", "甲公司",
                   10000, 1300, 11300, False, 2)
names = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Z")), max_size=12).map(
    lambda text: text.replace(",", "").replace('"', "").replace("'", "").replace("=", "").replace(";", ""))


def changed(**cells: str) -> list[str]:
    positions = dict(zip(("code", "number", "day", "id", "name", "net", "tax", "gross", "status"), range(9), strict=True))
    row = list(GOOD)
    for name, value in cells.items():
        row[positions[name]] = value
    return row


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_read_in_the_encodings_of_tax_software(encoding: str) -> None:
    assert read(csv_file([CHINESE, GOOD], encoding)) == ([LINE], [])


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_tabs_and_semicolons_are_found_from_the_header(delimiter: str) -> None:
    stream = csv_file([[delimiter.join(CHINESE)], [delimiter.join(GOOD)]])
    assert read(stream) == ([LINE], [])


def test_titles_above_blank_lines_and_totals_below_are_no_invoices() -> None:
    total = ["合计", "", "", "", "", "100.00", "13.00", "113.00", ""]
    rows, problems = read(csv_file([["销项发票清单"], ["2019 年"], CHINESE, GOOD, [""], total]))
    assert ([row.line for row in rows], problems) == ([4], [])


def test_a_broken_row_is_reported_and_its_neighbours_stay() -> None:
    rows, problems = read(csv_file([CHINESE, GOOD, changed(day="2019-02-30"), changed(number="00000044"),
                                    changed(net="abc"), ["1100171130", "45", *GOOD[2:], "x", "y"]]))
    assert [row.number for row in rows] == ["00000043", "00000044"]
    assert [(problem.line, problem.field, problem.code, dict(problem.facts)) for problem in problems] == [
        (3, "issued_on", "date_malformed", {"value": "2019-02-30"}),
        (5, "net", "amount_malformed", {"value": "abc"}),
        (6, "row", "columns_in_row", {"expected": 9, "found": 11})]


def test_a_line_in_another_encoding_costs_only_itself() -> None:
    content = csv_file([CHINESE, *[GOOD] * 3]).getvalue() + "坏,行\r\n".encode("gb18030") + csv_file([GOOD]).getvalue()
    rows, problems = read(__import__("io").BytesIO(content))
    assert [row.line for row in rows] == [2, 3, 4, 6]
    assert [(problem.line, problem.code) for problem in problems] == [(5, "encoding")]


def test_a_quote_that_never_closes_costs_one_row() -> None:
    rows, problems = read(csv_file([CHINESE, changed(name='"甲公司'), *[GOOD] * 30]))
    assert [row.line for row in rows] == list(range(3, 33))
    assert [(problem.line, problem.code) for problem in problems] == [(2, "quote_unclosed")]


def test_a_quoted_field_may_hold_commas_and_line_ends() -> None:
    rows, problems = read(csv_file([CHINESE, changed(name='"甲,公司\r\n分公司"'), GOOD]))
    assert ([row.counterparty_name for row in rows], problems) == (["甲,公司 分公司", "甲公司"], [])


def test_a_script_in_a_name_is_kept_as_text() -> None:
    name = "<script>alert(1)</script>"
    formula = "=cmd|' /C calc'!A0"
    rows, _ = read(csv_file([CHINESE, changed(name=name), changed(name=formula)]))
    assert [row.counterparty_name for row in rows] == [name, formula]


def test_control_characters_and_nul_never_reach_the_database() -> None:
    rows, _ = read(csv_file([CHINESE, changed(name="甲\x1f公\u202e司\u200b")]))
    assert rows[0].counterparty_name == "甲 公 司"


def test_digits_marked_as_text_for_spreadsheets_are_read() -> None:
    rows, problems = read(csv_file([CHINESE, changed(code='="1100171130"', number="\t00000043")]))
    assert (rows, problems) == ([LINE], [])


def test_a_formula_where_a_figure_belongs_is_reported() -> None:
    _, problems = read(csv_file([CHINESE, changed(net="=1+1"), changed(number="=A1"), changed(day="=TODAY()")]))
    assert [(problem.field, problem.code) for problem in problems] == [
        ("net", "formula_cell"), ("number", "formula_cell"), ("issued_on", "formula_cell")]


def test_missing_columns_are_one_clear_refusal() -> None:
    refusal = refused(csv_file([["发票号码", "对方名称", "金额"], ["1", "甲", "5"]]))
    assert refusal.code == "columns_missing"
    assert refusal.facts["missing"] == "issued_on, tax, gross"
    assert refusal.facts["found"] == "发票号码, 对方名称, 金额"


def test_a_line_without_end_stops_the_reading_and_keeps_what_came_before() -> None:
    stream = csv_file([CHINESE, GOOD])
    stream.seek(0, 2)
    stream.write(b"9" * 200_000)
    rows, problems = read(stream)
    assert rows == [LINE]
    assert [(problem.field, problem.code) for problem in problems] == [("file", "line_too_long")]


money = st.integers(-10**11, 10**11)
invoices = st.lists(st.builds(
    lambda number, day, name, net, tax, void: InvoiceLine(
        "E1", Side.SALE, "", f"{number:08d}", day, "", name, net, tax, net + tax, void, 0),
    st.integers(0, 99_999_999), st.dates(date(2000, 1, 1), date(2040, 1, 1)), names, money, money, st.booleans()), max_size=20)


@settings(deadline=None, max_examples=60)
@given(invoices, st.sampled_from(["utf-8", "gb18030"]))
def test_what_is_written_is_read(lines: list[InvoiceLine], encoding: str) -> None:
    """Round trip through a real file."""
    from yizhan.kernel.text import normalise

    header = ["number", "date", "counterparty", "net", "tax", "gross", "void"]
    rows = [[line.number, str(line.issued_on), line.counterparty_name, *(
        f"{Decimal(amount) / 100:.2f}" for amount in (line.net_minor, line.tax_minor, line.gross_minor)),
        "作废" if line.is_void else "正常"] for line in lines]
    found, problems = read(csv_file([header, *rows], encoding))
    assert problems == []
    expected = [(line.number, line.issued_on, normalise(line.counterparty_name), line.net_minor, line.tax_minor,
                 line.gross_minor, line.is_void) for line in lines]
    assert [(line.number, line.issued_on, line.counterparty_name, line.net_minor, line.tax_minor,
             line.gross_minor, line.is_void) for line in found] == expected
