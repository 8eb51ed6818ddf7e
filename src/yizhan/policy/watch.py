"""Policy watch: whose verdict changes when a parameter file changes, and why. For the relationship manager to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from yizhan.policy.evaluate import evaluate
from yizhan.policy.outcome import OUTCOMES, Outcome
from yizhan.policy.parameters import ParameterBook, VersionUsed
from yizhan.policy.population import Population, outcomes
from yizhan.policy.rule import Programme
from yizhan.policy.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition that stands otherwise, and the figures of it that changed (old, new)."""

    condition: str
    old: Outcome
    new: Outcome
    figures: tuple[tuple[VersionUsed, VersionUsed], ...]


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """An enterprise whose verdict changes: who, where, from what to what, and why."""

    enterprise: str
    programme: str
    old: Outcome
    new: Outcome
    reasons: tuple[Reason, ...]


def verdict_changes(programmes: Sequence[Programme], old: ParameterBook, new: ParameterBook, population: Population,
                    enterprises: Sequence[str], on: date, old_on: date | None = None) -> tuple[VerdictChange, ...]:
    """Changes by programme and enterprise. `enterprises` names the rows of the population.

    `old_on` compares two days as well as two books: what a rule that begins tomorrow will do.
    """
    changes = []
    for programme in programmes:
        before = outcomes(programme, population, old_on or on, old)
        after = outcomes(programme, population, on, new)
        for row in np.flatnonzero(before != after):
            sheet = population.sheet(int(row))
            verdicts = evaluate(programme, sheet, old_on or on, old), evaluate(programme, sheet, on, new)
            changes.append(VerdictChange(enterprises[row], programme.name, OUTCOMES[before[row]], OUTCOMES[after[row]],
                                         reasons(*verdicts)))
    return tuple(changes)


def reasons(old: Verdict, new: Verdict) -> tuple[Reason, ...]:
    """The conditions of the new verdict that stood otherwise before, or that are new and not met."""
    before = {finding.condition: finding for finding in old.findings()}
    found = []
    for finding in new.findings():
        earlier = before.get(finding.condition)
        stood = earlier.outcome if earlier else Outcome.NOT_APPLICABLE
        if stood is not finding.outcome and (earlier or finding.outcome is Outcome.UNMET):
            found.append(Reason(finding.condition, stood, finding.outcome,
                                _changed(earlier.versions if earlier else (), finding.versions)))
    return tuple(found)


def _changed(old: tuple[VersionUsed, ...], new: tuple[VersionUsed, ...]) -> tuple[tuple[VersionUsed, VersionUsed], ...]:
    before = {(used.programme, used.name): used for used in old}
    pairs = [(before.get((used.programme, used.name)), used) for used in new]
    return tuple((earlier, later) for earlier, later in pairs if earlier and earlier.value != later.value)
