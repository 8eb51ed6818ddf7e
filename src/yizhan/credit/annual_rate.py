"""The annualised rate (年化利率) of facts 6.55 and the list of all costs (贷款明白纸) of facts 6.56.

All cost to the borrower over the principal actually used, simple and compound, from the internal rate of return of
the borrower's cash flows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.credit.schedule import Schedule
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Money the borrower receives (positive) or pays (negative) on a day."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class AnnualisedRate:
    """`simple` is period rate × periods a year, `compound` is (1 + period rate) ^ periods − 1; 0.0447 is 4.47 %."""

    simple: Decimal
    compound: Decimal
    period_rate: Decimal
    periods_per_year: int


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost besides interest: `kind` is a code (guarantee_fee, valuation_fee, …), `charged_by` who charges it."""

    kind: str
    charged_by: str
    charged_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class CostList:
    """All costs of a loan by one method: interest, other costs, their sum and the annualised rate over all."""

    interest: Money
    other_costs: tuple[Cost, ...]
    total: Money
    annualised: AnnualisedRate


def annualised_rate(flows: Sequence[CashFlow]) -> AnnualisedRate | Refusal:
    """The rate at which the flows have no net value.

    Flows that all lie whole months after the first are discounted by months, others by days over 365.
    `annualised_rate_undefined` when the flows do not change sign.
    """
    raise NotImplementedError


def cost_list(schedule: Schedule, other_costs: Sequence[Cost]) -> CostList | Refusal:
    """The list of all costs of a loan paid out in one sum on its first day."""
    raise NotImplementedError
