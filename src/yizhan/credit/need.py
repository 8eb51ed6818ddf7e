"""Working-capital need (流动资金需求) by the formula of the 2010 annex (facts 6.9 to 6.13), explained step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yizhan.credit.decision_inputs import DecisionInputs, YearFigures
from yizhan.credit.parameters import Parameters
from yizhan.credit.reasons import Reason
from yizhan.kernel.money import Money


@dataclass(frozen=True, slots=True)
class CycleDays:
    """Days that money is bound in, or lent by, the trade."""

    inventory: Decimal
    receivables: Decimal
    payables: Decimal
    prepayments: Decimal
    advances_received: Decimal

    @property
    def total(self) -> Decimal:
        """Inventory + receivables − payables + prepayments − advances received."""
        return self.inventory + self.receivables - self.payables + self.prepayments - self.advances_received


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working: a code whose words stand in reasons.yaml, and the numbers of the line."""

    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Need:
    """What the enterprise needs and how that was worked out.

    `room` is what new loans may cover (6.12). `raw` is the formula's result before the floor at zero. `is_estimated`:
    made from invoices by the project's own rule, so provisional. `flags` ask for a person's look.
    """

    amount: Money
    raw: Money
    room: Money
    days: Decimal | None
    turns: Decimal | None
    steps: tuple[Step, ...]
    flags: tuple[Reason, ...]
    is_estimated: bool
    rule: str


def working_capital_need(sales: Money, margin: Decimal, growth: Decimal, days: CycleDays,
                         own_funds: Money | None = None, loans: Money | None = None, other: Money | None = None) -> Need:
    """Q = S × (1 − m) × (1 + g) ÷ n with n = 360 ÷ days; days ≤ 0 give 0 and the flag `no_working_capital_gap` (6.13)."""
    raise NotImplementedError


def cycle_days(figures: YearFigures) -> CycleDays:
    """Days from average balances: over sales for receivables and advances, over cost of sales for the rest (6.11)."""
    raise NotImplementedError


def need_from_statements(figures: YearFigures, parameters: Parameters) -> Need:
    """The formula on a year's figures; margin is net profit ÷ sales, growth is capped by need.yaml."""
    raise NotImplementedError


def need_from_invoices(sales_12: Money, parameters: Parameters) -> Need:
    """The labelled rule where statements are absent: an assumed share of the net invoiced sales of 12 months."""
    raise NotImplementedError


def assess_need(inputs: DecisionInputs, parameters: Parameters) -> Need | None:
    """From statements, else from invoices, else None: not known."""
    raise NotImplementedError
