"""Upgrades of a tier: asked step by step, only for what is missing; approved at once, or by a person where a name or document is doubtful.

What is given stands in the upgrade until it is approved. A closed upgrade is emptied: nothing is kept twice, and nothing of a refused one.
"""

from datetime import date
from typing import Any, BinaryIO
from uuid import UUID

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import normalise
from yizhan.payments.countries import country_code
from yizhan.payments.mrz import parse_mrz
from yizhan.payments.tiers import Tier, missing, required, tier_of
from yizhan.payments.upgrade import GivenIdentity, check_age, check_validity, document_types, from_document, judge
from yizhan.records.models import TierUpgrade, Traveller, UpgradeState
from yizhan.records.travellers import IDENTITY, NO_IDENTITY
from yizhan.workflows import access
from yizhan.workflows.action import Act, action
from yizhan.workflows.switch_outbox import tell_payer
from yizhan.workflows.travellers import ACCOUNT_FIELDS, held, keep_consents, own_traveller
from yizhan.workflows.uploads import drop_file, keep_file

SEXES = ("F", "M", "X")
TEXT_MAX = {"name": 120, "card_name": 120, "occupation": 80, "address": 300, "document_number": 40}
EMPTY = NO_IDENTITY | {"card_name": "", "birth_date": None}


@action("traveller.upgrade")
def open_upgrade(act: Act, tier: str) -> TierUpgrade | Refusal:
    """Begin, or go on with what was begun. Refusals: `tier_reached` (tier), `upgrade_in_review`."""
    traveller = own_traveller(act)
    wanted = Tier(tier)
    if not missing(wanted, held(traveller), act.today):
        return refuse("tier_reached", tier=wanted.value)
    standing = traveller.upgrades.filter(state__in=(UpgradeState.OPEN, UpgradeState.IN_REVIEW)).first()
    if standing is not None and standing.state == UpgradeState.IN_REVIEW:
        return refuse("upgrade_in_review")
    if standing is None:
        standing = TierUpgrade.objects.create(traveller=traveller, tier=wanted.value, created_at=act.now)
    before, standing.tier = standing.tier, wanted.value
    standing.save(update_fields=["tier"])
    act.changed(standing, before={"tier": before}, after={"tier": standing.tier, "state": standing.state})
    return standing


@action("traveller.upgrade")
def consent_to_upgrade(act: Act, upgrade_id: UUID, given: dict[str, str]) -> TierUpgrade | Refusal:
    """Consent to each text that the tier needs; nothing about identity is taken before. Refusal: `consent_missing` (kind)."""
    upgrade = _open(act, upgrade_id)
    if isinstance(upgrade, Refusal):
        return upgrade
    refusal = keep_consents(act, upgrade.traveller, Tier(upgrade.tier), given)
    if refusal:
        return refusal
    act.changed(upgrade, after={"consents": sorted(given)})
    return upgrade


@action("traveller.upgrade")
def fill_upgrade(act: Act, upgrade_id: UUID, **fields: Any) -> TierUpgrade | Refusal:
    """Take over fields by name, each checked; typed data of a document are no longer machine-read.

    Refusals: `consent_missing`, `field_missing`, `nationality_unknown`, `sex_unknown`, `document_type_unknown`, `document_expired`,
    `traveller_too_young`, `upgrade_closed`.
    """
    upgrade = _open(act, upgrade_id)
    refusal = upgrade if isinstance(upgrade, Refusal) else _consents_refusal(act, upgrade)
    if refusal:
        return refusal
    for name, value in fields.items():
        clean = _clean(name, value, act.today)
        if isinstance(clean, Refusal):
            return clean
        setattr(upgrade, name, clean)
    if "document_number" in fields:
        upgrade.is_machine_read = upgrade.name_is_cut = False
    upgrade.save()
    act.changed(upgrade, after={"given": sorted(fields)})
    return upgrade


@action("traveller.upgrade")
def read_document_lines(act: Act, upgrade_id: UUID, lines: str) -> TierUpgrade | Refusal:
    """Take over what the lines at the bottom of a document say. Refusals: those of `parse_mrz`, `fill_upgrade`."""
    upgrade = _open(act, upgrade_id)
    refusal = upgrade if isinstance(upgrade, Refusal) else _consents_refusal(act, upgrade)
    if refusal:
        return refusal
    document = parse_mrz(lines, act.today)
    if isinstance(document, Refusal):
        return Refusal(document.code, {**document.facts, "field": "lines"})
    filled = from_document(document)
    nationality = country_code(document.nationality)
    if nationality is None:
        return refuse("nationality_unknown", field="lines")
    refusal = check_validity(document.expires_on, act.today) or check_age(document.birth_date, act.today)
    if refusal:
        return Refusal(refusal.code, {**refusal.facts, "field": "lines"})
    for name, value in (filled | {"nationality": nationality}).items():
        setattr(upgrade, name, value)
    upgrade.save()
    act.changed(upgrade, after={"given": ["machine_readable_zone"]})
    return upgrade


