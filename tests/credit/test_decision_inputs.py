"""What a decision looks at, taken from invoice features and from statements."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.credit.inputs import yuan
from yizhan.credit.decision_inputs import Sales, year_figures
from yizhan.enterprise.financials import Statement
from yizhan.enterprise.invoice_features import InvoiceFeatures
from yizhan.kernel.money import Money

FEATURES = InvoiceFeatures(
    enterprise="E1", as_of=date(2020, 2, 29), first_invoice_on=date(2017, 1, 1), last_invoice_on=date(2020, 2, 21),
    last_sale_on=date(2019, 12, 3), invoice_count=90, sales_net_minor_12=1_000, sales_net_minor_previous_12=800,
    purchases_net_minor_12=600, purchases_net_minor_previous_12=500, sales_net_minor_24=1_800,
    purchases_net_minor_24=1_100, sales_by_month_minor=(75,) * 24, purchases_by_month_minor=(45,) * 24,
    sales_growth=0.25, purchases_growth=0.2, sales_volatility=0.1, purchases_volatility=0.1, customer_count=3,
    supplier_count=2, customer_hhi=0.4, supplier_hhi=0.5, top_customer_share=1 / 3, top_supplier_share=0.5,
    sales_void_share=0.058, purchases_void_share=None, sales_return_share=None, purchases_return_share=None,
    active_months=24, gap_months=1, longest_gap_months=1, margin_proxy=0.4)


def test_sales_are_exact_and_ratios_have_six_digits() -> None:
    found = Sales.from_features(FEATURES)
    assert (found.sales_12, found.sales_previous_12, found.purchases_12) == (Money(1_000), Money(800), Money(600))
    assert (found.top_customer_share, found.void_share) == (Decimal("0.333333"), Decimal("0.058000"))
    assert found.return_share is None and found.gap_months == 1


@pytest.mark.parametrize(("last", "months"), [
    (date(2020, 2, 1), 0), (date(2020, 1, 31), 1), (date(2019, 2, 28), 12), (None, None)])
def test_the_last_sale_is_counted_in_calendar_months(last: date | None, months: int | None) -> None:
    assert Sales.from_features(replace(FEATURES, last_sale_on=last)).months_since_last_sale == months


def year(number: int, amount: int) -> Statement:
    money = yuan(amount)
    return Statement(number, revenue=money, cost_of_sales=money, net_profit=money, inventory=money, receivables=money,
                     payables=money, prepayments=money, advances_received=money, own_funds=money)


def test_the_newest_year_with_an_opening_year_gives_averages_and_growth() -> None:
    found = year_figures([year(2025, 300), year(2023, 999), year(2024, 200)])
    assert found is not None
    assert (found.revenue, found.inventory, found.growth) == (yuan(300), yuan(250), Decimal("0.5"))
    assert found.own_funds == yuan(300) and found.other_funding is None


def test_a_year_that_lacks_a_figure_is_passed_over() -> None:
    gap = replace(year(2025, 300), cost_of_sales=None)
    found = year_figures([year(2023, 100), year(2024, 200), gap])
    assert found is not None and found.revenue == yuan(200)


def test_no_two_years_in_a_row_give_nothing() -> None:
    assert year_figures([]) is None
    assert year_figures([year(2023, 1), year(2025, 1)]) is None


def test_growth_over_nothing_is_not_known() -> None:
    found = year_figures([replace(year(2024, 1), revenue=yuan(0)), year(2025, 2)])
    assert found is not None and found.growth is None
