"""Working-capital need (流动资金需求) by the formula of the 2010 annex (facts 6.9 to 6.13), step by step.

Arithmetic is decimal with 28 digits; each amount is rounded half up to the fen once, at its own line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from yizhan.credit.decision_inputs import DecisionInputs, YearFigures
from yizhan.credit.parameters import Parameters
from yizhan.credit.reasons import Reason
from yizhan.kernel.money import Money, Rounding, money_sum

FILE = "need.yaml"
YEAR_DAYS = Decimal(360)


@dataclass(frozen=True, slots=True)
class CycleDays:
    """Days that money is bound in the trade, or lent by it."""

    inventory: Decimal
    receivables: Decimal
    payables: Decimal
    prepayments: Decimal
    advances_received: Decimal

    @property
    def total(self) -> Decimal:
        """Inventory + receivables − payables + prepayments − advances received (6.10)."""
        return self.inventory + self.receivables - self.payables + self.prepayments - self.advances_received


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working: a code whose words stand in reasons.yaml, and the numbers of the line."""

    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Need:
    """What the enterprise needs and how that was worked out.

    `raw` is the formula's result before the floor at zero; `room` is what a new loan may cover (6.12).
    `is_estimated`: made from invoices by the project's own rule, so provisional. `flags` ask for a person's look.
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
                         own_funds: Money | None = None, loans: Money | None = None,
                         other: Money | None = None) -> Need:
    """Q = S × (1 − m) × (1 + g) ÷ n with n = 360 ÷ days, so Q = S × (1 − m) × (1 + g) × days ÷ 360.

    Days of zero or less mean that the trade funds itself: 0 and the flag `no_working_capital_gap` (6.13).
    Funds that are not stated are not subtracted and raise the flag `other_funding_unknown`.
    """
    cycle = days.total
    yearly_cost = sales.major * (1 - margin) * (1 + growth)
    raw = sales.times((1 - margin) * (1 + growth) * cycle / YEAR_DAYS, Rounding.HALF_UP)
    turns = YEAR_DAYS / cycle if cycle > 0 else None
    amount = raw if cycle > 0 and raw.amount_minor > 0 else Money.zero(raw.currency)
    funding = {"own_funds": own_funds, "loans": loans, "other": other}
    room = _room(amount, funding)
    steps = (
        Step("need_days", {"days": cycle, **{name: getattr(days, name) for name in CycleDays.__slots__}}),
        Step("need_turns", {"turns": turns, "days": cycle}) if turns else Step("need_no_turns", {"days": cycle}),
        Step("need_yearly_cost", {"sales": sales, "margin": margin, "growth": growth, "yearly_cost": yearly_cost}),
        Step("need_amount", {"raw": raw, "amount": amount}),
        Step("need_room", {"amount": amount, "room": room, **funding}),
    )
    return Need(amount, raw, room, cycle, turns, steps, _flags(cycle, raw, funding), False, "annex_2010")


def _room(amount: Money, funding: Mapping[str, Money | None]) -> Money:
    """Q less own funds, working-capital loans and other channels, never below zero (6.12)."""
    left = amount - money_sum([money for money in funding.values() if money is not None], amount.currency)
    return max(left, Money.zero(amount.currency))


def _flags(cycle: Decimal, raw: Money, funding: Mapping[str, Money | None]) -> tuple[Reason, ...]:
    found = [] if cycle > 0 else [Reason("no_working_capital_gap", {"days": cycle, "raw": raw})]
    unknown = tuple(name for name, money in funding.items() if money is None)
    return (*found, Reason("other_funding_unknown", {"unknown": unknown})) if unknown else tuple(found)


def cycle_days(figures: YearFigures) -> CycleDays | None:
    """Days = 360 × average balance ÷ yearly flow (6.11); None without sales or without cost of sales.

    Receivables and advances turn with sales; inventory, prepayments and payables with the COST of sales.
    """
    sales, cost = figures.revenue.amount_minor, figures.cost_of_sales.amount_minor
    if sales <= 0 or cost <= 0:
        return None

    def days(balance: Money, flow: int) -> Decimal:
        return YEAR_DAYS * balance.amount_minor / flow

    return CycleDays(inventory=days(figures.inventory, cost), receivables=days(figures.receivables, sales),
                     payables=days(figures.payables, cost), prepayments=days(figures.prepayments, cost),
                     advances_received=days(figures.advances_received, sales))


def need_from_statements(figures: YearFigures, parameters: Parameters) -> Need | None:
    """The formula on a year's figures; None when the year gives no days.

    The margin is net profit ÷ sales, not below need.yaml's least; growth is that of revenue, 0 where it is not known,
    not above need.yaml's most.
    """
    days = cycle_days(figures)
    if days is None:
        return None
    margin = Decimal(figures.net_profit.amount_minor) / figures.revenue.amount_minor
    growth = figures.growth if figures.growth is not None else Decimal(0)
    need = working_capital_need(
        figures.revenue, max(margin, parameters.decimal(FILE, "margin_min")),
        min(growth, parameters.decimal(FILE, "growth_max")), days,
        figures.own_funds, figures.working_capital_loans, figures.other_funding)
    if figures.growth is not None:
        return need
    return replace(need, flags=(*need.flags, Reason("growth_unknown")))


def need_from_invoices(sales_12: Money, parameters: Parameters) -> Need:
    """The labelled rule where statements are absent: an assumed share of the net invoiced sales of 12 months.

    Net sales below zero (more returns than sales) count as zero. Always estimated, and flagged so.
    """
    share = parameters.decimal(FILE, "invoice_need_share")
    raw = sales_12.times(share, Rounding.HALF_UP)
    amount = max(raw, Money.zero(raw.currency))
    facts = {"sales": sales_12, "share": share, "amount": amount}
    return Need(amount, raw, amount, None, None, (Step("need_from_invoices", facts),),
                (Reason("statements_unknown", facts),), True, "share_of_invoiced_sales")


def assess_need(inputs: DecisionInputs, parameters: Parameters) -> Need | None:
    """From statements, else from invoices, else None: not known."""
    found = need_from_statements(inputs.statements, parameters) if inputs.statements else None
    if found is None and inputs.sales.sales_12 is not None:
        return need_from_invoices(inputs.sales.sales_12, parameters)
    return found
