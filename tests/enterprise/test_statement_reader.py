import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.enterprise.files import csv_file, xlsx_file
from yizhan.enterprise.financials import FIGURES, STAFF, Statement
from yizhan.enterprise.invoices import RowProblem
from yizhan.enterprise.readers.grid import COLUMNS_MAX
from yizhan.enterprise.statement_reader import read_statements, template_rows
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal

ROWS = [["某公司年度报表"], ["项目 (元)", "2024", "2025年度"], ["营业收入（元）", "4000.00", "5000.50"], ["净利润", "(10)", ""],
        ["从业人员", "9", "10"]]
EXPECTED = (Statement(2024, revenue=Money.of(4000), net_profit=Money.of(-10), staff=9),
            Statement(2025, revenue=Money.of("5000.50"), staff=10))


@pytest.mark.parametrize("content", [csv_file(ROWS).getvalue(), csv_file(ROWS, "gb18030").getvalue(), xlsx_file(ROWS).getvalue()])
def test_the_template_is_read_from_csv_and_workbook(content: bytes) -> None:
    assert read_statements(content) == (EXPECTED, ())


def test_bad_cells_are_told_by_line_figure_and_year_and_the_others_stay() -> None:
    rows = [*ROWS, ["存货", "abc", "5"], ["不明", "1", "2"], ["科技人员", "1.5", "=A1"]]
    statements, problems = read_statements(csv_file(rows).getvalue())
    assert statements[1].inventory == Money.of(5)
    assert problems == (
        RowProblem(6, "inventory", "amount_malformed", {"year": 2024, "value": "abc"}),
        RowProblem(7, "figure", "figure_unknown", {"value": "不明"}),
        RowProblem(8, "technical_staff", "count_not_whole", {"year": 2024, "value": "1.5"}),
        RowProblem(8, "technical_staff", "formula_cell", {"year": 2025, "value": "=A1"}))


def test_a_balance_sheet_that_does_not_reconcile_stays_and_is_told() -> None:
    rows = [["", "2025"], ["资产总计", "100"], ["负债合计", "60"], ["所有者权益合计", "41"]]
    statements, (problem,) = read_statements(csv_file(rows).getvalue())
    assert (len(statements), problem.code, problem.row_kept, problem.facts["year"]) == (1, "balance_sheet_unequal", True, 2025)


def test_a_table_without_years_or_with_one_twice_is_refused() -> None:
    assert read_statements(csv_file([["营业收入", "5"]]).getvalue()) == Refusal("years_missing")
    assert read_statements(csv_file([["", "2025", "2025年"]]).getvalue()) == Refusal("years_repeated", {"years": "2025, 2025"})
    assert read_statements(b"").code == "file_empty"
    assert read_statements(b"<a/>").code == "file_format_unknown"
    assert COLUMNS_MAX > 10


amount = st.none() | st.integers(0, 10**12)


@settings(deadline=None, max_examples=30)
@given(st.lists(amount, min_size=len(FIGURES), max_size=len(FIGURES)))
def test_the_filled_template_is_read_back(values: list[int | None]) -> None:
    rows = template_rows([2025])
    expected = {}
    for row, figure, value in zip(rows[1:], FIGURES, values, strict=True):
        if value is not None:
            row[1] = str(value) if figure in STAFF else f"{value / 100:.2f}" if value < 10**9 else str(value)
            expected[figure] = value if figure in STAFF else Money(value) if value < 10**9 else Money.of(value)
    statements, problems = read_statements(csv_file(rows).getvalue())
    assert statements == ((Statement(2025, **expected),) if expected else ())
    assert all(problem.row_kept for problem in problems)
