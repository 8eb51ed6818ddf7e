"""Cards by four eyes: one person proposes a card or a recalibration, another approves it from a day on, or sends it back; an end."""

from datetime import date, timedelta
from typing import Any, BinaryIO
from uuid import UUID

import numpy as np
from django.core.files.base import File
from django.core.files.storage import default_storage

from yizhan.credit.parameters import Parameters
from yizhan.credit.products import product
from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.scorecard.recalibrate import Recalibration, propose_recalibration, recalibrated
from yizhan.credit.stored_values import revive
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.records.models import CardProposal
from yizhan.workflows.action import Act, action
from yizhan.workflows.scorecards_checks import check_card, readable_card
from yizhan.workflows.scorecards_live import latest_uses
from yizhan.workflows.scoring import card_in_force, card_of, keep_card
from yizhan.workflows.uploads import measure

# Engineering limits of this program.
CARD_CHARACTERS_MAX, DOCUMENT_BYTES_MAX = 2_000_000, 20 * 2**20
RECALIBRATION_DAYS = 366


@action("scorecard.propose")
def propose_card(act: Act, product_code: str, text: str, note: str, document_name: str, document: BinaryIO) -> CardProposal | Refusal:
    """Propose the card of a JSON file for a product, with the document that describes it; the checks run first."""
    refusal = _check_product(product_code, act.today) or _check_note(note)
    if refusal:
        return refusal
    if len(text) > CARD_CHARACTERS_MAX:
        return refuse("card_too_large", field="card", max_characters=CARD_CHARACTERS_MAX)
    card = readable_card(text)
    if isinstance(card, Refusal):
        return card
    checks = check_card(card, act.today)
    if isinstance(checks, Refusal):
        return checks
    stored = _keep_document(document)
    if isinstance(stored, Refusal):
        return stored
    return _propose(act, product_code, card, note, "new", checks=plain(checks), document_name=document_name[-255:],
                    document_stored_as=stored[0], document_sha256=stored[1])


@action("scorecard.propose")
def propose_new_rate(act: Act, product_code: str, rate: float, version: str, reason: str) -> CardProposal | Refusal:
    """Propose to recalibrate the card in force so that the firms it scored last year have this mean default rate."""
    refusal = _check_product(product_code, act.today)
    if refusal:
        return refusal
    card = card_in_force(product_code, act.today)
    since = act.now - timedelta(days=RECALIBRATION_DAYS)
    points = np.array([use.points for use in latest_uses(product_code, card.card_id) if use.at >= since], dtype=np.int64)
    step = propose_recalibration(card, points, rate, reason, act.actor.username, act.today)
    if isinstance(step, Refusal):
        return step
    version = version.strip()[:60]
    if not version:
        return refuse("card_version_missing", field="version")
    if version == card.version:
        return refuse("version_unchanged", field="version", version=version)
    return _propose(act, product_code, card, reason, "recalibration", step=plain(step) | {"version": version},
                    based_on=keep_card(card, act.now))


@action("scorecard.review")
def review_card(act: Act, proposal_id: UUID, verdict: str, words: str, effective_from: date | None = None) -> CardProposal | Refusal:
    """Approve a proposal from a day on, or send it back with words; never by the person who proposed it."""
    proposal = _locked(proposal_id)
    if proposal.state != "proposed":
        return refuse("card_reviewed_already", state_of_card=proposal.state)
    if verdict not in ("approved", "rejected"):
        return refuse("card_verdict_unknown", field="verdict", verdict=verdict)
    if proposal.proposed_by_id == act.actor.pk:
        return refuse("same_person", person=act.actor.username)
    if not words.strip():
        return refuse("card_review_needs_words", field="words")
    if verdict == "approved":
        refusal = _put_in_force(act, proposal, effective_from)
        if refusal:
            return refusal
    proposal.state, proposal.reviewed_by, proposal.reviewed_at = verdict, act.actor, act.now
    proposal.review_note = words.strip()[:2000]
    proposal.save()
    act.changed(proposal, before={"state": "proposed"}, after={"state": verdict, "card": proposal.artefact.card_id,
                                                               "effective_from": proposal.effective_from, "words": proposal.review_note})
    return proposal


