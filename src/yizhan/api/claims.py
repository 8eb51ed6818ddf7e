"""Subsidy and guarantee claims: loans that take part, what can be claimed, lists by two people, and the money."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from yizhan.api import loan_shapes
from yizhan.api.doors import KEYED, door, one, page_of, run
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Page, Record, Things
from yizhan.api.types import Day, PageNumber, Strict, text
from yizhan.records.models import ClaimList
from yizhan.workflows import claims
from yizhan.workflows.claim_figures import claims_for

router = Router(tags=["claims"])
Programme = Literal["subsidy", "guarantee"]


class Participation(Strict):
    """Which programme, and what shows that the loan qualifies."""

    programme: Programme
    words: text(1000, 1)


class ClaimPeriod(Strict):
    """A programme and the days of a list, both ends included."""

    programme: Programme
    first: Day
    last: Day


class ClaimVerdict(Strict):
    """What the second person decides."""

    verdict: Literal["approved", "refused"]


class Settlement(Strict):
    """The programme's payment."""

    reference: text(60, 1)


@router.post("/loans/{uuid:loan_id}/programmes", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("claim.register")
def register(request: HttpRequest, loan_id: UUID, body: Participation):
    """Let a loan take part in a programme, with as much principal as the firm's cap leaves."""
    return Status(201, loan_shapes.programme_loan(run(request, claims.register_loan, loan_id, body.programme, body.words)))


@router.get("/claims", response={200: Things, **PROBLEMS})
@door("desk.read")
def preview(request: HttpRequest, programme: Programme, first: Day, last: Day):
    """What can be claimed for a period, loan by loan; nothing is filed."""
    return {"items": [claims.claim_line(one) for one in claims_for(programme, first, last)]}


@router.get("/claim-lists", response={200: Page, **PROBLEMS})
@door("desk.read")
def list_lists(request: HttpRequest, page: PageNumber = 1):
    """All lists, the newest first."""
    return page_of(ClaimList.objects.order_by("-created_at"), page, loan_shapes.claim_list)


@router.post("/claim-lists", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("claim.file")
def file(request: HttpRequest, body: ClaimPeriod):
    """File what can be claimed for a period."""
    return Status(201, loan_shapes.claim_list(run(request, claims.file_claims, body.programme, body.first, body.last)))


@router.get("/claim-lists/{uuid:list_id}", response={200: Record, **PROBLEMS})
@door("desk.read")
def read_list(request: HttpRequest, list_id: UUID):
    """One list with every line."""
    return loan_shapes.claim_list(one(ClaimList.objects.all(), list_id))


@router.post("/claim-lists/{uuid:list_id}/verdict", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("claim.take")
def take(request: HttpRequest, list_id: UUID, body: ClaimVerdict):
    """Approve or refuse a list; not by who filed it."""
    return Status(201, loan_shapes.claim_list(run(request, claims.take_claims, list_id, body.verdict)))


@router.post("/claim-lists/{uuid:list_id}/settlement", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("claim.settle")
def settle(request: HttpRequest, list_id: UUID, body: Settlement):
    """Book the programme's payment: to the borrowers' deposits, or on the guaranteed loans."""
    return Status(201, loan_shapes.claim_list(run(request, claims.settle_claims, list_id, body.reference)))
