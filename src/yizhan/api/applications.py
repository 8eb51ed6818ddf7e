"""Applications: started, completed, submitted, read with their promise; pauses, answers and withdrawal."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from yizhan.api import shapes
from yizhan.api.callers import CLOCK
from yizhan.api.doors import KEYED, door, kept, one, page_of, run
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Page, Record, Things
from yizhan.api.types import Code, Months, PageNumber, PositiveMinor, Sha256, Strict, name, text
from yizhan.credit.application import State
from yizhan.credit.consents import consent_texts
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.text import plain
from yizhan.records.models import Application, User
from yizhan.workflows import access, applications
from yizhan.workflows.calendars import working_calendar
from yizhan.workflows.promises import promise_of

router = Router(tags=["applications"])
StateName = Literal[tuple(state.value for state in State)]


class Terms(Strict):
    """What is asked for, and to whom the money shall go."""

    amount_minor: PositiveMinor
    term_months: Months
    repayment_form: Code
    purpose: text(40) = ""
    purpose_note: text(500) = ""
    payee_name: text(200) = ""
    payee_account: text(40) = ""
    payee_bank: text(100) = ""


class Payee(Strict):
    """To whom the money shall go."""

    payee_name: name(200)
    payee_account: text(40, 1)
    payee_bank: text(100) = ""


class NewApplication(Terms):
    """An application to start."""

    enterprise_id: UUID
    product_code: Code


class Consents(Strict):
    """Kind of consent → SHA-256 of the text that was shown, from /consent-texts."""

    hashes: dict[Code, Sha256] = Field(min_length=1, max_length=10)


class Reason(Strict):
    """Why."""

    reason: text(500, 1)


class PauseRequest(Strict):
    """What the branch waits for, and in words what the customer is asked."""

    reason: Code
    words: text(500, 1)


class Answer(Strict):
    """What the customer answers."""

    answer: text(2000, 1)


class Holder(Strict):
    """The person who works on the case from now on."""

    holder_id: UUID


@router.get("/applications", response={200: Page, **PROBLEMS})
@door("application.read")
def list_applications(request: HttpRequest, state: StateName | None = None, page: PageNumber = 1):
    """The applications that the caller may see, the newest first."""
    rows = access.applications(request.user).prefetch_related("pauses").order_by("-created_at", "-id")
    return page_of(rows.filter(state=state) if state else rows, page, _shown)


@router.post("/applications", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("application.start")
def start(request: HttpRequest, body: NewApplication):
    """Start a draft; one open application an enterprise and product."""
    made = run(
        request,
        applications.start_application,
        body.enterprise_id,
        body.product_code,
        Money(body.amount_minor),
        body.term_months,
        body.repayment_form,
        **_details(body),
    )
    return Status(201, _shown(made))


@router.get("/applications/{uuid:application_id}", response={200: Record, **PROBLEMS})
@door("application.read")
def read_application(request: HttpRequest, application_id: UUID):
    """One application with its promise as it stands now."""
    return _shown(one(access.applications(request.user), application_id))


@router.put("/applications/{uuid:application_id}/terms", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("application.change")
def change(request: HttpRequest, application_id: UUID, body: Terms):
    """Change a draft; every field is replaced."""
    return _shown(
        run(
            request,
            applications.change_application,
            application_id,
            Money(body.amount_minor),
            body.term_months,
            body.repayment_form,
            **_details(body),
        )
    )


@router.put("/applications/{uuid:application_id}/payee", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("application.name_payee")
def name_payee(request: HttpRequest, application_id: UUID, body: Payee):
    """Say who is to be paid, as late as before the offer is accepted."""
    details = (body.payee_name, body.payee_account, body.payee_bank)
    return _shown(run(request, applications.name_payee, application_id, *details))


@router.get("/applications/{uuid:application_id}/missing", response={200: Things, **PROBLEMS})
@door("application.read")
def read_missing(request: HttpRequest, application_id: UUID):
    """What is still owed before the application is complete."""
    found = kept(applications.missing_of(one(access.applications(request.user), application_id), branch_date(CLOCK.now())))
    return {"items": [plain(item) for item in found]}


@router.get("/applications/{uuid:application_id}/events", response={200: Page, **PROBLEMS})
@door("application.read")
def list_events(request: HttpRequest, application_id: UUID, page: PageNumber = 1):
    """What happened, oldest first."""
    return page_of(one(access.applications(request.user), application_id).events.order_by("at", "id"), page, shapes.event)


@router.get("/consent-texts", auth=None, response={200: Things, **PROBLEMS})
@door("public.read")
def list_consent_texts(request: HttpRequest):
    """The texts to consent to, with version and hash."""
    return {"items": [plain(item) for item in consent_texts(branch_date(CLOCK.now()))]}


@router.post("/applications/{uuid:application_id}/consents", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("application.consent")
def consent(request: HttpRequest, application_id: UUID, body: Consents):
    """Consent to the texts that were shown."""
    return _shown(run(request, applications.give_consents, application_id, dict(body.hashes)))


@router.post("/applications/{uuid:application_id}/submission", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("application.submit")
def submit(request: HttpRequest, application_id: UUID):
    """Hand in; with everything there the clock of the promise starts."""
    return _shown(run(request, applications.submit_application, application_id))


@router.post("/applications/{uuid:application_id}/withdrawal", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("application.withdraw")
def withdraw(request: HttpRequest, application_id: UUID, body: Reason):
    """Take the application back."""
    return _shown(run(request, applications.withdraw_application, application_id, body.reason))


@router.post("/applications/{uuid:application_id}/pauses", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("application.pause")
def pause(request: HttpRequest, application_id: UUID, body: PauseRequest):
    """Wait for the customer; the clock stops."""
    return Status(201, _shown(run(request, applications.pause_application, application_id, body.reason, body.words)))


@router.post("/applications/{uuid:application_id}/answer", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("application.answer")
def answer(request: HttpRequest, application_id: UUID, body: Answer):
    """The customer answers; the clock runs on."""
    return _shown(run(request, applications.answer_pause, application_id, body.answer))


@router.post("/applications/{uuid:application_id}/resumption", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("application.resume")
def resume(request: HttpRequest, application_id: UUID, body: Answer):
    """The branch has what it waited for by another way."""
    return _shown(run(request, applications.resume_application, application_id, body.answer))


@router.post("/applications/{uuid:application_id}/holder", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("application.take")
def take(request: HttpRequest, application_id: UUID):
    """Take a case from the own role's queue."""
    return _shown(run(request, applications.take_application, application_id))


@router.put("/applications/{uuid:application_id}/holder", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("application.reassign")
def reassign(request: HttpRequest, application_id: UUID, body: Holder):
    """Give a case to another person of the role whose turn it is."""
    return _shown(run(request, applications.reassign_application, application_id, one(User.objects.filter(is_active=True), body.holder_id)))


def _details(body: Terms) -> dict[str, str]:
    return body.model_dump(include={"purpose", "purpose_note", "payee_name", "payee_account", "payee_bank"})


def _shown(row: Application) -> dict:
    return shapes.application(row, promise_of(row, CLOCK.now(), working_calendar()))
