"""An application from its start to complete receipt, and its pauses, answers and withdrawal."""

import secrets
from datetime import date
from typing import Any
from uuid import UUID

from yizhan.credit import application as states
from yizhan.credit.application import Event, Missing
from yizhan.credit.consents import CONSENT_KINDS, consent_text
from yizhan.credit.parameters import Parameters
from yizhan.credit.products import Product, check_request, product
from yizhan.credit.schedule import RepaymentForm
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Application, Consent, Pause, Role, UploadState, User
from yizhan.workflows.action import Act, action
from yizhan.workflows.transitions import move, note

# Letters and digits that are not mistaken for each other on the telephone.
NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CHANGEABLE = ("amount_minor", "term_months", "purpose", "purpose_note", "repayment_form", "payee_name", "payee_account", "payee_bank")
PAUSE_REASONS = ("more_documents", "clarification", "visit_appointment", "guarantor")


@action("application.start")
def start_application(
    act: Act, enterprise_id: UUID, product_code: str, amount: Money, term_months: int, form: str, **details: str
) -> Application | Refusal:
    """A draft; one open application an enterprise and product at a time."""
    enterprise = act.enterprise(enterprise_id)
    if refusal := _check_terms(product_code, amount, term_months, form, act.today):
        return refusal
    open_states = [state for state in states.State if states.holder_role(state) is not None]
    standing = enterprise.applications.filter(product_code=product_code, state__in=open_states).first()
    if standing is not None:
        return refuse("application_open_already", number=standing.number)
    application = Application(
        number=new_number("A", act.today),
        enterprise=enterprise,
        product_code=product_code,
        amount_minor=amount.amount_minor,
        term_months=term_months,
        repayment_form=form,
        applicant=act.actor,
        created_at=act.now,
        state=states.State.DRAFT,
        holder_role=Role.APPLICANT,
        is_demo=enterprise.is_demo,
        **_details(details),
    )
    application.save()
    note(act, application, "start", "", states.State.DRAFT)
    act.changed(application, after={"number": application.number, "amount_minor": amount.amount_minor, "product": product_code})
    return application


@action("application.change")
def change_application(act: Act, application_id: UUID, amount: Money, term_months: int, form: str, **details: str) -> Application | Refusal:
    """Change a draft before it is submitted."""
    application = act.application(application_id)
    if application.state not in (states.State.DRAFT, states.State.INCOMPLETE):
        return refuse("application_not_changeable", state=application.state)
    if refusal := _check_terms(application.product_code, amount, term_months, form, act.today):
        return refusal
    fresh = {"amount_minor": amount.amount_minor, "term_months": term_months, "repayment_form": form, **_details(details)}
    return _changed(act, application, fresh)


@action("application.name_payee")
def name_payee(act: Act, application_id: UUID, payee_name: str, payee_account: str, payee_bank: str) -> Application | Refusal:
    """Say who is to be paid: with the request, or as late as the offer, whose acceptance needs it for an entrusted payment."""
    application = act.application(application_id)
    if application.state not in (states.State.DRAFT, states.State.INCOMPLETE, states.State.OFFERED):
        return refuse("application_not_changeable", state=application.state)
    fresh = _details({"payee_name": payee_name, "payee_account": payee_account, "payee_bank": payee_bank})
    return _changed(act, application, fresh)


def _changed(act: Act, application: Application, fresh: dict[str, Any]) -> Application:
    before = {name: getattr(application, name) for name in fresh}
    for name, value in fresh.items():
        setattr(application, name, value)
    application.version += 1
    application.save()
    act.changed(application, before=before, after=fresh)
    return application


@action("application.consent")
def give_consents(act: Act, application_id: UUID, hashes: dict[str, str]) -> Application | Refusal:
    """Consent to the texts that were shown: their hashes must be those in force, so nobody agrees to words not seen."""
    application = act.application(application_id)
    for kind, sha256 in hashes.items():
        if kind not in CONSENT_KINDS:
            return refuse("consent_unknown", field=kind)
        text = consent_text(kind, act.today)
        if text.sha256 != sha256:
            return refuse("consent_text_changed", field=kind)
        Consent.objects.get_or_create(
            application=application,
            kind=kind,
            text_sha256=sha256,
            defaults={
                "enterprise": application.enterprise,
                "text_version": text.version,
                "given_by": act.actor,
                "given_at": act.now,
                "created_at": act.now,
            },
        )
    act.changed(application, after={"consents": sorted(hashes)})
    return application


@action("application.submit")
def submit_application(act: Act, application_id: UUID) -> Application | Refusal:
    """Hand the application in. With everything there the clock of the promise starts; otherwise the list of what is missing stands."""
    application = act.application(application_id)
    owed = missing_of(application, act.today)
    if isinstance(owed, Refusal):
        return owed
    facts = {"missing": [f"{item.kind}:{item.code}" for item in owed]} if owed else {}
    refusal = move(act, application, Event.SUBMIT_INCOMPLETE if owed else Event.SUBMIT, **facts)
    return refusal or application


