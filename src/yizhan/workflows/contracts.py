"""The offer: schedule, annualised rate, list of all costs, payment rule; shown, hashed, and accepted as shown."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from yizhan.credit.annual_rate import CostList, cost_list
from yizhan.credit.application import Event
from yizhan.credit.parameters import Parameters
from yizhan.credit.payout import PaymentPlan, payment_method
from yizhan.credit.products import FormTerms
from yizhan.credit.schedule import LoanTerms, RepaymentForm, Schedule, build_schedule
from yizhan.kernel.interest_rate import InterestRate
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import fingerprint, plain
from yizhan.records.models import Application, Contract, Decision
from yizhan.workflows.action import Act, action
from yizhan.workflows.applications import new_number, product_of
from yizhan.workflows.transitions import move

RATE_STEP = Decimal("0.000001")


@action("offer.make")
def make_offer(act: Act, application_id: UUID) -> Contract | Refusal:
    """Write the offer of an approved application."""
    application = act.application(application_id)
    decision = application.decisions.filter(verdict="confirmed", outcome="approve").first()
    if decision is None:
        return refuse("decision_needed_first")
    terms = form_terms(application, act.today)
    if isinstance(terms, Refusal):
        return terms
    schedule = schedule_of(decision, terms, act.today)
    costs = cost_list(schedule, ())
    if isinstance(costs, Refusal):
        return costs
    contract = _contract(act, application, decision, terms, schedule, costs)
    if refusal := move(act, application, Event.OFFER, contract=contract.number):
        return refusal
    contract.save()
    act.changed(
        contract,
        after={
            "number": contract.number,
            "amount_minor": contract.amount_minor,
            "annual_rate": contract.annual_rate,
            "text_sha256": contract.text_sha256,
        },
    )
    return contract


@action("offer.accept")
def accept_offer(act: Act, application_id: UUID, text_sha256: str) -> Contract | Refusal:
    """The borrower accepts the offer that was shown; its hash proves which."""
    application = act.application(application_id)
    contract = Contract.objects.filter(application=application).first()
    if contract is None:
        return refuse("offer_missing")
    if contract.text_sha256 != text_sha256:
        return refuse("offer_changed")
    if act.today > contract.expires_on:
        return refuse("offer_expired", expires_on=contract.expires_on)
    if contract.terms["payment"]["method"] == "entrusted" and not (application.payee_name and application.payee_account):
        return refuse("payee_needed", field="payee_account")
    if refusal := move(act, application, Event.ACCEPT, contract=contract.number):
        return refusal
    contract.accepted_at, contract.accepted_by = act.now, act.actor
    contract.save(update_fields=["accepted_at", "accepted_by"])
    act.changed(contract, after={"accepted_at": act.now, "text_sha256": text_sha256})
    return contract


@action("application.expire")
def expire_offer(act: Act, application_id: UUID) -> Application | Refusal:
    """An offer that nobody accepted in time ends by itself."""
    application = act.application(application_id)
    contract = Contract.objects.filter(application=application).first()
    if contract is None or act.today <= contract.expires_on:
        return refuse("offer_not_expired")
    return move(act, application, Event.EXPIRE, expires_on=contract.expires_on) or application


def form_terms(application: Application, on: date) -> FormTerms | Refusal:
    """How the application's repayment form counts interest with its product on a day."""
    product = product_of(application, on)
    return product if isinstance(product, Refusal) else product.form_terms(RepaymentForm(application.repayment_form))


def schedule_of(decision: Decision, terms: FormTerms, starts_on: date) -> Schedule:
    """The schedule of a decision that is paid out on a day."""
    return build_schedule(
        LoanTerms(
            principal=Money(decision.amount_minor),
            rate=InterestRate(Decimal(decision.annual_rate), terms.day_count),
            form=terms.form,
            starts_on=starts_on,
            term_months=decision.term_months,
            period_rule=terms.period_rule,
        )
    )


def _contract(act: Act, application: Application, decision: Decision, terms: FormTerms, schedule: Schedule, costs: CostList) -> Contract:
    valid = Parameters(act.today).version("contract.yaml", "offer_valid_days")
    details = plain(
        {
            "day_count": terms.day_count,
            "period_rule": terms.period_rule,
            "payment": _payment(application, decision, act.today),
            "offer_valid_days_is_assumption": valid.is_assumption,
            "schedule": [_line(line) for line in schedule.instalments],
            "total_interest": schedule.total_interest,
            "prepayment_fee": product_of(application, act.today).prepayment_fee.value,
        }
    )
    contract = Contract(
        application=application,
        decision=decision,
        number=new_number("C", act.today),
        amount_minor=decision.amount_minor,
        term_months=decision.term_months,
        annual_rate=decision.annual_rate,
        repayment_form=decision.repayment_form,
        terms=details,
        costs=plain(costs),
        annualised_simple=costs.annualised.simple.quantize(RATE_STEP),
        annualised_compound=costs.annualised.compound.quantize(RATE_STEP),
        offered_at=act.now,
        created_at=act.now,
        expires_on=act.today + timedelta(days=int(valid.value)),
    )
    contract.text_sha256 = fingerprint(
        [
            contract.number,
            application.number,
            contract.amount_minor,
            contract.term_months,
            str(contract.annual_rate),
            contract.repayment_form,
            details,
            contract.costs,
        ]
    )
    return contract


def _payment(application: Application, decision: Decision, on: date) -> dict:
    """Entrusted or self-payment (facts 6.6). Unsecured is ordinary credit only; no earlier loan means a new relationship."""
    ruling = payment_method(
        PaymentPlan(
            amount=Money(decision.amount_minor),
            payee_is_clear=bool(application.payee_account),
            is_new_relationship=not application.enterprise.loans.exists(),
            credit_is_ordinary_only=True,
        ),
        on,
    )
    return {"method": ruling.method, "grounds": ruling.grounds, "limit": ruling.limit}


def _line(line) -> dict:
    return {
        "number": line.number,
        "due_on": line.due_on,
        "days": line.days,
        "principal_minor": line.principal.amount_minor,
        "interest_minor": line.interest.amount_minor,
        "closing_minor": line.closing.amount_minor,
        "explanation": line.explanation,
    }
