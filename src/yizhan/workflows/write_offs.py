"""Write-off (核销) and recovery: the claim leaves the balance sheet against the impairment allowance and stays pursued off it."""

from uuid import UUID

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Loan, Repayment
from yizhan.workflows.action import Act, action
from yizhan.workflows.standings import booked, locked, post_amounts


def write_off(act: Act, loan: Loan, words: str) -> Refusal | None:
    """Take a loan off the balance sheet. Interest still receivable is taken back from income; what is pursued is kept in memory."""
    standing = loan.standing
    held = booked(standing)
    pursued = held.all_principal_minor + held.interest_minor + held.penalty_minor + held.fee_minor + held.memorandum_minor
    amounts = {
        "impairment_allowance": held.all_principal_minor,
        "loan_principal": -held.principal_minor, "loan_principal_overdue": -held.overdue_minor,
        "loan_principal_non_accrual": -held.non_accrual_minor,
        "interest_receivable": -held.interest_minor, "interest_income": held.interest_minor,
        "penalty_receivable": -held.penalty_minor, "penalty_income": held.penalty_minor,
        "fee_receivable": -held.fee_minor, "fee_income": held.fee_minor,
        "memorandum_interest": -held.memorandum_minor, "written_off_loans": pursued,
        "memorandum_contra": held.memorandum_minor - pursued,
    }
    posted = post_amounts(act, loan, {name: minor for name, minor in amounts.items() if minor}, kind="loan_write_off",
                          key=f"loan_write_off:{loan.id}", facts={"words": words})
    if isinstance(posted, Refusal):
        return posted
    for name in ("principal", "overdue", "non_accrual", "interest", "penalty", "fee", "memorandum"):
        setattr(standing, f"{name}_minor", 0)
    standing.written_off_minor, standing.is_open = pursued, False
    standing.save()
    loan.state = "written_off"
    loan.save(update_fields=["state"])
    act.changed(loan, before={"state": "active"}, after={"state": "written_off", "pursued_minor": pursued})
    return None


@action("loan.recover")
def recover(act: Act, loan_id: UUID, amount: Money, reference: str) -> Repayment | Refusal:
    """Money that came in for a loan that was written off: it goes back to the allowance, and the claim shrinks."""
    loan = locked(act, loan_id)
    left = loan.standing.written_off_minor
    if not 0 < amount.amount_minor <= left:
        return refuse("recovery_out_of_range", field="amount", left=Money(left))
    minor = amount.amount_minor
    amounts = {"head_office_settlement": minor, "impairment_allowance": -minor, "written_off_loans": -minor, "memorandum_contra": minor}
    posted = post_amounts(act, loan, amounts, kind="loan_recovery", key=f"loan_recovery:{reference}")
    if isinstance(posted, Refusal):
        return posted
    loan.standing.written_off_minor -= minor
    loan.standing.save()
    row = Repayment.objects.create(loan=loan, kind="recovery", paid_on=act.today, amount_minor=minor, principal_minor=minor,
                                   interest_minor=0, source="outside", journal_id=posted, paid_by=act.actor, created_at=act.now)
    act.changed(row, after={"loan": loan.number, "recovered_minor": minor})
    return row
