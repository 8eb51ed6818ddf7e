"""Yearly statements as values, with the balances that the working-capital need (facts 6.9 to 6.12) is computed from."""

from collections.abc import Sequence
from dataclasses import dataclass

from yizhan.enterprise.invoices import RowProblem
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal

AVERAGED = ("inventory", "receivables", "payables", "prepayments", "advances_received")


@dataclass(frozen=True, slots=True)
class Statement:
    """One year of an enterprise. None means not stated, never zero. Balances are those at the end of the year.

    `staff` are persons at the end of the year; `net_profit` may be negative, all other figures may not,
    apart from `equity`.
    """

    year: int
    revenue: Money | None = None
    cost_of_sales: Money | None = None
    expenses: Money | None = None
    net_profit: Money | None = None
    total_assets: Money | None = None
    total_liabilities: Money | None = None
    equity: Money | None = None
    inventory: Money | None = None
    receivables: Money | None = None
    payables: Money | None = None
    prepayments: Money | None = None
    advances_received: Money | None = None
    cash: Money | None = None
    bank_loans: Money | None = None
    working_capital_loans: Money | None = None
    own_funds: Money | None = None
    other_funding: Money | None = None
    research_spend: Money | None = None
    staff: int | None = None
    technical_staff: int | None = None


@dataclass(frozen=True, slots=True)
class AverageBalances:
    """Means of opening and closing balances, rounded half up to the fen; None where one of the two is missing."""

    inventory: Money | None
    receivables: Money | None
    payables: Money | None
    prepayments: Money | None
    advances_received: Money | None


def check(statement: Statement) -> tuple[Refusal, ...]:
    """What does not reconcile: `balance_sheet_unequal`, `figure_negative`, `technical_staff_over_staff`, …; else ()."""
    raise NotImplementedError


def average_balances(opening: Statement, closing: Statement) -> AverageBalances:
    """Averages over the year of `closing`; `opening` must be the year before, else ValueError."""
    raise NotImplementedError


def read_statements(content: bytes) -> tuple[tuple[Statement, ...], tuple[RowProblem, ...]] | Refusal:
    """Statements from the CSV or XLSX template: one row a figure, one column a year, amounts in yuan."""
    raise NotImplementedError


def template_rows(years: Sequence[int]) -> list[list[str]]:
    """The rows of an empty template for some years."""
    raise NotImplementedError
