"""Everything a decision looks at, as values. None means not known, never zero and never no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.credit.reasons import Reason
from yizhan.credit.schedule import RepaymentForm
from yizhan.enterprise.invoice_features import InvoiceFeatures
from yizhan.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Score:
    """What a card of points says: points, probability of default, grade, and the strongest reasons for it."""

    points: int
    pd: Decimal
    grade: str
    reasons: tuple[Reason, ...]
    card_id: str


@dataclass(frozen=True, slots=True)
class Request:
    """What the enterprise asks for."""

    product: str
    amount: Money | None
    term_months: int
    form: RepaymentForm
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Who the enterprise is: what identity, lists, tax and credit report say. `overdue_days` 0 is nothing overdue."""

    uscc_valid: bool | None = None
    age_months: int | None = None
    in_park: bool | None = None
    sector: str | None = None
    tax_grade: str | None = None
    on_dishonest_list: bool | None = None
    overdue_days: int | None = None


@dataclass(frozen=True, slots=True)
class Sales:
    """Net invoiced figures of the last 12 months and the shares that the rules look at."""

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
        """The exact figures; ratios are rounded half up to six digits."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What the need formula takes from a year's statements (facts 6.9 to 6.12); balances are averages of the year."""

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


def year_figures(statements: tuple, growth: Decimal | None) -> YearFigures | None:
    """The figures of the newest year that has an opening year before it and all that the formula needs; else None."""
    raise NotImplementedError


def from_plain(data: Mapping) -> DecisionInputs:
    """The inputs from the JSON form that `kernel.text.plain` gives."""
    raise NotImplementedError
