"""Spreadsheets of ledger lines: good rows are kept, each bad row names its line and field."""

from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.policy.research.ledger import Head
from yizhan.policy.research.ledger_reader import read_ledger

HEADING = ["项目编号", "项目名称", "日期", "凭证号", "费用类别", "金额"]


def workbook(*rows: list) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_good_rows_become_lines() -> None:
    read = read_ledger(workbook(HEADING, ["RD01", "传感器", datetime(2026, 3, 1), "记-12", "人员人工", 1234.56],  # noqa: DTZ001
                                ["RD01", "传感器", "2026/04/01", 13, "其他相关费用", "1,000.00"]))
    assert read.problems == ()
    assert [(line.booked_on, line.voucher, line.head, line.amount) for line in read.lines] == [
        (date(2026, 3, 1), "记-12", Head.STAFF, Money(123456)), (date(2026, 4, 1), "13", Head.OTHER_RELATED, Money(100000))]


def test_english_headings_in_another_order_are_read_as_well() -> None:
    read = read_ledger(workbook(["amount", "head", "voucher", "date", "project_name", "project"],
                                [10, "staff", "1", "2026-01-01", "", "P1"]))
    assert [line.amount for line in read.lines] == [Money(1000)]


def test_each_bad_row_names_its_line_and_field_and_the_good_ones_are_kept() -> None:
    read = read_ledger(workbook(HEADING, ["RD01", "x", "2026-01-01", "1", "人员人工", 1], [None] * 6,
                                ["", "x", "2026-01-01", "1", "人员人工", 1], ["RD01", "x", "soon", "1", "人员人工", 1],
                                ["RD01", "x", "2026-01-01", "1", "差旅", 1], ["RD01", "x", "2026-01-01", "1", "人员人工", "12万"],
                                ["RD01", "x", "2026-01-01", "1", "人员人工", -5],
                                ["RD01", "x", "2026-01-01", "1", "人员人工", "many"]))
    assert len(read.lines) == 1
    assert [(problem.line, problem.field, problem.code) for problem in read.problems] == [
        (4, "project", "field_empty"), (5, "booked_on", "date_unreadable"), (6, "head", "head_unknown"),
        (7, "amount", "amount_not_in_yuan"), (8, "amount", "amount_out_of_range"), (9, "amount", "amount_unreadable")]


def test_a_file_without_the_columns_is_refused_by_name() -> None:
    refusal = read_ledger(workbook(["项目编号", "金额"], ["RD01", 1]))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "ledger_columns_missing"
    assert refusal.facts["columns"] == "booked_on, head, project_name, voucher"


def test_what_is_no_spreadsheet_is_refused() -> None:
    assert read_ledger(b"project,amount\n") == Refusal("ledger_not_xlsx")


def test_an_empty_sheet_is_refused() -> None:
    assert read_ledger(workbook()).code == "ledger_columns_missing"
