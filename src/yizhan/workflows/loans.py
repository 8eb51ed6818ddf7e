"""Money out and money back: the loan, its schedule and its journals, each in one transaction with the record."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from yizhan.credit.application import Event, State
from yizhan.credit.journals import early_repayment, loan_paid_out, repayment
from yizhan.credit.repayment import EarlyRepaymentPreview, Keep, preview_early_repayment
from yizhan.credit.schedule import LoanTerms, PeriodRule, RepaymentForm, Schedule, build_schedule
from yizhan.kernel.ids import new_id
from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.ledger import book
from yizhan.ledger.journal import Journal
from yizhan.records.models import Application, Contract, Instalment, Loan, Repayment
from yizhan.workflows import access
from yizhan.workflows.action import Act, action
from yizhan.workflows.applications import new_number
from yizhan.workflows.contracts import form_terms, schedule_of
from yizhan.workflows.house import actor_name, deposit_account, house_accounts, loan_account
from yizhan.workflows.payouts import order_payout
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
    journal = repayment(key=f"repayment:{line.id}", loan_id=loan.id, booked_on=act.today, deposit_account=loan.deposit_account_id,
                        principal_account=loan.loan_account_id, interest_account=house_accounts(act)["interest_income"],
                        principal=principal, interest=interest, facts={"instalment": line.number, "due_on": line.due_on})
    posted = _post(act, journal)
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
    house = house_accounts(act)
    journal = early_repayment(key=f"early:{loan.id}:{loan.repayments.count()}", loan_id=loan.id, booked_on=act.today,
                              deposit_account=loan.deposit_account_id, principal_account=loan.loan_account_id,
                              interest_account=house["interest_income"], fee_account=house["fee_income"], principal=preview.principal,
                              interest=preview.interest.amount, fee=preview.fee, facts={"keep": keep})
    posted = _post(act, journal)
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
    schedule, paid = open_schedule(loan)
    fee = Decimal(loan.contract.terms["prepayment_fee"])
    return preview_early_repayment(schedule, paid, on, principal, Keep(keep), fee)


def open_schedule(loan: Loan) -> tuple[Schedule, int]:
    """The schedule in force as a value, rebuilt from what made it, and how many of its instalments are paid."""
    lines = list(loan.instalments.exclude(state="replaced"))
    version = max(line.schedule_version for line in lines)
    current = [line for line in lines if line.schedule_version == version]
    made_from = current[0].explanation["made_from"]
    terms = LoanTerms(
        principal=Money(made_from["principal_minor"]), rate=InterestRate(Decimal(loan.annual_rate), DayCount(loan.day_count)),
        form=RepaymentForm(loan.repayment_form), starts_on=date.fromisoformat(made_from["starts_on"]), term_months=made_from["term_months"],
        period_rule=PeriodRule(loan.contract.terms["period_rule"]), payment_day=made_from["payment_day"])
    return build_schedule(terms), sum(line.state == "paid" for line in current)


def _lend(act: Act, application: Application, contract: Contract, schedule: Schedule) -> Loan | Refusal:
    enterprise, loan_id = application.enterprise, new_id()
    deposit = deposit_account(act, enterprise)
    principal_account = loan_account(act, "loan_principal", loan_id)
    amount = Money(contract.amount_minor)
    posted = _post(act, loan_paid_out(key=f"payout:{application.id}", loan_id=loan_id, booked_on=act.today, amount=amount,
                                      principal_account=principal_account, deposit_account=deposit,
                                      facts={"contract": contract.number, "application": application.number}))
    if isinstance(posted, Refusal):
        return posted
    loan = Loan.objects.create(
        id=loan_id, application=application, contract=contract, enterprise=enterprise, number=new_number("L", act.today),
        principal_minor=amount.amount_minor, annual_rate=contract.annual_rate, day_count=contract.terms["day_count"],
        repayment_form=contract.repayment_form, term_months=contract.term_months, started_on=act.today, matures_on=schedule.matures_on,
        loan_account_id=principal_account, deposit_account_id=deposit, disbursed_by=act.actor, payout_journal_id=posted, created_at=act.now)
    _write_schedule(loan, schedule, version=1)
    return loan


def _pay_payee(act: Act, application: Application, contract: Contract, loan: Loan) -> Refusal | None:
    """Entrusted payment goes to the payee at once; with self-payment the money waits on the deposit account."""
    if contract.terms["payment"]["method"] != "entrusted":
        return None
    payout = order_payout(act, loan, Money(loan.principal_minor), application.payee_name, application.payee_account,
                          application.payee_bank, application.purpose_note or application.purpose, "entrusted")
    return payout if isinstance(payout, Refusal) else None


def _locked(act: Act, loan_id: UUID) -> Loan:
    return access.loans(act.actor).select_for_update(of=("self",)).get(pk=loan_id)


def _post(act: Act, journal: Journal) -> UUID | Refusal:
    with connection.cursor() as cursor:
        posted = book.post(cursor, [journal], posted_at=act.now, posted_by=actor_name(act))
    return posted if isinstance(posted, Refusal) else posted[0].journal_id


def _write_schedule(loan: Loan, schedule: Schedule, version: int) -> None:
    terms = schedule.terms
    made_from = {"principal_minor": terms.principal.amount_minor, "starts_on": terms.starts_on.isoformat(),
                 "term_months": terms.term_months, "payment_day": terms.payment_day}
    Instalment.objects.bulk_create(
        Instalment(loan=loan, schedule_version=version, number=line.number, due_on=line.due_on, opening_minor=line.opening.amount_minor,
                   principal_minor=line.principal.amount_minor, interest_minor=line.interest.amount_minor,
                   closing_minor=line.closing.amount_minor, created_at=loan.created_at,
                   explanation=plain(line.explanation) | {"made_from": made_from, "days": line.days})
        for line in schedule.instalments)


def _replace_schedule(loan: Loan, preview: EarlyRepaymentPreview) -> None:
    version = max(loan.instalments.values_list("schedule_version", flat=True))
    loan.instalments.filter(state="due").update(state="replaced")
    if preview.after is not None:
        _write_schedule(loan, preview.after, version + 1)


def _repayment(act: Act, loan: Loan, kind: str, journal_id: UUID, principal: Money, interest: Money, fee: Money, keep: str = "") -> Repayment:
    total = principal + interest + fee
    return Repayment.objects.create(
        loan=loan, kind=kind, paid_on=act.today, amount_minor=total.amount_minor, principal_minor=principal.amount_minor,
        interest_minor=interest.amount_minor, fee_minor=fee.amount_minor, keep=keep, journal_id=journal_id, paid_by=act.actor,
        created_at=act.now)


def _close_if_done(act: Act, loan: Loan) -> None:
    if not loan.instalments.filter(state="due").exists():
        loan.state = "closed"
        loan.save(update_fields=["state"])
        act.changed(loan, before={"state": "active"}, after={"state": "closed"})
