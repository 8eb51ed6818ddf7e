"""A verdict as a value: the outcome, the argument behind it, and the versions it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor, inf
from typing import Any

from yizhan.kernel.money import Money
from yizhan.policy.exact import Comparison, FactRead
from yizhan.policy.outcome import Outcome
from yizhan.policy.parameters import VersionUsed
from yizhan.policy.units import Unit


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition: what it looked at, what it compared, and how it stands."""

    programme: str
    condition: str
    outcome: Outcome
    facts: tuple[FactRead, ...]
    versions: tuple[VersionUsed, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def unknown_facts(self) -> tuple[str, ...]:
        """The facts that it wanted and that nobody has stated."""
        return tuple(fact.name for fact in self.facts if fact.value is None)


@dataclass(frozen=True, slots=True)
class Argument:
    """A node of the rule's tree with its outcome: a finding, or members joined by `all` or `any`."""

    outcome: Outcome
    kind: str
    finding: Finding | None
    members: tuple["Argument", ...]

    def findings(self) -> Iterator[Finding]:
        """All findings below, in order."""
        if self.finding is not None:
            yield self.finding
        for member in self.members:
            yield from member.findings()


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of the rule, such as points or a ratio; two different ends mean that facts are missing."""

    name: str
    low: Any
    high: Any
    unit: Unit

    @property
    def is_known(self) -> bool:
        """Whether the figure is settled."""
        return self.low == self.high and self.low not in (inf, -inf)

    def as_money(self) -> Money | None:
        """The sum, cut to the fen so that nothing is promised that is not there; None where facts are
        missing.
        """
        return Money(floor(self.low)) if self.is_known and self.unit is Unit.MONEY else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an enterprise stands with a programme on a day. `rule_from` is None when no rule was in force."""

    programme: str
    as_of: date
    outcome: Outcome
    rule_from: date | None
    document: str
    argument: Argument | None
    measures: tuple[Measured, ...]
    flags: tuple[Finding, ...]
    worth: Measured | None
    versions: tuple[VersionUsed, ...]
    shown_facts: tuple[str, ...] = ()

    def findings(self) -> tuple[Finding, ...]:
        """All conditions, in the order of the rule."""
        return tuple(self.argument.findings()) if self.argument else ()

    def finding(self, condition: str) -> Finding:
        """One condition or flag by name; an unknown name raises KeyError."""
        for finding in (*self.findings(), *self.flags):
            if finding.condition == condition:
                return finding
        raise KeyError(f"{self.programme} has no condition {condition!r} on {self.as_of}")

    def measured(self, name: str) -> Measured:
        """One measure by name; an unknown name raises KeyError."""
        for measured in self.measures:
            if measured.name == name:
                return measured
        raise KeyError(f"{self.programme} has no measure {name!r} on {self.as_of}")

    @property
    def raised_flags(self) -> tuple[str, ...]:
        """Warnings that are true; they do not change the outcome."""
        return tuple(flag.condition for flag in self.flags if flag.outcome is Outcome.MET)

    @property
    def rests_on_assumption(self) -> bool:
        """Whether a page must say that a figure is assumed or unproven."""
        return any(version.confidence in ("D", "assumption") for version in self.versions)


def decimal_of(value: Any, places: int = 6) -> Decimal:
    """An exact number rounded half up, for display only."""
    fraction = Fraction(value)
    scaled = floor(abs(fraction) * 10**places + Fraction(1, 2))
    return Decimal(scaled).scaleb(-places) * (1 if fraction >= 0 else -1)
