"""Restructuring a loan with arrears: what is overdue becomes principal of a new schedule, with the class effect of a restructure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from yizhan.credit.changes import restructured
from yizhan.credit.journals import Paid
from yizhan.credit.schedule import Schedule
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Loan, LoanChange
from yizhan.workflows.action import Act
from yizhan.workflows.schedules import read_schedule
from yizhan.workflows.standings import move_loan, read_position


@dataclass(frozen=True, slots=True)
class Folded:
    """What becomes principal, and the schedule over all of it."""

    interest_minor: int
    penalty_minor: int
    fee_minor: int
    schedule: Schedule

    @property
    def total_minor(self) -> int:
        """All that is added to the principal."""
        return self.interest_minor + self.penalty_minor + self.fee_minor


def folded(loan: Loan, on: date, extra_months: int) -> Folded | Refusal:
    """Principal, interest earned through the eve, penalty and fees as one new principal from a day on.

    Refusals: `nothing_to_fold` (no arrears: an ordinary restructure does), `fold_off_accrual` (interest that is no longer income must not
    become an asset without money), `day_end_first` (the eve is not closed).
    """
    position, eve = read_position(loan), on - timedelta(days=1)
    if position.overdue_since is None:
        return refuse("nothing_to_fold")
    if position.is_non_accrual:
        return refuse("fold_off_accrual")
    if position.accrued_through < eve:
        return refuse("day_end_first", day=eve)
    interest = sum(line.earned_minor(eve) - line.paid_interest_minor for line in position.lines)
    principal = sum(line.open_principal_minor for line in position.lines)
    owed = principal + interest + position.penalty_due_minor + position.fee_due_minor
    terms = read_schedule(loan)[0].terms
    schedule = restructured(terms, Money(owed), on, loan.matures_on, extra_months)
    return Folded(interest, position.penalty_due_minor, position.fee_due_minor, schedule)


def fold(act: Act, loan: Loan, change: LoanChange, found: Folded) -> Refusal | None:
    """Book it, once the new lines are written: receivables are paid by new principal; no income arises and no money moves."""
    after = replace(read_position(loan), overdue_since=None, is_non_accrual=False, penalty_numerator=0, penalty_charged_minor=0,
                    penalty_paid_minor=0, fee_due_minor=0)
    paid = Paid(-found.total_minor, found.interest_minor, found.penalty_minor, found.fee_minor)
    posted = move_loan(act, loan, after, paid, {}, kind="loan_restructure", key=f"loan_restructure:{change.id}",
                       facts={"change": str(change.id), "folded_minor": found.total_minor})
    return posted if isinstance(posted, Refusal) else None