@action("scorecard.propose")
def withdraw_card(act: Act, proposal_id: UUID) -> CardProposal | Refusal:
    """Take one's own proposal back before it is reviewed."""
    proposal = _locked(proposal_id)
    if proposal.state != "proposed":
        return refuse("card_reviewed_already", state_of_card=proposal.state)
    if proposal.proposed_by_id != act.actor.pk:
        return refuse("card_of_another")
    proposal.state = "withdrawn"
    proposal.save()
    act.changed(proposal, before={"state": "proposed"}, after={"state": "withdrawn"})
    return proposal


@action("scorecard.review")
def end_card(act: Act, proposal_id: UUID, ended_on: date, reason: str) -> CardProposal | Refusal:
    """End an approved card: from `ended_on` the one before it scores again, at last the expert card of the program."""
    proposal = _locked(proposal_id)
    if proposal.state != "approved":
        return refuse("card_not_approved", state_of_card=proposal.state)
    if ended_on < act.today:
        return refuse("card_day_past", field="ended_on", today=act.today)
    if not reason.strip():
        return refuse("reason_missing", field="reason")
    proposal.state, proposal.ended_on, proposal.end_reason = "ended", ended_on, reason.strip()[:500]
    proposal.ended_by, proposal.ended_at = act.actor, act.now
    proposal.save()
    act.changed(proposal, before={"state": "approved"}, after={"state": "ended", "ended_on": ended_on, "reason": proposal.end_reason})
    return proposal


def card_to_review(proposal: CardProposal) -> Scorecard:
    """The card as it would score: of an open recalibration with the new intercept, else as it is kept."""
    card = card_of(proposal.artefact.card_id)
    if proposal.kind != "recalibration" or proposal.state == "approved" or proposal.artefact_id != proposal.based_on_id:
        return card
    changed = recalibrated(card, _step(proposal), proposal.step["version"], "–", proposal.created_at.date())
    return card if isinstance(changed, Refusal) else changed


def _put_in_force(act: Act, proposal: CardProposal, effective_from: date | None) -> Refusal | None:
    if effective_from is None:
        return refuse("card_day_missing", field="effective_from")
    if effective_from < act.today:
        return refuse("card_day_past", field="effective_from", today=act.today)
    if proposal.kind == "recalibration":
        base = card_of(proposal.based_on.card_id)
        card = recalibrated(base, _step(proposal), proposal.step["version"], act.actor.username, effective_from)
        if isinstance(card, Refusal):
            return card
        proposal.artefact = keep_card(card, act.now)
    proposal.effective_from = effective_from
    return None


def _propose(act: Act, product_code: str, card: Scorecard, note: str, kind: str, **columns: Any) -> CardProposal | Refusal:
    artefact = keep_card(card, act.now)
    if CardProposal.objects.filter(product_code=product_code, artefact=artefact, state="proposed").exists():
        return refuse("card_proposed_already", field="card", card=card.card_id)
    if kind == "new" and card_in_force(product_code, act.today).card_id == card.card_id:
        return refuse("card_in_force_already", field="card", card=card.card_id)
    proposal = CardProposal.objects.create(product_code=product_code, kind=kind, artefact=artefact, note=note.strip()[:2000],
                                           proposed_by=act.actor, created_at=act.now, **columns)
    act.changed(proposal, after={"product": product_code, "kind": kind, "card": card.card_id, "document": proposal.document_sha256})
    return proposal


def _step(proposal: CardProposal) -> Recalibration:
    return revive(Recalibration, {name: value for name, value in proposal.step.items() if name != "version"})


def _locked(proposal_id: UUID) -> CardProposal:
    return CardProposal.objects.select_for_update(of=("self",)).select_related("artefact", "based_on", "proposed_by").get(pk=proposal_id)


def _check_product(product_code: str, on: date) -> Refusal | None:
    wanted = product(product_code, Parameters(on))
    return wanted if isinstance(wanted, Refusal) else None


def _check_note(note: str) -> Refusal | None:
    return None if note.strip() else refuse("reason_missing", field="note")


def _keep_document(document: BinaryIO) -> tuple[str, str] | Refusal:
    """The document kept once under its hash: where, and the hash."""
    size, digest = measure(document)
    if size == 0:
        return refuse("upload_empty", field="document", file_name="")
    if size > DOCUMENT_BYTES_MAX:
        return refuse("upload_too_large", field="document", size_bytes=size, max_bytes=DOCUMENT_BYTES_MAX)
    stored_as = f"card_document/{digest[:2]}/{digest}"
    document.seek(0)
    if not default_storage.exists(stored_as):
        default_storage.save(stored_as, File(document))
    return stored_as, digest
