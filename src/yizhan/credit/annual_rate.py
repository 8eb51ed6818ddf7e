"""The annualised rate (年化利率, facts 6.55) and the list of all costs (贷款明白纸, facts 6.56).

All cost to the borrower over the principal actually used, simple and compound, from the internal rate of
return of the borrower's cash flows. The rate is found by Newton's method on decimals (decision 0022).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from yizhan.credit.periods import add_months
from yizhan.credit.schedule import Schedule
from yizhan.kernel.money import Money, money_sum
from yizhan.kernel.refusal import Refusal, refuse

MONTHS_A_YEAR = 12
DAYS_A_YEAR = 365
PRECISION = Decimal("1e-18")
PRINTED = Decimal("1e-10")
STEPS_MAX = 100


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Money the borrower receives (positive) or pays (negative) on a day."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class AnnualisedRate:
    """`simple` is period rate × periods a year, `compound` (1 + period rate) ^ periods − 1; 0.0447 is 4.47 %.

    Rates are rounded half up to ten decimal places.
    """

    simple: Decimal
    compound: Decimal
    period_rate: Decimal
    periods_per_year: int


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost besides interest: `kind` is a code (guarantee_fee, valuation_fee), `charged_by` who takes it."""

    kind: str
    charged_by: str
    charged_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class CostList:
    """All costs of a loan by one method: interest, other costs, their sum, the annualised rate over all."""

    interest: Money
    other_costs: tuple[Cost, ...]
    total: Money
    annualised: AnnualisedRate


def annualised_rate(flows: Sequence[CashFlow]) -> AnnualisedRate | Refusal:
    """The rate at which the flows have no net value.

    Flows that all lie whole months after the first are discounted by months, others by days over 365.
    `annualised_rate_undefined` when the flows do not change sign or no rate above −100 % a period fits.
    """
    if not flows or all(flow.amount.amount_minor >= 0 for flow in flows) \
            or all(flow.amount.amount_minor <= 0 for flow in flows):
        return refuse("annualised_rate_undefined")
    first = min(flow.on for flow in flows)
    months = [_whole_months(first, flow.on) for flow in flows]
    is_monthly = None not in months
    periods = [month or 0 for month in months] if is_monthly else [(flow.on - first).days for flow in flows]
    amounts = [flow.amount.amount_minor for flow in flows]
    rate = _internal_rate(list(zip(periods, amounts, strict=True)))
    if rate is None:
        return refuse("annualised_rate_undefined")
    a_year = MONTHS_A_YEAR if is_monthly else DAYS_A_YEAR
    compound = (1 + rate) ** a_year - 1
    return AnnualisedRate(_printed(rate * a_year), _printed(compound), _printed(rate), a_year)


def cost_list(schedule: Schedule, other_costs: Sequence[Cost]) -> CostList | Refusal:
    """The list of all costs of a loan that is paid out in one sum on its first day."""
    currency = schedule.terms.principal.currency
    flows = [CashFlow(schedule.terms.starts_on, schedule.terms.principal)]
    flows += [CashFlow(line.period.ends_on, -line.payment) for line in schedule.instalments]
    flows += [CashFlow(cost.charged_on, -cost.amount) for cost in other_costs]
    annualised = annualised_rate(flows)
    if isinstance(annualised, Refusal):
        return annualised
    total = schedule.total_interest + money_sum([cost.amount for cost in other_costs], currency)
    return CostList(schedule.total_interest, tuple(other_costs), total, annualised)


def _whole_months(first: date, day: date) -> int | None:
    months = (day.year - first.year) * 12 + day.month - first.month
    return months if add_months(first, months) == day else None


def _internal_rate(flows: Sequence[tuple[int, int]]) -> Decimal | None:
    """The rate per period; flows are (periods after the first, minor units).

    For a loan (money in first, out later) the present value is concave in the rate, so that Newton's steps
    from zero cannot run away.
    """
    rate = Decimal(0)
    for _ in range(STEPS_MAX):
        growth = 1 + rate
        values = [(count, amount * growth**-count) for count, amount in flows]
        value = sum((part for _, part in values), Decimal(0))
        slope = sum((-count * part for count, part in values), Decimal(0)) / growth
        if slope == 0:
            return None
        step = value / slope
        rate -= step
        if rate <= -1:
            return None
        if abs(step) < PRECISION:
            return rate
    return None


def _printed(rate: Decimal) -> Decimal:
    return rate.quantize(PRINTED, rounding=ROUND_HALF_UP)
