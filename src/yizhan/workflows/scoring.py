"""The card of points in a decision: which card is in force, the row it scores, its answer, and the same points again later.

A card of the desk that was approved for a product takes the place of the expert card of 园区e贷 from its day on; `card_in_force`
is the one place that says so. What scored an evaluation is kept with it: the card under its fingerprint and the row it read.
"""

import functools
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from yizhan.credit.scorecard.bins import CardError
from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.scorecard.card_json import from_json, to_json
from yizhan.credit.scorecard.expert import park_e_card
from yizhan.credit.scorecard.park_e import park_e_row
from yizhan.credit.scorecard.score import Score, apply_one
from yizhan.enterprise.profile import Profile
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import CardArtefact, CardProposal, CardUse, Evaluation
from yizhan.workflows.policy_products import technology_columns


def card_in_force(product_code: str, on: date) -> Scorecard:
    """The card that scores a product's applicants on a day: the approved one that took effect last, else the expert card."""
    card_id = approved_on(product_code, on).values_list("artefact__card_id", flat=True).first()
    return park_e_card() if card_id is None else card_of(card_id)


def approved_on(product_code: str, on: date) -> Any:
    """The approved proposals whose cards may score on a day, the one in force first."""
    approved = CardProposal.objects.filter(product_code=product_code, state__in=("approved", "ended"), effective_from__lte=on)
    return approved.filter(Q(ended_on=None) | Q(ended_on__gt=on)).order_by("-effective_from", "-reviewed_at", "-id")


@functools.lru_cache(maxsize=32)
def card_of(card_id: str) -> Scorecard:
    """A kept card by its fingerprint; the content behind a fingerprint never changes, so it is read once.

    Raises CardArtefact.DoesNotExist for one that was never kept.
    """
    return from_json(CardArtefact.objects.values_list("text", flat=True).get(card_id=card_id))


def known_card(card_id: str) -> Scorecard | None:
    """A kept card, or the expert card of the program where an old evaluation used it; None when it is gone."""
    try:
        return card_of(card_id)
    except CardArtefact.DoesNotExist:
        return park_e_card() if park_e_card().card_id == card_id else None


def keep_card(card: Scorecard, at: datetime) -> CardArtefact:
    """The card's content, kept once."""
    content = {"name": card.name[:100], "version": card.version[:60], "method": card.method, "text": to_json(card), "kept_at": at}
    return CardArtefact.objects.get_or_create(card_id=card.card_id, defaults=content)[0]


def kept_artefact(card_id: str) -> CardArtefact | None:
    """The kept content of a card; None where it was never kept."""
    return CardArtefact.objects.filter(card_id=card_id).first()


def card_row(card: Scorecard, profile: Profile) -> dict[str, Any]:
    """The columns of a card from what is known of an enterprise; a card may use fewer than there are."""
    row = {**park_e_row(profile), **technology_columns(profile)}
    return {name: row[name] for name in sorted(card.columns)}


def score_of(card: Scorecard, profile: Profile) -> Score | None:
    """Points, probability of default, grade and the four strongest reasons; None when no invoice is known at all."""
    return None if profile.invoices is None else apply_one(card, card_row(card, profile))


def keep_use(evaluation: Evaluation, score: Score | None, profile: Profile) -> CardUse | None:
    """Note which card scored an evaluation and the row it read; None where nothing was scored."""
    if score is None:
        return None
    card = known_card(score.card_id)
    if card is None:
        raise AssertionError(f"scored by the card {score.card_id}, which was never kept")
    return CardUse.objects.create(
        evaluation=evaluation,
        application_id=evaluation.application_id,
        artefact=keep_card(card, evaluation.at),
        at=evaluation.at,
        row=card_row(card, profile),
        points=score.points,
        grade=score.grade,
        pd=score.pd,
    )


def replay_score(evaluation: Evaluation) -> Score | Refusal | None:
    """The score of an evaluation computed again from the kept card and row; None where none was kept.

    Refused: `score_differs` when points, grade or probability come out otherwise, `card_unreadable` for a broken card.
    """
    use = CardUse.objects.select_related("artefact").filter(evaluation=evaluation).first()
    if use is None:
        return None
    try:
        again = apply_one(from_json(use.artefact.text), use.row)
    except CardError as error:
        return refuse("card_unreadable", why=str(error))
    stored = evaluation.result["inputs"]["score"] or {}
    found = (again.points, again.grade, again.pd, again.card_id)
    if found != (use.points, use.grade, use.pd, use.artefact.card_id) or again.points != stored.get("points"):
        return refuse("score_differs", stored=use.points, again=again.points)
    return again
