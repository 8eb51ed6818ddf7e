"""Verdicts of one enterprise: from what is known and what is assumed, stored, and replayed to the same outcome."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yizhan.enterprise.profile import Profile
from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import plain
from yizhan.policy.evaluate import evaluate_all
from yizhan.policy.facts import FactSheet
from yizhan.policy.programmes.registry import PROGRAMMES, programme
from yizhan.policy.replay import StoredVerdict, replay, store
from yizhan.policy.verdict import Verdict
from yizhan.records.models import Enterprise, PolicyVerdict
from yizhan.workflows.action import Act, action
from yizhan.workflows.policy_facts import KnownFact, known_facts, sheet_of
from yizhan.workflows.profiles import profile_of


@dataclass(frozen=True, slots=True)
class Standing:
    """How an enterprise stands: what is known, what a what-if states otherwise, and the verdict of every programme."""

    known: tuple[KnownFact, ...]
    assumed: Mapping[str, Any]
    sheet: FactSheet
    verdicts: tuple[Verdict, ...]


def standing_of(profile: Profile, assumed: Mapping[str, Any] | None = None) -> Standing:
    """The verdicts of the profile's day; `assumed` holds facts in the form of a sheet that stand above what is known."""
    known, assumed = known_facts(profile), dict(assumed or {})
    sheet = FactSheet({**sheet_of(known).values, **assumed})
    return Standing(known, assumed, sheet, evaluate_all(PROGRAMMES, sheet, profile.as_of))


@action("policy.store")
def store_verdicts(act: Act, enterprise_id: UUID) -> Enterprise:
    """Keep today's verdicts of every programme, from known facts alone; one that stands already is not kept twice."""
    enterprise = act.enterprise(enterprise_id)
    standing = standing_of(profile_of(enterprise, act.today))
    kept = {row.fingerprint for row in latest_verdicts(enterprise)}
    fresh = [
        row for row in (_row(act, enterprise, verdict, standing.sheet) for verdict in standing.verdicts) if row.fingerprint not in kept
    ]
    PolicyVerdict.objects.bulk_create(fresh)
    act.changed(enterprise, after={"policy_verdicts": {row.programme: row.outcome for row in fresh}})
    return enterprise


def _row(act: Act, enterprise: Enterprise, verdict: Verdict, sheet: FactSheet) -> PolicyVerdict:
    kept = store(verdict, sheet)
    return PolicyVerdict(
        enterprise=enterprise,
        programme=verdict.programme,
        as_of=verdict.as_of,
        outcome=verdict.outcome.value,
        stored=plain(kept),
        fingerprint=kept.fingerprint,
        at=act.now,
        run_by=act.actor,
    )


def latest_verdicts(enterprise: Enterprise) -> list[PolicyVerdict]:
    """The newest stored verdict of each programme, in the order of the desk."""
    rows = enterprise.policy_verdicts.select_related("run_by").order_by("programme", "-at", "-id").distinct("programme")
    order = [found.name for found in PROGRAMMES]
    return sorted(rows, key=lambda row: order.index(row.programme))


def replay_verdict(row: PolicyVerdict) -> Verdict | Refusal:
    """The stored verdict again, by the same rule and the same figures; a Refusal when it would differ."""
    kept = StoredVerdict(**{**row.stored, "versions": tuple(row.stored["versions"])})
    return replay(programme(row.programme), kept)


def met_programmes(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Names of the programmes that are met."""
    return tuple(verdict.programme for verdict in verdicts if verdict.outcome.value == "met")
