"""Money out and money back: the loan, its schedule and its journals, each in one transaction with the record."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from yizhan.credit.application import Event, State
from yizhan.credit.journals import RepaymentSplit, payout_journal, repayment_journal
from yizhan.credit.repayment import EarlyRepaymentPreview, Keep, preview_early_repayment
from yizhan.credit.schedule import Schedule
from yizhan.kernel.ids import new_id
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Application, Contract, Loan, Repayment
from yizhan.workflows import access
from yizhan.workflows.action import Act, action
from yizhan.workflows.applications import new_number
from yizhan.workflows.contracts import form_terms, schedule_of
from yizhan.workflows.house import deposit_account, loan_accounts, post_journal
from yizhan.workflows.payouts import order_payout
from yizhan.workflows.schedules import read_schedule, write_schedule
from yizhan.workflows.transitions import move


@action("loan.disburse")
def disburse(act: Act, application_id: UUID) -> Loan | Refusal:
    """Pay out an accepted contract: loan, schedule and journal together; once, however often it is asked for."""
    application = act.application(application_id)
    standing = Loan.objects.filter(application=application).first()
    if standing is not None:
        return refuse("paid_out_already", number=standing.number)
    contract = Contract.objects.select_related("decision").filter(application=application, accepted_at__isnull=False).first()
    if contract is None or application.state != State.ACCEPTED:
        return refuse("acceptance_needed_first", state=application.state)
    if act.actor.id in (contract.decision.proposed_by_id, contract.decision.taken_by_id):
        return refuse("decider_cannot_disburse")
    terms = form_terms(application, act.today)
    if isinstance(terms, Refusal):
        return terms
    schedule = schedule_of(contract.decision, terms, act.today)
    loan = _lend(act, application, contract, schedule)
    if isinstance(loan, Refusal):
        return loan
    refusal = _pay_payee(act, application, contract, loan) or move(act, application, Event.DISBURSE, loan=loan.number)
    if refusal:
        return refusal
    act.changed(loan, after={"number": loan.number, "principal_minor": loan.principal_minor, "journal": loan.payout_journal_id})
    return loan


@action("loan.repay")
def repay_instalment(act: Act, loan_id: UUID) -> Repayment | Refusal:
    """Pay the next instalment from the deposit account; not before it is due."""
    loan = _locked(act, loan_id)
    line = loan.instalments.filter(state="due").order_by("number").first()
    if line is None:
        return refuse("nothing_outstanding")
    if act.today < line.due_on:
        return refuse("instalment_not_due", due_on=line.due_on)
    principal, interest = Money(line.principal_minor), Money(line.interest_minor)
    posted = _book_repayment(act, loan, str(line.id), RepaymentSplit(principal, interest, Money(0), Money(0)))
    if isinstance(posted, Refusal):
        return posted
    line.state, line.paid_principal_minor, line.paid_interest_minor = "paid", line.principal_minor, line.interest_minor
    line.save()
    row = _repayment(act, loan, "instalment", posted, principal, interest, Money(0))
    _close_if_done(act, loan)
    act.changed(row, after={"loan": loan.number, "instalment": line.number, "amount_minor": row.amount_minor})
    return row


@action("loan.repay")
def repay_early(act: Act, loan_id: UUID, principal: Money | None, keep: str, expected_total: Money) -> Repayment | Refusal:
    """Repay a part or all of the principal before it is due, exactly as previewed: another total than shown is refused."""
    loan = _locked(act, loan_id)
    preview = early_preview(loan, act.today, principal, keep)
    if isinstance(preview, Refusal):
        return preview
    if preview.total != expected_total:
        return refuse("preview_outdated", total=preview.total)
    split = RepaymentSplit(preview.principal, preview.interest.amount, preview.fee, Money(0))
    posted = _book_repayment(act, loan, f"{loan.id}:early:{loan.repayments.count() + 1}", split)
    if isinstance(posted, Refusal):
        return posted
    _replace_schedule(loan, preview)
    row = _repayment(act, loan, "early", posted, preview.principal, preview.interest.amount, preview.fee, keep)
    _close_if_done(act, loan)
    act.changed(row, after={"loan": loan.number, "principal": preview.principal, "interest": preview.interest.amount, "fee": preview.fee})
    return row


def early_preview(loan: Loan, on: date, principal: Money | None, keep: str) -> EarlyRepaymentPreview | Refusal:
    """What an early repayment on a day would cost and change; nothing is paid."""
    if keep not in {choice.value for choice in Keep}:
        return refuse("keep_unknown", field="keep", keep=keep)
    schedule, paid = read_schedule(loan)
    fee = Decimal(loan.contract.terms["prepayment_fee"])
    return preview_early_repayment(schedule, paid, on, principal, Keep(keep), fee)


def _lend(act: Act, application: Application, contract: Contract, schedule: Schedule) -> Loan | Refusal:
    enterprise, loan_id = application.enterprise, new_id()
    deposit = deposit_account(act, enterprise)
    accounts = loan_accounts(act, loan_id, deposit)
    amount = Money(contract.amount_minor)
    posted = post_journal(act, payout_journal(accounts, str(loan_id), amount, act.today))
    if isinstance(posted, Refusal):
        return posted
    loan = Loan.objects.create(
        id=loan_id,
        application=application,
        contract=contract,
        enterprise=enterprise,
        number=new_number("L", act.today),
        principal_minor=amount.amount_minor,
        annual_rate=contract.annual_rate,
        day_count=contract.terms["day_count"],
        repayment_form=contract.repayment_form,
        term_months=contract.term_months,
        started_on=act.today,
        matures_on=schedule.matures_on,
        loan_account_id=accounts.loan_principal,
        interest_account_id=accounts.interest_receivable,
        deposit_account_id=deposit,
        disbursed_by=act.actor,
        payout_journal_id=posted,
        created_at=act.now,
    )
    write_schedule(loan, schedule, version=1)
    return loan


def _pay_payee(act: Act, application: Application, contract: Contract, loan: Loan) -> Refusal | None:
    """Entrusted payment goes to the payee at once; with self-payment the money waits on the deposit account."""
    if contract.terms["payment"]["method"] != "entrusted":
        return None
    payout = order_payout(
        act,
        loan,
        Money(loan.principal_minor),
        application.payee_name,
        application.payee_account,
        application.payee_bank,
        application.purpose_note or application.purpose,
        "entrusted",
    )
    return payout if isinstance(payout, Refusal) else None


def _locked(act: Act, loan_id: UUID) -> Loan:
    return access.loans(act.actor).select_for_update(of=("self",)).get(pk=loan_id)


def _book_repayment(act: Act, loan: Loan, reference: str, split: RepaymentSplit) -> UUID | Refusal:
    accounts = loan_accounts(act, loan.id, loan.deposit_account_id)
    return post_journal(act, repayment_journal(accounts, str(loan.id), reference, split, act.today))


def _replace_schedule(loan: Loan, preview: EarlyRepaymentPreview) -> None:
    version = max(loan.instalments.values_list("schedule_version", flat=True))
    loan.instalments.filter(state="due").update(state="replaced")
    if preview.after is not None:
        write_schedule(loan, preview.after, version + 1)


def _repayment(
    act: Act, loan: Loan, kind: str, journal_id: UUID, principal: Money, interest: Money, fee: Money, keep: str = ""
) -> Repayment:
    total = principal + interest + fee
    return Repayment.objects.create(
        loan=loan,
        kind=kind,
        paid_on=act.today,
        amount_minor=total.amount_minor,
        principal_minor=principal.amount_minor,
        interest_minor=interest.amount_minor,
        fee_minor=fee.amount_minor,
        keep=keep,
        journal_id=journal_id,
        paid_by=act.actor,
        created_at=act.now,
    )


def _close_if_done(act: Act, loan: Loan) -> None:
    if not loan.instalments.filter(state="due").exists():
        loan.state = "closed"
        loan.save(update_fields=["state"])
        act.changed(loan, before={"state": "active"}, after={"state": "closed"})
