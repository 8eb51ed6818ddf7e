import numpy as np

from tests.enterprise.files import csv_file, read, refused
from yizhan.enterprise.cleaning.findings import Findings
from yizhan.enterprise.cleaning.rows import nothing
from yizhan.enterprise.invoices import invoice_schema

HEADER = ["number", "date", "net", "tax", "gross", "是否正数发票", "status"]
DAY = "2019-03-04"


def one(net: str, tax: str, gross: str, positive: str = "", status: str = "") -> tuple:
    rows, problems = read(csv_file([HEADER, ["1", DAY, net, tax, gross, positive, status]]))
    money = [(row.net_minor, row.tax_minor, row.gross_minor) for row in rows]
    return money, [(problem.code, problem.row_kept) for problem in problems]


def test_the_amount_that_is_not_stated_is_computed() -> None:
    expected = ([(10000, 1300, 11300)], [])
    assert one("100", "13", "") == one("100", "", "113") == one("", "13", "113") == one("100", "13", "113") == expected
    assert one("100", "", "") == ([], [("amount_missing", False)])


def test_net_and_tax_must_be_gross() -> None:
    assert one("100", "13", "113.01") == ([], [("gross_is_not_net_plus_tax", False)])


def test_the_unsigned_tax_of_a_return_is_mended_and_told() -> None:
    assert one("-22.54", "0.68", "-23.22") == ([(-2254, -68, -2322)], [("tax_sign_mended", True)])


def test_a_return_that_only_a_column_marks_becomes_negative() -> None:
    assert one("100", "13", "113", "否") == ([(-10000, -1300, -11300)], [("return_sign_mended", True)])
    assert one("-100", "-13", "-113", "否") == ([(-10000, -1300, -11300)], [])


def test_void_words_are_read_and_unknown_ones_reported() -> None:
    assert [read(csv_file([HEADER, ["1", DAY, "1", "0", "1", "", word]]))[0][0].is_void
            for word in ("作废", "已作废", "正常", "", "已红冲-全额")] == [True, True, False, False, False]
    assert one("1", "0", "1", "", "怪") == ([], [("status_unknown", False)])


def test_an_over_long_name_is_reported() -> None:
    _, problems = read(csv_file([[*HEADER[:5], "counterparty"], ["1", DAY, "1", "0", "1", "长" * 201]]))
    assert [(problem.field, problem.code, len(problem.facts["value"])) for problem in problems] == [
        ("counterparty_name", "text_too_long", 80)]


def test_all_problems_of_a_row_are_told_at_once_in_the_order_of_lines() -> None:
    _, problems = read(csv_file([HEADER, ["", DAY, "x", "0", "1", "", ""], ["1", "", "1", "0", "1", "", ""]]))
    assert [(problem.line, problem.field) for problem in problems] == [(2, "number"), (2, "net"), (3, "issued_on")]


def test_a_list_whose_side_is_not_known_is_refused() -> None:
    assert refused(csv_file([HEADER]), side=None).code == "side_unknown"


def test_no_rows_have_the_schema_too() -> None:
    assert nothing().schema == invoice_schema()


def test_a_kept_row_is_not_bad() -> None:
    findings = Findings(np.array([5, 6]))
    findings.report(np.array([True, False]), "tax", "tax_sign_mended", row_kept=True, note="n")
    assert (findings.bad.tolist(), findings.problems()[0].line, findings.problems()[0].facts) == (
        [False, False], 5, {"note": "n"})
