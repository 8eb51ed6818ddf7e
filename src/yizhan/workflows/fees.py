"""Fees under a loan contract: proposed by one person, charged by another; collected before anything else that is due."""

from dataclasses import replace
from uuid import UUID

from yizhan.credit.fees import check_fee
from yizhan.credit.journals import Paid
from yizhan.credit.parameters import Parameters
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Loan, LoanFee
from yizhan.workflows.action import Act, action
from yizhan.workflows.standings import locked, move_loan, read_position


@action("fee.propose")
def propose_fee(act: Act, loan_id: UUID, code: str, amount: Money, words: str) -> LoanFee | Refusal:
    """Propose a fee that the contract allows; `words_needed`, `nothing_outstanding`, `fee_proposed_already`, and those of `check_fee`."""
    if not words.strip():
        return refuse("words_needed", field="words")
    loan = locked(act, loan_id)
    if not loan.standing.is_open:
        return refuse("nothing_outstanding")
    refusal = check_fee(loan.standing.product_code, code, amount, contract_parameters(loan))
    if refusal:
        return refusal
    if loan.fees.filter(code=code, state="proposed").exists():
        return refuse("fee_proposed_already")
    fee = LoanFee.objects.create(loan=loan, code=code, amount_minor=amount.amount_minor, words=words, proposed_by=act.actor,
                                 created_at=act.now)
    act.changed(fee, after={"loan": loan.number, "code": code, "amount_minor": fee.amount_minor})
    return fee


@action("fee.take")
def take_fee(act: Act, fee_id: UUID, verdict: str) -> LoanFee | Refusal:
    """Charge or refuse a proposed fee; not by who proposed it. It is income of the day and due at once."""
    if verdict not in ("charged", "refused"):
        return refuse("verdict_unknown", field="verdict", verdict=verdict)
    loan = locked(act, LoanFee.objects.values_list("loan_id", flat=True).get(pk=fee_id))
    fee = LoanFee.objects.select_for_update().get(pk=fee_id)
    if fee.state != "proposed":
        return refuse("fee_taken_already", state=fee.state)
    if fee.proposed_by_id == act.actor.id:
        return refuse("proposer_cannot_take")
    if verdict == "charged" and (refusal := _charge(act, loan, fee)):
        return refusal
    fee.state, fee.taken_by, fee.taken_at = verdict, act.actor, act.now
    fee.save()
    act.changed(fee, before={"state": "proposed"}, after={"state": verdict, "journal": fee.journal_id})
    return fee


@action("fee.waive")
def waive_fee(act: Act, fee_id: UUID, words: str) -> LoanFee | Refusal:
    """Take a charged fee back while all of it is unpaid: the income of its day is reversed today, and no replay knows it any more.

    Refusals: `words_needed`, `fee_not_charged`, `fee_paid_already` (what was paid is given back outside).
    """
    if not words.strip():
        return refuse("words_needed", field="words")
    loan = locked(act, LoanFee.objects.values_list("loan_id", flat=True).get(pk=fee_id))
    fee = LoanFee.objects.select_for_update().get(pk=fee_id)
    if fee.state != "charged":
        return refuse("fee_not_charged", state=fee.state)
    position = read_position(loan)
    version = max(loan.instalments.values_list("schedule_version", flat=True))
    if position.fee_due_minor < fee.amount_minor or fee.schedule_version != version:
        return refuse("fee_paid_already")
    after = replace(position, fee_due_minor=position.fee_due_minor - fee.amount_minor)
    posted = move_loan(act, loan, after, Paid(), {}, kind="loan_fee_waived", key=f"loan_fee_waived:{fee.id}",
                       facts={"reverses": str(fee.journal_id), "words": words})
    if isinstance(posted, Refusal):
        return posted
    fee.state = "waived"
    fee.save(update_fields=["state"])
    act.changed(fee, before={"state": "charged"}, after={"state": "waived", "journal": posted, "words": words})
    return fee


def contract_parameters(loan: Loan) -> Parameters:
    """The figures of the day on which the contract was accepted: what the borrower was shown."""
    accepted = loan.contract.accepted_at
    return Parameters(branch_date(accepted) if accepted else loan.started_on)


def _charge(act: Act, loan: Loan, fee: LoanFee) -> Refusal | None:
    if not loan.standing.is_open:
        return refuse("nothing_outstanding")
    position = read_position(loan)
    after = replace(position, fee_due_minor=position.fee_due_minor + fee.amount_minor)
    posted = move_loan(act, loan, after, Paid(), {}, kind="loan_fee", key=f"loan_fee:{fee.id}",
                       facts={"code": fee.code, "words": fee.words})
    if isinstance(posted, Refusal):
        return posted
    fee.journal_id, fee.charged_on = posted, act.today
    fee.schedule_version = max(loan.instalments.values_list("schedule_version", flat=True))
    return None
