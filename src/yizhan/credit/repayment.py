"""Money that comes back: what a due payment pays, and an early repayment with its preview. Values only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yizhan.credit.interest import InterestFigure
from yizhan.credit.schedule import Schedule
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal


class ClaimKind(StrEnum):
    """What a payment can pay."""

    FEE = "fee"
    PENALTY = "penalty"
    INTEREST = "interest"
    PRINCIPAL = "principal"


class Keep(StrEnum):
    """What stays the same after an early repayment in part."""

    TERM = "term"
    INSTALMENT = "instalment"


@dataclass(frozen=True, slots=True)
class Claim:
    """An amount that is due, of one kind."""

    kind: ClaimKind
    amount: Money


@dataclass(frozen=True, slots=True)
class AllocationLine:
    """How much of a claim a payment pays and what is left of it."""

    kind: ClaimKind
    claimed: Money
    paid: Money

    @property
    def left(self) -> Money:
        """What is still due."""
        return self.claimed - self.paid


@dataclass(frozen=True, slots=True)
class Allocation:
    """A payment split over claims in order, line by line; `excess` is what no claim took."""

    lines: tuple[AllocationLine, ...]
    excess: Money

    def paid(self, kind: ClaimKind) -> Money:
        """All that was paid of one kind."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class EarlyRepaymentPreview:
    """What an early repayment would cost and change, before anything is paid.

    `before` is the open part of the present schedule, `after` the schedule that replaces it (None when the loan ends).
    """

    paid_on: date
    principal: Money
    interest: InterestFigure
    fee: Money
    total: Money
    before: Schedule
    after: Schedule | None
    interest_saved: Money


def allocate_payment(amount: Money, claims: Sequence[Claim]) -> Allocation | Refusal:
    """Pay claims in the order given; `amount_not_positive` when there is nothing to split."""
    raise NotImplementedError


def preview_early_repayment(schedule: Schedule, instalments_paid: int, paid_on: date, principal: Money | None, keep: Keep,
                            fee_rate: Decimal) -> EarlyRepaymentPreview | Refusal:
    """An early repayment of `principal` (None: all of it) on a day, with the interest to that day and the fee.

    `instalments_paid` counts the instalments already settled; the next one must not be due yet. The fee is `fee_rate` of
    the principal repaid early. Refusals: `instalment_due_first`, `before_last_payment`, `amount_not_positive`,
    `amount_over_principal`, `nothing_outstanding`.
    """
    raise NotImplementedError