@action("application.withdraw")
def withdraw_application(act: Act, application_id: UUID, reason: str) -> Application | Refusal:
    """The applicant takes the application back; the reason is kept."""
    application = act.application(application_id)
    _close_pause(act, application, "")
    return move(act, application, Event.WITHDRAW, reason=reason[:500]) or application


@action("application.pause")
def pause_application(act: Act, application_id: UUID, reason: str, words: str) -> Application | Refusal:
    """The branch waits for the customer: what is asked, by whom, and since when."""
    application = act.application(application_id)
    if reason not in PAUSE_REASONS:
        return refuse("pause_reason_unknown", field="reason", allowed=", ".join(PAUSE_REASONS))
    if not words.strip():
        return refuse("pause_needs_words", field="words")
    if application.state == states.State.PAUSED:
        return refuse("already_paused")
    pause = Pause.objects.create(
        application=application, reason=reason, note=words.strip()[:500], started_at=act.now, created_at=act.now, requested_by=act.actor
    )
    refusal = move(act, application, Event.PAUSE, reason=reason, note=pause.note)
    return refusal or application


@action("application.answer")
def answer_pause(act: Act, application_id: UUID, answer: str) -> Application | Refusal:
    """The applicant answers; the clock runs on and the deadline moves by the working minutes of the pause."""
    return _resume(act, application_id, answer)


@action("application.resume")
def resume_application(act: Act, application_id: UUID, answer: str) -> Application | Refusal:
    """The branch has what it waited for, by telephone or on paper."""
    return _resume(act, application_id, answer)


@action("application.take")
def take_application(act: Act, application_id: UUID) -> Application | Refusal:
    """Take a case from the role's queue."""
    application = act.application(application_id)
    if application.holder_role != act.actor.role:
        return refuse("not_in_your_queue", holder_role=application.holder_role)
    if application.holder_id not in (None, act.actor.id):
        return refuse("taken_by_another", holder=str(application.holder))
    return _hold(act, application, act.actor)


@action("application.reassign")
def reassign_application(act: Act, application_id: UUID, holder: User) -> Application | Refusal:
    """The branch manager gives a case to another person of the role whose turn it is."""
    application = act.application(application_id)
    if holder.role != application.holder_role:
        return refuse("role_not_fitting", field="holder", holder_role=application.holder_role)
    return _hold(act, application, holder)


def missing_of(application: Application, on: date) -> tuple[Missing, ...] | Refusal:
    """Everything the applicant still owes on a day; () when complete."""
    wanted = product_of(application, on)
    if isinstance(wanted, Refusal):
        return wanted
    documents = set(application.uploads.filter(state=UploadState.DONE, rows_read__gt=0).values_list("kind", flat=True))
    if application.enterprise.financial_years.exists():
        documents.add("statements")
    if application.enterprise.invoices.exists():
        documents.add("invoices")
    consents = application.consents.filter(withdrawn_at=None).values_list("kind", flat=True)
    return states.missing(wanted, documents, set(consents), _filled_fields(application))


def product_of(application: Application, on: date) -> Product | Refusal:
    """The product as it is in force on a day."""
    return product(application.product_code, Parameters(on))


def new_number(prefix: str, on: date) -> str:
    """A number for people: a letter, the day, and five characters; unique by the column's constraint."""
    return f"{prefix}{on:%y%m%d}-{''.join(secrets.choice(NUMBER_ALPHABET) for _ in range(5))}"


def _filled_fields(application: Application) -> set[str]:
    given = {
        "amount": application.amount_minor,
        "term_months": application.term_months,
        "form": application.repayment_form,
        "purpose": application.purpose,
    }
    return {name for name, value in given.items() if value}


def _check_terms(product_code: str, amount: Money, term_months: int, form: str, on: date) -> Refusal | None:
    if form not in {choice.value for choice in RepaymentForm}:
        return refuse("form_not_offered", field="repayment_form", form=form)
    wanted = product(product_code, Parameters(on))
    if isinstance(wanted, Refusal):
        return wanted
    faults = check_request(wanted, amount, term_months, RepaymentForm(form))
    return faults[0] if faults else None


def _details(details: dict[str, Any]) -> dict[str, Any]:
    unknown = set(details) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"not a field of an application: {sorted(unknown)}")
    return {name: str(value).strip() for name, value in details.items()}


def _resume(act: Act, application_id: UUID, answer: str) -> Application | Refusal:
    application = act.application(application_id)
    if not _close_pause(act, application, answer):
        return refuse("not_paused")
    return move(act, application, Event.RESUME, answer=answer[:500]) or application


def _close_pause(act: Act, application: Application, answer: str) -> bool:
    closed = application.pauses.filter(ended_at=None).update(ended_at=act.now, answered_by=act.actor, answer=answer[:2000])
    return bool(closed)


def _hold(act: Act, application: Application, holder: User) -> Application:
    before = application.holder_id
    application.holder, application.version = holder, application.version + 1
    application.save()
    note(act, application, "take", holder=str(holder.id))
    act.changed(application, before={"holder": before}, after={"holder": holder.id})
    return application
