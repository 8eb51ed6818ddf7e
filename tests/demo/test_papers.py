"""The papers of a generated enterprise agree with each other."""

from datetime import date

import pyarrow.compute as pc
import pytest

from yizhan.demo.firms import make_firms
from yizhan.demo.papers import invoices, month_starts, statements
from yizhan.kernel.money import Money

TODAY = date(2026, 11, 23)
FIRMS = make_firms(64, 7, TODAY)


@pytest.mark.parametrize(("today", "count", "first", "last"), [
    (TODAY, 34, date(2024, 1, 1), date(2026, 10, 1)),  # The branch opened in 2026-02: its statements are those of 2024 and 2025.
    (date(2026, 10, 1), 33, date(2024, 1, 1), date(2026, 9, 1)),
    (date(2027, 9, 1), 44, date(2024, 1, 1), date(2027, 8, 1)),  # Opened in 2026-12, so the years are 2024 and 2025.
    (date(2027, 10, 31), 33, date(2025, 1, 1), date(2027, 9, 1)),
])
def test_months_cover_thirty_and_the_years_of_the_statements(today: date, count: int, first: date, last: date) -> None:
    months = month_starts(today)
    assert (len(months), months[0], months[-1]) == (count, first, last)


@pytest.mark.parametrize("firm", FIRMS[::8], ids=lambda firm: firm.code)
def test_revenue_is_the_invoiced_sales_of_the_year_and_the_balance_sheet_balances(firm) -> None:
    table = invoices(firm, 7, TODAY)
    for statement in statements(firm, table, TODAY):
        sales = sum(
            round(row["amount"] * 100)
            for row in table.to_pylist()
            if row["side"] == "output" and not row["void"] and row["date"].year == statement.year
        )
        assert statement.revenue == Money(sales)
        assert statement.total_assets == statement.total_liabilities + statement.equity


@pytest.mark.parametrize("firm", FIRMS[::8], ids=lambda firm: firm.code)
def test_net_and_tax_make_the_total_of_every_invoice(firm) -> None:
    table = invoices(firm, 7, TODAY)
    difference = pc.subtract(pc.add(table["amount"], table["tax"]), table["total"])
    assert max(abs(value) for value in difference.to_pylist()) < 0.005
    assert len(set(zip(table["side"].to_pylist(), table["invoice_no"].to_pylist(), strict=True))) == table.num_rows
