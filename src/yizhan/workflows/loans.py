"""Money out: the loan, its schedule, its standing and its journals, in one transaction with the records."""

from uuid import UUID

from yizhan.credit.application import Event, State
from yizhan.credit.journals import payout_journal
from yizhan.credit.schedule import Schedule
from yizhan.kernel.ids import new_id
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Application, Contract, Loan
from yizhan.workflows.action import Act, action
from yizhan.workflows.applications import new_number
from yizhan.workflows.contracts import form_terms, schedule_of
from yizhan.workflows.house import deposit_account, own_accounts, payout_accounts, post_journal
from yizhan.workflows.payouts import order_payout
from yizhan.workflows.schedules import write_schedule
from yizhan.workflows.standings import open_standing
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


def _lend(act: Act, application: Application, contract: Contract, schedule: Schedule) -> Loan | Refusal:
    enterprise, loan_id = application.enterprise, new_id()
    deposit = deposit_account(act, enterprise)
    accounts = payout_accounts(act, loan_id, deposit)
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
        interest_account_id=own_accounts(act, loan_id, ["interest_receivable"])["interest_receivable"],
        deposit_account_id=deposit,
        disbursed_by=act.actor,
        payout_journal_id=posted,
        created_at=act.now,
    )
    write_schedule(loan, schedule, version=1)
    open_standing(loan, application.product_code)
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
