"""Spreadsheets of ledger lines: good rows are kept, each bad row names its line and field."""

from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.policy.research.ledger import Head
from yizhan.policy.research.ledger_reader import LedgerImport, ledger_text, read_ledger, read_ledger_text

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


def test_rows_pasted_from_a_spreadsheet_and_typed_ones_are_read_alike() -> None:
    pasted = read_ledger_text("RD01\t新芯片\t2025-03-01\tV1\t人员人工\t1000.50\nRD01\t新芯片\t2025-04-01\tV2\tdirect_input\t20\n")
    typed = read_ledger_text("RD01，新芯片，2025-03-01，V1，人员人工，1000.50\nRD01,新芯片,2025-04-01,V2,direct_input,20")
    assert isinstance(pasted, LedgerImport) and pasted == typed
    assert [line.amount for line in pasted.lines] == [Money.of("1000.50"), Money.of("20")]


def test_pasted_rows_may_bring_their_headings_in_any_order() -> None:
    found = read_ledger_text("金额\t费用类别\t凭证号\t日期\t项目名称\t项目编号\n7\t折旧\tV9\t2025/01/31\t新材料\tRD02")
    assert [(line.project, line.head.value, line.amount) for line in found.lines] == [("RD02", "depreciation", Money.of("7"))]


def test_lines_survive_being_written_and_read_again() -> None:
    first = read_ledger_text('RD01,"新, 芯片",2025-03-01,V1,人员人工,1000.50')
    assert read_ledger_text(ledger_text(first.lines)) == first


def test_a_bad_pasted_row_is_named_by_its_line() -> None:
    found = read_ledger_text("RD01,x,2025-03-01,V1,人员人工,10\nRD01,x,2025-03-01,V2,午餐,10\nRD01,x,2025-03-01,V3,折旧,1万")
    assert [(problem.line, problem.field, problem.code) for problem in found.problems] == [
        (2, "head", "head_unknown"), (3, "amount", "amount_not_in_yuan")]


def test_an_archive_that_would_unpack_to_more_than_is_read_is_refused() -> None:
    from zipfile import ZIP_DEFLATED, ZipFile

    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * (65 * 1024 * 1024))
    assert read_ledger(bomb.getvalue()).code == "ledger_not_xlsx"
