"""Offers: made from a confirmed decision, read with all costs, accepted as shown."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from yizhan.api import shapes
from yizhan.api.doors import KEYED, door, one, run
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Record
from yizhan.api.types import Sha256, Strict
from yizhan.records.models import Contract
from yizhan.workflows import access
from yizhan.workflows.contracts import accept_offer, make_offer

router = Router(tags=["offers"])


class Acceptance(Strict):
    """The hash of the offer that was shown."""

    text_sha256: Sha256


@router.post("/applications/{uuid:application_id}/offer", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("offer.make")
def make(request: HttpRequest, application_id: UUID):
    """Write the offer of an approved application."""
    return Status(201, shapes.contract(run(request, make_offer, application_id)))


@router.get("/applications/{uuid:application_id}/offer", response={200: Record, **PROBLEMS})
@door("application.read")
def read_offer(request: HttpRequest, application_id: UUID):
    """The offer with its schedule, the annualised rate and the list of all costs."""
    return shapes.contract(Contract.objects.get(application=one(access.applications(request.user), application_id)))


@router.post("/applications/{uuid:application_id}/offer/acceptance", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("offer.accept")
def accept(request: HttpRequest, application_id: UUID, body: Acceptance):
    """Accept the offer that was shown."""
    return shapes.contract(run(request, accept_offer, application_id, body.text_sha256))
