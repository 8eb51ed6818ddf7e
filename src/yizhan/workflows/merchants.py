"""Merchants by four eyes: one person proposes to take one on or to change it, another takes it; then the switch is told."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import mask, plain
from yizhan.payments.codes.issued import issued_number
from yizhan.payments.merchant import Identifier, MerchantApplication, check_merchant
from yizhan.payments.refund_authority import Position
from yizhan.records.models import Merchant, MerchantMembership, MerchantProposal, Role, User
from yizhan.workflows import access
from yizhan.workflows.action import Act, action
from yizhan.workflows.switch_outbox import tell_merchant

# For each kind of change: the states in which it makes sense, and the column or state that it changes.
CHANGES: dict[str, tuple[tuple[str, ...], str]] = {
    "rate": (("active", "suspended"), "rate"),
    "settlement_account": (("active", "suspended"), "settlement_account"),
    "suspension": (("active",), "suspended"),
    "resumption": (("suspended",), "active"),
    "closure": (("active", "suspended"), "closed"),
}
COLUMNS = tuple(MerchantApplication.__dataclass_fields__)
# The field of an application that a refusal of `check_merchant` is about, by the beginning of its code.
FIELD_OF = {"uscc_": "identifier", "resident_": "identifier", "merchant_name": "name", "category_": "category_code",
            "settlement_": "settlement_account", "merchant_rate": "rate"}


@action("merchant.propose")
def propose_merchant(act: Act, application: MerchantApplication, words: str) -> MerchantProposal | Refusal:
    """Propose to take a merchant on.

    Refusals: `reason_missing`; the one of `check_merchant`, or `merchant_application_faulty` (faults) for several;
    `merchant_known_already` (merchant).
    """
    if not words.strip():
        return refuse("reason_missing", field="words")
    found = check_merchant(application, act.today)
    if found:
        return _one_or_all(found)
    values = _values(application)
    standing = Merchant.objects.exclude(state="closed").filter(identifier=values["identifier"], name_latin=values["name_latin"]).first()
    if standing is not None:
        return refuse("merchant_known_already", field="name_latin", merchant=standing.name)
    merchant = Merchant.objects.create(created_at=act.now, **values)
    return _propose(act, merchant, "onboarding", plain(values), words)


@action("merchant.propose")
def propose_merchant_change(act: Act, merchant_id: int, kind: str, wanted: Mapping[str, Any], words: str) -> MerchantProposal | Refusal:
    """Propose another rate or settlement account (`wanted` holds it), a suspension, its end, or a closure.

    Refusals: `merchant_change_unknown`, `reason_missing`, `merchant_not_in_state` (state_of_merchant), `merchant_change_proposed_already`,
    `nothing_changes`, and those of `check_merchant`.
    """
    if kind not in CHANGES:
        return refuse("merchant_change_unknown", field="kind", kind=kind)
    if not words.strip():
        return refuse("reason_missing", field="words")
    merchant = locked(act, merchant_id)
    states, changed = CHANGES[kind]
    if merchant.proposals.filter(state="proposed").exists():
        return refuse("merchant_change_proposed_already")
    if merchant.state not in states:
        return refuse("merchant_not_in_state", state_of_merchant=merchant.state)
    new = {changed: wanted.get(changed)} if changed in COLUMNS else {"state": changed}
    refusal = _check_change(act, merchant, new)
    return refusal or _propose(act, merchant, kind, plain(new), words)


@action("merchant.take")
def take_merchant_proposal(act: Act, proposal_id: UUID, verdict: str, words: str = "") -> MerchantProposal | Refusal:
    """Approve or decline a proposal; never by who proposed it. The switch hears of an approval.

    Refusals: `verdict_unknown`, `merchant_taken_already` (state_of_proposal), `same_person`, `reason_missing` for a decline without words,
    those of `check_merchant` when the rules have changed since.
    """
    if verdict not in ("approved", "declined"):
        return refuse("verdict_unknown", field="verdict", verdict=verdict)
    proposal = _locked_proposal(act, proposal_id)
    refusal = _may_take(act, proposal, verdict, words) or (_approve(act, proposal) if verdict == "approved" else _decline(proposal))
    if refusal:
        return refusal
    proposal.state, proposal.taken_by, proposal.taken_at, proposal.taken_words = verdict, act.actor, act.now, words.strip()[:1000]
    proposal.save()
    act.changed(proposal, before={"state": "proposed"}, after={"state": verdict, "words": proposal.taken_words})
    return proposal


@action("merchant.propose")
def withdraw_merchant_proposal(act: Act, proposal_id: UUID) -> MerchantProposal | Refusal:
    """Take one's own proposal back before it is taken."""
    proposal = _locked_proposal(act, proposal_id)
    if proposal.state != "proposed":
        return refuse("merchant_taken_already", state_of_proposal=proposal.state)
    if proposal.proposed_by_id != act.actor.pk:
        return refuse("proposal_of_another")
    _decline(proposal)
    proposal.state = "withdrawn"
    proposal.save()
    act.changed(proposal, before={"state": "proposed"}, after={"state": "withdrawn"})
    return proposal


@action("merchant.admit")
def admit_to_merchant(act: Act, merchant_id: int, username: str, position: str) -> MerchantMembership | Refusal:
    """Let a user with the role of a merchant act for this one. Refusals: `position_unknown`, `merchant_user_unknown`, `member_already`."""
    if position not in {found.value for found in Position}:
        return refuse("position_unknown", field="position")
    merchant = locked(act, merchant_id)
    user = User.objects.filter(username=username.strip(), role=Role.MERCHANT).first()
    if user is None:
        return refuse("merchant_user_unknown", field="username", username=username.strip())
    if merchant.memberships.filter(user=user).exists():
        return refuse("member_already", field="username")
    made = MerchantMembership.objects.create(merchant=merchant, user=user, position=position, created_at=act.now)
    act.changed(made, after={"merchant": merchant.pk, "user": user.username, "position": position})
    return made


