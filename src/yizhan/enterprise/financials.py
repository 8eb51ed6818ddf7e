"""Yearly statements as values, with the balances from which working-capital need (facts 6.9–6.12) is computed."""

from dataclasses import dataclass, fields
from decimal import Decimal

from yizhan.kernel.money import Money, Rounding
from yizhan.kernel.refusal import Refusal, refuse

AVERAGED = ("inventory", "receivables", "payables", "prepayments", "advances_received")
STAFF = ("staff", "technical_staff")
MAY_BE_NEGATIVE = ("net_profit", "equity")


@dataclass(frozen=True, slots=True)
class Statement:
    """One year of an enterprise. None means not stated, never zero. Balances are those at the end of the year.

    `staff` are persons at the end of the year (facts 1.4); `net_profit` and `equity` may be negative.
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


FIGURES = tuple(field.name for field in fields(Statement) if field.name != "year")


@dataclass(frozen=True, slots=True)
class AverageBalances:
    """Means of opening and closing balances, half a fen rounded up; None where one of the two is missing."""

    inventory: Money | None
    receivables: Money | None
    payables: Money | None
    prepayments: Money | None
    advances_received: Money | None


def check(statement: Statement) -> tuple[Refusal, ...]:
    """What does not reconcile, or an empty tuple.

    `figure_negative` (figure, value), `balance_sheet_unequal` (assets, liabilities, equity), `part_over_whole`
    (part, whole): a part of the assets, of the liabilities or of the staff larger than the whole.
    """
    findings = [refuse("figure_negative", figure=name, value=value) for name in FIGURES
                if name not in MAY_BE_NEGATIVE and _is_negative(value := getattr(statement, name))]
    return (*findings, *_balance(statement), *_parts(statement))


def average_balances(opening: Statement, closing: Statement) -> AverageBalances:
    """Averages over the year of `closing`; ValueError when `opening` is not the year before."""
    if opening.year != closing.year - 1:
        raise ValueError(f"{opening.year} is not the year before {closing.year}")
    return AverageBalances(**{name: _mean(getattr(opening, name), getattr(closing, name)) for name in AVERAGED})


def revenue_growth(earlier: Statement, later: Statement) -> Decimal | None:
    """0.20 for a fifth more; None where a revenue is missing or the earlier one is not positive."""
    if earlier.revenue is None or later.revenue is None or earlier.revenue.amount_minor <= 0:
        return None
    return later.revenue.major / earlier.revenue.major - 1


def _is_negative(value: Money | int | None) -> bool:
    return value is not None and (value.amount_minor if isinstance(value, Money) else value) < 0


def _balance(statement: Statement) -> list[Refusal]:
    assets, liabilities, equity = statement.total_assets, statement.total_liabilities, statement.equity
    if assets is None or liabilities is None or equity is None or assets == liabilities + equity:
        return []
    return [refuse("balance_sheet_unequal", assets=assets, liabilities=liabilities, equity=equity)]


def _parts(statement: Statement) -> list[Refusal]:
    wholes = {"total_assets": ("inventory", "receivables", "prepayments", "cash"),
              "total_liabilities": ("payables", "advances_received", "bank_loans"),
              "bank_loans": ("working_capital_loans",), "staff": ("technical_staff",)}
    return [refuse("part_over_whole", part=part, whole=whole) for whole, parts in wholes.items() for part in parts
            if _exceeds(getattr(statement, part), getattr(statement, whole))]


def _exceeds(part: Money | int | None, whole: Money | int | None) -> bool:
    return part is not None and whole is not None and part > whole


def _mean(opening: Money | None, closing: Money | None) -> Money | None:
    return None if opening is None or closing is None else (opening + closing).divide(2, Rounding.HALF_UP)
