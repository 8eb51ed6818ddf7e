"""Cards: in force, proposed with a document, reviewed by another person, ended, recalibrated, and watched."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import File, Form, Router, Status, UploadedFile
from pydantic import Field

from yizhan.api import shapes
from yizhan.api.callers import CLOCK
from yizhan.api.doors import KEYED, door, kept, one, page_of, run
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Page, Record, Thing, Things
from yizhan.api.types import Code, Day, PageNumber, Strict, text
from yizhan.credit.products import products
from yizhan.kernel.clock import branch_date
from yizhan.kernel.refusal import refuse
from yizhan.kernel.text import plain
from yizhan.records.models import CardProposal
from yizhan.workflows.scorecards import CARD_CHARACTERS_MAX, end_card, propose_card, propose_new_rate, review_card, withdraw_card
from yizhan.workflows.scorecards_watch import answer_alarm, open_alarms, watch_product
from yizhan.workflows.scoring import card_in_force

router = Router(tags=["scorecards"])


class Review(Strict):
    """Approve a card from a day on, or send it back."""

    verdict: Literal["approved", "rejected"]
    words: text(2000, 1)
    effective_from: Day | None = None


class End(Strict):
    """The first day on which a card scores no longer."""

    ended_on: Day
    reason: text(500, 1)


class NewRate(Strict):
    """A new mean default rate for the card in force: 0.04 is four per cent."""

    product: Code
    rate: Annotated[float, Field(strict=True, gt=0, lt=1)]
    version: text(60, 1)
    reason: text(500, 1)


class Answer(Strict):
    """What follows from an alarm."""

    words: text(1000, 1)


@router.get("/scorecards", response={200: Things, **PROBLEMS})
@door("scorecard.read")
def list_in_force(request: HttpRequest):
    """The card that scores each product today."""
    today = _today()
    return {"items": [shapes.card_in_force(product.code, card_in_force(product.code, today)) for product in products(today)]}


@router.get("/scorecards/proposals", response={200: Page, **PROBLEMS})
@door("scorecard.read")
def list_proposals(request: HttpRequest, page: PageNumber = 1):
    """Every proposal, newest first."""
    return page_of(_proposals().order_by("-created_at", "-id"), page, shapes.card_proposal)


@router.post("/scorecards/proposals", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("scorecard.propose")
def propose(request: HttpRequest, card: File[UploadedFile], document: File[UploadedFile], product: Form[Code], note: Form[text(2000, 1)]):
    """Propose the JSON of a card for a product, with its model document."""
    if card.size > 4 * CARD_CHARACTERS_MAX:
        kept(refuse("card_too_large", field="card", max_characters=CARD_CHARACTERS_MAX))
    content = card.read().decode("utf-8-sig", "replace")
    made = run(request, propose_card, product, content, note, document.name or "document", document)
    return Status(201, shapes.card_proposal(made))


@router.get("/scorecards/proposals/{uuid:proposal_id}", response={200: Record, **PROBLEMS})
@door("scorecard.read")
def read_proposal(request: HttpRequest, proposal_id: UUID):
    """One proposal with its checks and the whole card."""
    found = one(_proposals(), proposal_id)
    return shapes.card_proposal(found) | {"card": shapes.card_content(found.artefact)}


@router.post("/scorecards/proposals/{uuid:proposal_id}/review", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("scorecard.review")
def review(request: HttpRequest, proposal_id: UUID, body: Review):
    """Approve or send back; never by the person who proposed."""
    return shapes.card_proposal(run(request, review_card, proposal_id, body.verdict, body.words, body.effective_from))


@router.post("/scorecards/proposals/{uuid:proposal_id}/end", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("scorecard.review")
def end(request: HttpRequest, proposal_id: UUID, body: End):
    """End an approved card; the one before it scores again."""
    return shapes.card_proposal(run(request, end_card, proposal_id, body.ended_on, body.reason))


@router.post("/scorecards/proposals/{uuid:proposal_id}/withdrawal", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("scorecard.propose")
def withdraw(request: HttpRequest, proposal_id: UUID):
    """Take one's own proposal back."""
    return shapes.card_proposal(run(request, withdraw_card, proposal_id))


@router.post("/scorecards/recalibrations", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("scorecard.propose")
def recalibrate(request: HttpRequest, body: NewRate):
    """Propose the card in force with a new mean default rate."""
    return Status(201, shapes.card_proposal(run(request, propose_new_rate, body.product, body.rate, body.version, body.reason)))


@router.get("/scorecards/alarms", response={200: Page, **PROBLEMS})
@door("scorecard.read")
def list_alarms(request: HttpRequest, page: PageNumber = 1):
    """Alarms that nobody has answered."""
    return page_of(open_alarms(), page, shapes.card_alarm)


@router.post("/scorecards/alarms/{uuid:alarm_id}/answer", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("scorecard.answer_alarm")
def answer(request: HttpRequest, alarm_id: UUID, body: Answer):
    """Close an alarm with what follows from it."""
    return shapes.card_alarm(run(request, answer_alarm, alarm_id, body.words))


@router.get("/scorecards/watch/{code}", response={200: Thing, **PROBLEMS})
@door("scorecard.read")
def watch(request: HttpRequest, code: str):
    """Stability by month, defaults by grade, outcomes and departures of a product's card."""
    today = _today()
    if code not in {product.code for product in products(today)}:
        raise Http404
    found = watch_product(code, today)
    told: dict[str, Any] = {"product": code, "card_id": found.card.card_id, "scored": found.scored, "has_baseline": bool(found.baseline)}
    return told | {"outcomes": {outcome.value: count for outcome, count in found.outcomes.items()}, "stability": plain(found.stability),
                   "grades": plain(found.grade_tests), "overrides": plain(found.overrides)}


def _proposals() -> Any:
    return CardProposal.objects.select_related("artefact", "based_on")


def _today() -> date:
    return branch_date(CLOCK.now())