@action("merchant.unmask")
def unmask_merchant(act: Act, merchant_id: int, reason: str) -> Merchant | Refusal:
    """Note that a person looks at a merchant's identity number and account, and what for; the data themselves are not repeated."""
    merchant = locked(act, merchant_id)
    if not reason.strip():
        return refuse("unmask_needs_reason", field="reason")
    act.changed(merchant, after={"shown": ["identifier", "settlement_account"], "reason": reason.strip()[:200]})
    return merchant


def proposals_to_take(user: User) -> QuerySet[MerchantProposal]:
    """Open proposals of other people."""
    return MerchantProposal.objects.filter(state="proposed").exclude(proposed_by=user)


def locked(act: Act, merchant_id: int) -> Merchant:
    """The merchant, locked, if the actor may see it; otherwise Merchant.DoesNotExist."""
    return access.merchants(act.actor).select_for_update(of=("self",)).get(pk=merchant_id)


def application_of(merchant: Merchant, **changes: Any) -> MerchantApplication:
    """The merchant's standing values as the checks take them, some of them changed."""
    values = {name: getattr(merchant, name) for name in COLUMNS} | changes
    return MerchantApplication(**values | {"identifier_kind": Identifier(values["identifier_kind"]), "rate": Decimal(values["rate"])})


def field_of(refusal: Refusal) -> str:
    """The field of an application that a refusal of the checks is about."""
    named = str(refusal.facts.get("field", ""))
    return named or next((field for begin, field in FIELD_OF.items() if refusal.code.startswith(begin)), "")


def _one_or_all(found: tuple[Refusal, ...]) -> Refusal:
    if len(found) == 1:
        return Refusal(found[0].code, {**found[0].facts, "field": field_of(found[0])})
    return refuse("merchant_application_faulty", faults=[f"{field_of(item)}: {item.code}" for item in found])


def _values(application: MerchantApplication) -> dict[str, Any]:
    values = {name: getattr(application, name) for name in COLUMNS}
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _check_change(act: Act, merchant: Merchant, new: dict[str, Any]) -> Refusal | None:
    """A rate or an account has to pass the checks, and to be another one."""
    if "state" in new:
        return None
    (name, value), = new.items()
    if value in (None, ""):
        return refuse("value_missing", field=name)
    changed = application_of(merchant, **new)
    if getattr(changed, name) == getattr(application_of(merchant), name):
        return refuse("nothing_changes", field=name)
    found = [refusal for refusal in check_merchant(changed, act.today) if field_of(refusal) == name]
    return _one_or_all(tuple(found)) if found else None


def _propose(act: Act, merchant: Merchant, kind: str, wanted: dict[str, Any], words: str) -> MerchantProposal:
    before = {} if kind == "onboarding" else {name: plain(getattr(merchant, name)) for name in wanted}
    proposal = MerchantProposal.objects.create(merchant=merchant, kind=kind, wanted=wanted, before=before, words=words.strip()[:1000],
                                               proposed_by=act.actor, created_at=act.now)
    act.changed(proposal, after={"merchant": merchant.pk, "kind": kind, "wanted": _told(wanted), "before": _told(before)})
    return proposal


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the audit trail keeps: enough to tell two numbers apart, not the numbers."""
    return {name: mask(str(value), 4, 4) if name in ("settlement_account", "identifier") else value for name, value in values.items()}


def _locked_proposal(act: Act, proposal_id: UUID) -> MerchantProposal:
    """The merchant is locked first, then its proposal: everybody who changes either takes them in this order."""
    locked(act, MerchantProposal.objects.values_list("merchant_id", flat=True).get(pk=proposal_id))
    return MerchantProposal.objects.select_for_update(of=("self",)).select_related("merchant").get(pk=proposal_id)


def _may_take(act: Act, proposal: MerchantProposal, verdict: str, words: str) -> Refusal | None:
    if proposal.state != "proposed":
        return refuse("merchant_taken_already", state_of_proposal=proposal.state)
    if proposal.proposed_by_id == act.actor.pk:
        return refuse("same_person", person=act.actor.username)
    return refuse("reason_missing", field="words") if verdict == "declined" and not words.strip() else None


def _approve(act: Act, proposal: MerchantProposal) -> Refusal | None:
    merchant = proposal.merchant
    wanted = {name: value for name, value in proposal.wanted.items() if name in COLUMNS}
    # What ends or halts a merchant must never fail because the merchant is no longer in order.
    found = () if proposal.kind in ("suspension", "closure") else check_merchant(application_of(merchant, **wanted), act.today)
    if found:
        return _one_or_all(found)
    before = {"state": merchant.state}
    if proposal.kind == "onboarding":
        merchant.state, merchant.code = "active", issued_number(merchant.pk)
    for name, value in proposal.wanted.items() if proposal.kind != "onboarding" else ():
        before[name] = plain(getattr(merchant, name))
        setattr(merchant, name, Decimal(value) if name == "rate" else value)
    merchant.save()
    act.changed(merchant, before=_told(before), after=_told({name: plain(getattr(merchant, name)) for name in before}))
    tell_merchant(act, merchant, str(proposal.pk))
    return None


def _decline(proposal: MerchantProposal) -> None:
    """A merchant that is not taken on is closed before it began."""
    if proposal.kind == "onboarding":
        Merchant.objects.filter(pk=proposal.merchant_id).update(state="closed")
