"""Decisions: proposed by one person, taken by another."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from yizhan.api import shapes
from yizhan.api.doors import KEYED, door, one, page_of, run
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Page, Record
from yizhan.api.types import Code, PageNumber, PositiveMinor, Strict, text
from yizhan.kernel.money import Money
from yizhan.workflows import access
from yizhan.workflows.decisions import propose_decision, take_decision

router = Router(tags=["decisions"])


class Proposal(Strict):
    """Approve an amount, or refuse; departing from the model needs a reason."""

    outcome: Literal["approve", "refuse"]
    amount_minor: PositiveMinor | None = None
    words: text(2000, 1)
    override_reason: text(500) = ""
    extra_reasons: list[Code] = Field(default=[], max_length=20)


class Verdict(Strict):
    """Confirm a proposal, or return it with what is missing."""

    verdict: Literal["confirmed", "returned"]
    words: text(2000) = ""


@router.post("/applications/{uuid:application_id}/decisions", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("decision.propose")
def propose(request: HttpRequest, application_id: UUID, body: Proposal):
    """Propose from the last model check."""
    amount = Money(body.amount_minor) if body.amount_minor is not None else None
    made = run(request, propose_decision, application_id, body.outcome, amount, body.words, body.override_reason, tuple(body.extra_reasons))
    return Status(201, shapes.decision(made))


@router.get("/applications/{uuid:application_id}/decisions", response={200: Page, **PROBLEMS})
@door("desk.read")
def list_decisions(request: HttpRequest, application_id: UUID, page: PageNumber = 1):
    """Every proposal and what became of it, oldest first."""
    return page_of(one(access.applications(request.user), application_id).decisions.order_by("proposed_at", "id"), page, shapes.decision)


@router.post("/decisions/{uuid:decision_id}/verdict", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("decision.take")
def take(request: HttpRequest, decision_id: UUID, body: Verdict):
    """Take the decision; never by a person who investigated or proposed."""
    return shapes.decision(run(request, take_decision, decision_id, body.verdict, body.words))
