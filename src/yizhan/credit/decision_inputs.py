"""Everything a decision looks at, as values. None means not known, never zero and never no."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from yizhan.credit.schedule import RepaymentForm
from yizhan.credit.scorecard.score import Score
from yizhan.enterprise.financials import AVERAGED, Statement, average_balances
from yizhan.enterprise.invoice_features import InvoiceFeatures
from yizhan.kernel.money import Money

SIX_DIGITS = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Request:
    """What the enterprise asks for; without an amount it asks for as much as it can have."""

    product: str
    amount: Money | None
    term_months: int
    form: RepaymentForm
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Who the enterprise is by identity, lists, tax and credit report; `overdue_days` 0 is nothing overdue."""

    uscc_valid: bool | None = None
    age_months: int | None = None
    in_park: bool | None = None
    sector: str | None = None
    tax_grade: str | None = None
    on_dishonest_list: bool | None = None
    overdue_days: int | None = None


@dataclass(frozen=True, slots=True)
class Sales:
    """Net invoiced figures of the last 12 months and the shares that the rules look at.

    `months_since_last_sale` None with `sales_12` of zero is an enterprise that has never sold.
    """

    sales_12: Money | None = None
    sales_previous_12: Money | None = None
    purchases_12: Money | None = None
    months_since_last_sale: int | None = None
    void_share: Decimal | None = None
    return_share: Decimal | None = None
    gap_months: int | None = None
    top_customer_share: Decimal | None = None
    margin_proxy: Decimal | None = None

    @classmethod
    def from_features(cls, features: InvoiceFeatures) -> "Sales":
        """The exact figures; ratios are rounded half even to six digits, so that they store and compare exactly."""
        return cls(
            sales_12=Money(features.sales_net_minor_12),
            sales_previous_12=Money(features.sales_net_minor_previous_12),
            purchases_12=Money(features.purchases_net_minor_12),
            months_since_last_sale=_months_between(features.last_sale_on, features.as_of),
            void_share=_ratio(features.sales_void_share),
            return_share=_ratio(features.sales_return_share),
            gap_months=features.gap_months,
            top_customer_share=_ratio(features.top_customer_share),
            margin_proxy=_ratio(features.margin_proxy))


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What the need formula takes from a year's statements (facts 6.9 to 6.12); balances are the year's averages."""

    revenue: Money
    cost_of_sales: Money
    net_profit: Money
    inventory: Money
    receivables: Money
    payables: Money
    prepayments: Money
    advances_received: Money
    growth: Decimal | None = None
    own_funds: Money | None = None
    working_capital_loans: Money | None = None
    other_funding: Money | None = None


@dataclass(frozen=True, slots=True)
class DecisionInputs:
    """All that `decide` looks at. `debt` is what the enterprise owes to banks by its credit report."""

    decision_date: date
    as_of: date
    request: Request
    standing: Standing
    sales: Sales
    statements: YearFigures | None = None
    debt: Money | None = None
    score: Score | None = None


def year_figures(statements: Sequence[Statement]) -> YearFigures | None:
    """The newest year that has its opening year and every figure of the formula; None when there is no such year.

    Growth is that of revenue over the opening year, None when the opening year's revenue is not known or not positive.
    """
    by_year = {statement.year: statement for statement in statements}
    pairs = [(by_year[year - 1], by_year[year]) for year in sorted(by_year, reverse=True) if year - 1 in by_year]
    return next((figures for figures in (_figures(*pair) for pair in pairs) if figures is not None), None)


def _figures(opening: Statement, closing: Statement) -> YearFigures | None:
    averages = average_balances(opening, closing)
    needed: dict[str, Any] = {name: getattr(closing, name) for name in ("revenue", "cost_of_sales", "net_profit")}
    needed |= {name: getattr(averages, name) for name in AVERAGED}
    if any(value is None for value in needed.values()):
        return None
    return YearFigures(**needed, growth=_growth(opening.revenue, needed["revenue"]), own_funds=closing.own_funds,
                       working_capital_loans=closing.working_capital_loans, other_funding=closing.other_funding)


def _growth(before: Money | None, after: Money) -> Decimal | None:
    if before is None or before.amount_minor <= 0:
        return None
    return (Decimal(after.amount_minor) / before.amount_minor - 1).quantize(SIX_DIGITS)


def _ratio(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(SIX_DIGITS)


def _months_between(earlier: date | None, later: date) -> int | None:
    """Whole calendar months between two days; a sale of the same month is zero months ago."""
    if earlier is None:
        return None
    return max(0, (later.year - earlier.year) * 12 + later.month - earlier.month)