@action("traveller.upgrade")
def attach_copy(act: Act, upgrade_id: UUID, file_name: str, content: BinaryIO) -> TierUpgrade | Refusal:
    """Keep a picture of the document. Refusals: `consent_missing` before the consent to it, those of `keep_file`."""
    upgrade = _open(act, upgrade_id)
    refusal = upgrade if isinstance(upgrade, Refusal) else _consents_refusal(act, upgrade)
    if refusal:
        return refusal
    upload = keep_file(act, "travel_document", file_name, content)
    if isinstance(upload, Refusal):
        return upload
    replaced, upgrade.document_copy = upgrade.document_copy, upload
    upgrade.save(update_fields=["document_copy"])
    if replaced is not None:
        drop_file(replaced)
    act.changed(upgrade, after={"given": ["document_copy"], "sha256": upload.sha256})
    return upgrade


@action("traveller.upgrade")
def submit_upgrade(act: Act, upgrade_id: UUID) -> TierUpgrade | Refusal:
    """Hand in: approved at once, or put before a person. Refusals: `upgrade_incomplete` (missing), those of `judge`."""
    upgrade = _open(act, upgrade_id)
    refusal = upgrade if isinstance(upgrade, Refusal) else _consents_refusal(act, upgrade)
    if refusal:
        return refusal
    lacking = lacking_fields(upgrade, act.today)
    if lacking:
        return refuse("upgrade_incomplete", missing=lacking)
    judgement = judge(_given(upgrade), has_document(upgrade, act.today), act.today)
    if isinstance(judgement, Refusal):
        return judgement
    upgrade.name_match, upgrade.doubts, upgrade.submitted_at = judgement.match.value, list(judgement.doubts), act.now
    if judgement.doubts:
        upgrade.state = UpgradeState.IN_REVIEW
        upgrade.save()
    else:
        _approve(act, upgrade)
    act.changed(upgrade, before={"state": "open"}, after={"state": upgrade.state, "match": upgrade.name_match, "doubts": upgrade.doubts})
    return upgrade


@action("traveller.upgrade")
def withdraw_upgrade(act: Act, upgrade_id: UUID) -> TierUpgrade | Refusal:
    """Give it up; what was given is deleted."""
    traveller = own_traveller(act)
    upgrade = traveller.upgrades.select_for_update().get(pk=upgrade_id)
    if upgrade.state not in (UpgradeState.OPEN, UpgradeState.IN_REVIEW):
        return refuse("upgrade_closed")
    before = upgrade.state
    _close(act, upgrade, UpgradeState.WITHDRAWN)
    act.changed(upgrade, before={"state": before}, after={"state": upgrade.state})
    return upgrade


@action("traveller.review")
def decide_upgrade(act: Act, upgrade_id: UUID, verdict: str, words: str) -> TierUpgrade | Refusal:
    """A person's answer to a doubtful upgrade. Refusals: `upgrade_not_in_review`, `upgrade_verdict_unknown`, `reason_missing`."""
    upgrade = TierUpgrade.objects.select_for_update(of=("self",)).select_related("traveller").get(pk=upgrade_id)
    if upgrade.state != UpgradeState.IN_REVIEW:
        return refuse("upgrade_not_in_review")
    if verdict not in ("approved", "refused"):
        return refuse("upgrade_verdict_unknown", field="verdict")
    if not words.strip():
        return refuse("reason_missing", field="words")
    upgrade.decided_by, upgrade.words = act.actor, words.strip()[:300]
    if verdict == "approved":
        _approve(act, upgrade)
    else:
        _close(act, upgrade, UpgradeState.REFUSED)
    act.changed(upgrade, before={"state": "in_review"}, after={"state": upgrade.state, "words": upgrade.words})
    return upgrade


