from datetime import date, datetime

import openpyxl

from tests.enterprise.files import CHINESE, GOOD, read, refused, xlsx_file
from yizhan.enterprise.invoices import InvoiceLine, Side
from yizhan.enterprise.readers.xlsx import text_of

LINE = InvoiceLine("E1", Side.SALE, "1100171130", "00000043", date(2019, 3, 4), "91350100M000100Y43", "甲公司",
                   10000, 1300, 11300, False, 2)


def test_text_cells_and_typed_cells_give_the_same_invoice() -> None:
    typed = [1100171130, 43, datetime(2019, 3, 4, 10, 30), "91350100M000100Y43", "甲公司", 100, 13.0, 113.0, "正常"]  # noqa: DTZ001
    rows, problems = read(xlsx_file([CHINESE, GOOD, typed]))
    assert problems == []
    assert [row.number for row in rows] == ["00000043"] * 2
    assert {(row.code, row.issued_on, row.net_minor, row.gross_minor) for row in rows} == {
        ("1100171130", date(2019, 3, 4), 10000, 11300)}
    assert rows[0] == LINE


def test_binary_noise_of_a_spreadsheet_is_whole_fen_and_true_fractions_are_not() -> None:
    assert text_of(0.1 + 0.2) == "0.30"
    assert text_of(-1234.5) == "-1234.50"
    assert text_of(1.005) == "1.005"
    assert text_of(24312000000012345678.0) == "2.4312000000012345e+19"


def test_a_number_that_the_spreadsheet_cut_is_reported() -> None:
    _, problems = read(xlsx_file([CHINESE, ["", 24312000000012345678.0, *GOOD[2:]]]))
    assert [(problem.line, problem.field, problem.code) for problem in problems] == [
        (2, "number", "number_in_exponent_form")]


def test_a_formula_cell_is_reported_and_its_neighbours_stay() -> None:
    rows, problems = read(xlsx_file([CHINESE, GOOD, [*GOOD[:7], "=F3+G3", GOOD[8]]]))
    assert rows == [LINE]
    assert [(problem.line, problem.field, problem.code, problem.facts["value"]) for problem in problems] == [
        (3, "gross", "formula_cell", "=F3+G3")]


def test_the_sheet_of_whole_invoices_is_taken_before_the_sheet_of_items() -> None:
    import io

    workbook = openpyxl.Workbook()
    workbook.active.title = "信息汇总表"
    basic = workbook.create_sheet("发票基础信息")
    for sheet, net in ((workbook.active, "50.00"), (basic, "100.00")):
        sheet.append(CHINESE)
        sheet.append([*GOOD[:5], net, *GOOD[6:]])
    stream = io.BytesIO()
    workbook.save(stream)
    assert read(stream) == ([LINE], [])


def test_a_workbook_without_the_columns_says_what_it_has() -> None:
    refusal = refused(xlsx_file([["姓名", "金额"], ["甲", 5]]))
    assert (refusal.code, refusal.facts["found"]) == ("columns_missing", "姓名, 金额")
