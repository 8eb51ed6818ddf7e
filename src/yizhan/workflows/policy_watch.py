"""Policy watch: whose verdict a change of figures or days turns, as a list to call; and the calendar of what falls due."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.enterprise.innovation import Title
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.policy.calendar import Expiry, expiries
from yizhan.policy.parameters import ParameterBook
from yizhan.policy.population import population_of
from yizhan.policy.programmes.registry import PROGRAMMES
from yizhan.policy.watch import Reason, VerdictChange, verdict_changes
from yizhan.records.models import Enterprise, Fact, FinancialYear, PolicyCall
from yizhan.workflows.action import Act, action
from yizhan.workflows.facts import invoice_features
from yizhan.workflows.policy_facts import known_facts, sheet_of
from yizhan.workflows.profiles import build_profile

NOTE_LENGTH_MAX = 500
CAUSE_LENGTH_MAX = 120


@dataclass(frozen=True, slots=True)
class DueTitle:
    """A title of an enterprise that runs out."""

    enterprise: Enterprise
    expiry: Expiry


def branch_changes(old: ParameterBook, new: ParameterBook, on: date, old_on: date | None = None) -> tuple[VerdictChange, ...]:
    """Every enterprise of the branch whose verdict differs between two books or two days; `enterprise` is its id as text."""
    enterprises = list(Enterprise.objects.order_by("created_at", "id"))
    with_records = _with_records()
    features = invoice_features(on, None)
    profiles = (
        build_profile(enterprise, features.get(str(enterprise.id)), on, has_records=enterprise.id in with_records)
        for enterprise in enterprises
    )
    population = population_of([sheet_of(known_facts(profile)) for profile in profiles])
    return verdict_changes(PROGRAMMES, old, new, population, [str(enterprise.id) for enterprise in enterprises], on, old_on)


def _with_records() -> set[UUID]:
    """Enterprises of which more than invoices is known; for the others nothing is looked up one by one."""
    return {
        *Fact.objects.values_list("enterprise_id", flat=True).distinct(),
        *FinancialYear.objects.values_list("enterprise_id", flat=True).distinct(),
    }


@action("policy.watch")
def keep_calls(act: Act, cause: str, as_of: date, changes: tuple[VerdictChange, ...]) -> PolicyCall | Refusal:
    """Put the changes on the list to call; a change that stands there for the same cause stays as it is. `no_verdict_changes`."""
    if not changes:
        return refuse("no_verdict_changes", cause=cause)
    cause = cause[:CAUSE_LENGTH_MAX]
    known = set(PolicyCall.objects.filter(cause=cause).values_list("enterprise_id", "programme"))
    fresh = [_call(act, cause, as_of, change) for change in changes if (UUID(change.enterprise), change.programme) not in known]
    PolicyCall.objects.bulk_create(fresh)
    first = fresh[0] if fresh else PolicyCall.objects.filter(cause=cause).order_by("created_at", "id").first()
    act.changed(first, after={"cause": cause, "calls": len(fresh)})
    return first


def _call(act: Act, cause: str, as_of: date, change: VerdictChange) -> PolicyCall:
    return PolicyCall(
        enterprise_id=UUID(change.enterprise),
        programme=change.programme,
        cause=cause,
        as_of=as_of,
        created_at=act.now,
        old_outcome=change.old.value,
        new_outcome=change.new.value,
        reasons=told_reasons(change.reasons),
    )


def told_reasons(reasons: Sequence[Reason]) -> list[dict]:
    """Why a verdict changes, as plain values: the condition, from what to what, and the figures behind it."""
    return [
        {
            "condition": reason.condition,
            "old": reason.old.value,
            "new": reason.new.value,
            "figures": [
                {"name": later.name, "old": plain(earlier.value), "new": plain(later.value), "source": later.source}
                for earlier, later in reason.figures
            ],
        }
        for reason in reasons
    ]


@action("policy.call")
def mark_called(act: Act, call_id: UUID, note: str) -> PolicyCall | Refusal:
    """The enterprise was called; who, when and what came of it is kept. `already_called` (by)."""
    call = PolicyCall.objects.select_for_update(of=("self",)).get(pk=call_id)
    if call.called_at is not None:
        return refuse("already_called", by=str(call.called_by))
    call.called_at, call.called_by, call.note = act.now, act.actor, note.strip()[:NOTE_LENGTH_MAX]
    call.save(update_fields=["called_at", "called_by", "note"])
    act.changed(call, before={"called_at": None}, after={"called_at": act.now, "note": call.note})
    return call


def titles_due(on: date, within_days: int) -> tuple[DueTitle, ...]:
    """Titles of the branch's enterprises that run out within some days, the nearest first."""
    found = [DueTitle(enterprise, expiry) for enterprise, titles in _titles() for expiry in expiries(titles, on, within_days)]
    return tuple(sorted(found, key=lambda due: (due.expiry.expires_on, due.enterprise.name)))


def _titles() -> Iterator[tuple[Enterprise, list[Title]]]:
    """The titles of each enterprise as they stand: the latest finding, else the latest claim."""
    newest: dict[UUID, Fact] = {}
    for fact in Fact.objects.filter(name="titles").select_related("enterprise").order_by("recorded_at", "id"):
        standing = newest.get(fact.enterprise_id)
        if standing is None or not (standing.status == "verified" and fact.status == "claimed"):
            newest[fact.enterprise_id] = fact
    for fact in newest.values():
        yield fact.enterprise, [_title(title) for title in fact.value or ()]


def _title(data: Mapping[str, str]) -> Title:
    end = data.get("valid_to")
    return Title(data["kind"], date.fromisoformat(data["valid_from"]), date.fromisoformat(end) if end else None, data.get("number", ""))
