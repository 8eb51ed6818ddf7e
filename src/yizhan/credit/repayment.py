"""Money that comes back: what a payment pays, and an early repayment with its preview. Values only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yizhan.credit.interest import InterestFigure, interest_by_days
from yizhan.credit.schedule import Instalment, RepaymentForm, Schedule, schedule_over
from yizhan.kernel.money import Money, money_sum
from yizhan.kernel.refusal import Refusal, refuse


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
    """How much of a claim a payment pays."""

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
        return money_sum([line.paid for line in self.lines if line.kind is kind], self.excess.currency)


@dataclass(frozen=True, slots=True)
class EarlyRepaymentPreview:
    """What an early repayment would cost and change, before anything is paid.

    `before` holds the open instalments of the present schedule, `after` the ones that replace them (None when
    the loan ends). `interest_saved` compares all interest still to pay; the fee is not taken off it.
    """

    paid_on: date
    principal: Money
    interest: InterestFigure
    fee: Money
    total: Money
    before: Schedule
    after: Schedule | None
    interest_saved: Money


def due_claims(line: Instalment, paid_interest: Money, paid_principal: Money) -> tuple[Claim, ...]:
    """What is still due of an instalment: interest first, then principal; settled parts are left out."""
    claims = (Claim(ClaimKind.INTEREST, line.interest - paid_interest),
              Claim(ClaimKind.PRINCIPAL, line.principal - paid_principal))
    return tuple(claim for claim in claims if claim.amount)


def allocate_payment(amount: Money, claims: Sequence[Claim]) -> Allocation | Refusal:
    """Pay claims in the order given; `amount_not_positive` when there is nothing to split."""
    if amount.amount_minor <= 0:
        return refuse("amount_not_positive", amount=amount)
    lines: list[AllocationLine] = []
    left = amount
    for claim in claims:
        paid = min(claim.amount, left)
        lines.append(AllocationLine(claim.kind, claim.amount, paid))
        left -= paid
    return Allocation(tuple(lines), left)


def preview_early_repayment(schedule: Schedule, instalments_paid: int, paid_on: date, principal: Money | None,
                            keep: Keep, fee_rate: Decimal) -> EarlyRepaymentPreview | Refusal:
    """An early repayment of `principal` (None: all of it) on a day, with interest to that day and the fee.

    `instalments_paid` counts the instalments already settled. Interest to the day goes by the days of the
    basis on all that is outstanding. The fee is `fee_rate` of the principal repaid early, rounded as the
    terms say. Refusals: `nothing_outstanding`, `before_last_payment`, `instalment_due_first`,
    `amount_not_positive`, `amount_over_principal`, `no_instalment_to_keep` (forms that repay no principal
    by instalments).
    """
    before = replace(schedule, instalments=schedule.instalments[instalments_paid:])
    refusal = _refusal(before, paid_on, principal, keep)
    if refusal is not None:
        return refusal
    line = before.instalments[0]
    repaid = line.opening if principal is None else principal
    interest = interest_by_days(line.opening, schedule.terms.rate, line.period.starts_on, paid_on,
                                schedule.terms.rounding)
    fee = repaid.times(fee_rate, schedule.terms.rounding)
    after = None if repaid == line.opening else _after(before, paid_on, line.opening - repaid, keep)
    still_to_pay = interest.amount + (after.total_interest if after else line.interest * 0)
    total = repaid + interest.amount + fee
    return EarlyRepaymentPreview(paid_on, repaid, interest, fee, total, before, after,
                                 before.total_interest - still_to_pay)


def _refusal(before: Schedule, paid_on: date, principal: Money | None, keep: Keep) -> Refusal | None:
    if not before.instalments or not before.instalments[0].opening:
        return refuse("nothing_outstanding")
    line = before.instalments[0]
    if paid_on < line.period.starts_on:
        return refuse("before_last_payment", day=paid_on, last_payment_on=line.period.starts_on)
    if paid_on >= line.period.ends_on:
        return refuse("instalment_due_first", number=line.number, due_on=line.due_on)
    if principal is None:
        return None
    if principal.amount_minor <= 0:
        return refuse("amount_not_positive", amount=principal)
    if principal > line.opening:
        return refuse("amount_over_principal", amount=principal, outstanding=line.opening)
    levels = (RepaymentForm.ANNUITY, RepaymentForm.EQUAL_PRINCIPAL)
    if keep is Keep.INSTALMENT and before.terms.form not in levels:
        return refuse("no_instalment_to_keep", form=before.terms.form.value)
    return None


def _after(before: Schedule, paid_on: date, outstanding: Money, keep: Keep) -> Schedule:
    """The schedule that replaces the open instalments; the rest of the running period is a broken one."""
    line = before.instalments[0]
    periods = (line.period.after(paid_on), *(item.period for item in before.instalments[1:]))
    part = None
    if keep is Keep.INSTALMENT:
        part = line.payment if before.terms.form is RepaymentForm.ANNUITY else line.principal
    terms = replace(before.terms, principal=outstanding)
    return schedule_over(terms, periods, part, first_number=line.number)
