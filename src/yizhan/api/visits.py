"""On-site checks: planned with their checklist, findings and photos recorded, finished or skipped."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router, Status, UploadedFile
from pydantic import Field

from yizhan.api import shapes
from yizhan.api.doors import KEYED, door, one, run
from yizhan.api.findings import typed_value
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Record
from yizhan.api.types import Code, Moment, Strict, text
from yizhan.records.models import SiteVisit, User
from yizhan.workflows import access, visits

router = Router(tags=["on-site check"])


class Plan(Strict):
    """When and where."""

    planned_for: Moment
    place: text(300, 1)


class SkipReason(Strict):
    """Why no visit is needed."""

    reason: text(500, 1)


class NewFinding(Strict):
    """What was found at a point. `new_value` belongs to `correct` alone and has the type of the figure: a whole number, a flag, a
    text, a list of codes, a share as decimal text, or an amount as {"amount_minor": …, "currency": "CNY"}."""

    effect: Code
    words: text(2000) = ""
    new_value: Any = Field(default=None)


class Summary(Strict):
    """What the visit came to."""

    summary: text(4000, 1)


@router.post("/applications/{uuid:application_id}/visits", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("visit.plan")
def plan(request: HttpRequest, application_id: UUID, body: Plan):
    """Plan a visit; its checklist comes from what the data leave uncertain."""
    return Status(201, shapes.visit(run(request, visits.plan_visit, application_id, body.planned_for, body.place)))


@router.post("/applications/{uuid:application_id}/visit-skip", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("visit.skip")
def skip(request: HttpRequest, application_id: UUID, body: SkipReason):
    """Go without a visit where other checks verify the facts."""
    return shapes.application(run(request, visits.skip_visit, application_id, body.reason))


@router.get("/visits/{uuid:visit_id}", response={200: Record, **PROBLEMS})
@door("desk.read")
def read_visit(request: HttpRequest, visit_id: UUID):
    """One visit with its points and photos."""
    return shapes.visit(_visit(request.user, visit_id))


@router.post("/visits/{uuid:visit_id}/items/{uuid:item_id}", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("visit.record")
def record(request: HttpRequest, visit_id: UUID, item_id: UUID, body: NewFinding):
    """Record what was found at one point."""
    visit = _visit(request.user, visit_id)
    item = visit.items.get(pk=item_id)
    run(request, visits.record_finding, item.id, body.effect, body.words, typed_value(item.fact_name, body.new_value))
    return shapes.visit(visit)


@router.post("/visits/{uuid:visit_id}/photos", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("visit.record")
def send_photo(
    request: HttpRequest, visit_id: UUID, file: File[UploadedFile], caption: Form[text(200)] = "", item_id: Form[UUID | None] = None
):
    """Send a photo; its type is taken from its content, its hash as it arrives."""
    visit = _visit(request.user, visit_id)
    item = visit.items.get(pk=item_id) if item_id else None
    run(request, visits.add_photo, visit.id, file.name or "", file, caption, item.id if item else None)
    return Status(201, shapes.visit(visit))


@router.post("/visits/{uuid:visit_id}/finish", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("visit.finish")
def finish(request: HttpRequest, visit_id: UUID, body: Summary):
    """Close the visit once every point has a finding."""
    return shapes.visit(run(request, visits.finish_visit, visit_id, body.summary))


def _visit(user: User, visit_id: UUID) -> SiteVisit:
    return one(SiteVisit.objects.filter(application__in=access.applications(user)), visit_id)
