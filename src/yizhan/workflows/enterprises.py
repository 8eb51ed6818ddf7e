"""Enterprises: who they are, who may act for them, and what they claim about themselves."""

from datetime import date
from typing import Any
from uuid import UUID

from yizhan.enterprise.identity import parse_uscc
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import mask, normalise, plain
from yizhan.records.models import Enterprise, Fact, Membership
from yizhan.workflows.action import Act, action

IDENTITY_FIELDS = frozenset(
    {
        "name",
        "industry",
        "region",
        "address",
        "registered_on",
        "registered_capital_minor",
        "legal_representative",
        "contact_name",
        "contact_phone",
        "contact_email",
        "in_park",
    }
)

PERSONAL_FIELDS = frozenset({"address", "legal_representative", "contact_name", "contact_phone", "contact_email"})


@action("enterprise.register")
def register_enterprise(act: Act, uscc: str, name: str, **identity: Any) -> Enterprise | Refusal:
    """A new enterprise; the applicant who registers it becomes its first member."""
    checked = parse_uscc(uscc)
    if isinstance(checked, Refusal):
        return checked
    code = checked.code
    unknown = set(identity) - IDENTITY_FIELDS
    if unknown:
        raise TypeError(f"not an identity field: {sorted(unknown)}")
    if Enterprise.objects.filter(uscc=code).exists():
        return refuse("enterprise_already_registered", field="uscc", uscc=code)
    enterprise = Enterprise.objects.create(uscc=code, name=normalise(name), created_at=act.now, **identity)
    if act.actor is not None:
        Membership.objects.create(user=act.actor, enterprise=enterprise, created_at=act.now)
    act.changed(enterprise, after={"uscc": code, "name": enterprise.name})
    return enterprise


@action("enterprise.amend")
def amend_enterprise(act: Act, enterprise_id: UUID, compared_with: str, **identity: Any) -> Enterprise | Refusal:
    """Change who a registered enterprise is, after a look at the paper that says so; the code of the licence never changes."""
    unknown = set(identity) - IDENTITY_FIELDS
    if unknown:
        raise TypeError(f"not an identity field: {sorted(unknown)}")
    enterprise = act.enterprise(enterprise_id)
    before = {name: getattr(enterprise, name) for name, value in identity.items() if getattr(enterprise, name) != value}
    if not before:
        return refuse("identity_unchanged")
    for name in before:
        setattr(enterprise, name, identity[name])
    enterprise.save(update_fields=list(before))
    after = {name: identity[name] for name in before}
    act.changed(enterprise, before=_audited(before), after=_audited(after) | {"compared_with": compared_with})
    return enterprise


def _audited(identity: dict[str, Any]) -> dict[str, Any]:
    """What the audit trail keeps: who did it and that it changed, never a person's name or telephone in full."""
    return {name: mask(value, 1, 2) if name in PERSONAL_FIELDS else value for name, value in identity.items()}


@action("enterprise.describe")
def describe_enterprise(act: Act, enterprise_id: UUID, claims: dict[str, Any], as_of: date | None = None) -> Enterprise | Refusal:
    """Take over what the enterprise claims: names of the fact list with plain values; unchanged claims add no row."""
    enterprise = act.enterprise(enterprise_id)
    known = current_facts(enterprise)
    fresh = {name: plain(value) for name, value in claims.items() if name not in known or known[name].value != plain(value)}
    Fact.objects.bulk_create(
        Fact(
            enterprise=enterprise,
            name=name,
            value=value,
            status="claimed",
            source="applicant",
            as_of=as_of,
            recorded_by=act.actor,
            recorded_at=act.now,
        )
        for name, value in fresh.items()
    )
    before = {name: known[name].value for name in fresh if name in known}
    act.changed(enterprise, before=before, after=fresh)
    return enterprise


def current_facts(enterprise: Enterprise) -> dict[str, Fact]:
    """The newest row of each figure; a verified one stands above any claim."""
    newest: dict[str, Fact] = {}
    for fact in enterprise.facts.order_by("recorded_at", "id"):
        standing = newest.get(fact.name)
        if standing is None or not (standing.status == "verified" and fact.status == "claimed"):
            newest[fact.name] = fact
    return newest