@action("traveller.unmask")
def unmask_upgrade(act: Act, upgrade_id: UUID, reason: str) -> TierUpgrade | Refusal:
    """Note that a person looks at the data of an upgrade and what for."""
    upgrade = access.upgrades(act.actor).get(pk=upgrade_id)
    if not reason.strip():
        return refuse("unmask_needs_reason", field="reason")
    act.changed(upgrade, after={"shown": sorted(upgrade.held_identity), "reason": reason.strip()[:200]})
    return upgrade


def lacking_fields(upgrade: TierUpgrade, on: date) -> tuple[str, ...]:
    """What is still to be asked for, in the order of asking; the name on the card is asked because no lower tier holds it."""
    there = held(upgrade.traveller) | upgrade.held_identity
    lacking = missing(Tier(upgrade.tier), there, on)
    if not upgrade.card_name:
        lacking = (*lacking, "card_name")
    # A birthday that a document leaves open is for a person to see; one that was typed has to be there.
    return (*lacking, "birth_date") if _lacks_birth_date(upgrade, on) else lacking


def has_document(upgrade: TierUpgrade, on: date) -> bool:
    """Whether the tier asks for a document that is not held yet."""
    return "document_number" in required(Tier(upgrade.tier), on) and not upgrade.traveller.document_number


def _lacks_birth_date(upgrade: TierUpgrade, on: date) -> bool:
    return has_document(upgrade, on) and bool(upgrade.document_number) and not upgrade.is_machine_read and upgrade.birth_date is None


def _open(act: Act, upgrade_id: UUID) -> TierUpgrade | Refusal:
    """The own upgrade with its traveller, both locked in this order, or `upgrade_closed`."""
    traveller = own_traveller(act)
    upgrade = traveller.upgrades.select_for_update().get(pk=upgrade_id)
    upgrade.traveller = traveller
    return upgrade if upgrade.state == UpgradeState.OPEN else refuse("upgrade_closed")


def _consents_refusal(act: Act, upgrade: TierUpgrade) -> Refusal | None:
    return keep_consents(act, upgrade.traveller, Tier(upgrade.tier), {})


def _clean(name: str, value: Any, on: date) -> Any | Refusal:
    if name in TEXT_MAX:
        text = normalise(str(value))[: TEXT_MAX[name]]
        return text or refuse("field_missing", field=name)
    if name == "nationality":
        return country_code(str(value)) or refuse("nationality_unknown", field=name)
    if name == "sex":
        return value if value in SEXES else refuse("sex_unknown", field=name)
    if name == "document_type":
        return value if value in document_types(on) else refuse("document_type_unknown", field=name)
    if name == "document_valid_until":
        return check_validity(value, on) or value or refuse("field_missing", field=name)
    if name == "birth_date":
        return check_age(value, on) or value or refuse("field_missing", field=name)
    raise TypeError(f"not a field of an upgrade: {name}")


def _given(upgrade: TierUpgrade) -> GivenIdentity:
    return GivenIdentity(
        upgrade.name or upgrade.traveller.name, upgrade.card_name, upgrade.traveller.name if upgrade.name else "",
        upgrade.document_valid_until, upgrade.birth_date, upgrade.is_machine_read, upgrade.name_is_cut)


def _approve(act: Act, upgrade: TierUpgrade) -> None:
    """Carry over what the tier needs and no more, and tell the switch."""
    traveller, replaced = upgrade.traveller, upgrade.traveller.document_copy
    for name in set(IDENTITY) & set(required(Tier(upgrade.tier), act.today)):
        if getattr(upgrade, name):
            setattr(traveller, name, getattr(upgrade, name))
    before, traveller.tier = traveller.tier, (tier_of(ACCOUNT_FIELDS | traveller.held_identity, act.today) or Tier.T0).value
    traveller.save()
    if replaced is not None and replaced != traveller.document_copy:
        drop_file(replaced)
    _close(act, upgrade, UpgradeState.APPROVED)
    tell_payer(act, traveller)
    act.changed(traveller, before={"tier": before}, after={"tier": traveller.tier, "held": sorted(traveller.held_identity)})


def _close(act: Act, upgrade: TierUpgrade, state: UpgradeState) -> None:
    """Empty it; a picture that the traveller's data did not take over is deleted as a file."""
    picture = upgrade.document_copy
    for name, value in EMPTY.items():
        setattr(upgrade, name, value)
    upgrade.state, upgrade.decided_at = state, act.now
    upgrade.save()
    if picture is not None and picture != upgrade.traveller.document_copy:
        drop_file(picture)


def standing_upgrade(traveller: Traveller) -> TierUpgrade | None:
    """The newest upgrade, whatever became of it."""
    return traveller.upgrades.order_by("-created_at").first()
