"""Rules as dated trees of small conditions. Old rules stay; a day picks exactly one.

    @condition
    def staff_within_limit(facts, limits):
        return facts.staff <= limits.staff_max

    RULE_2017 = Rule(effective_from=date(2017, 5, 3), document="国科发政〔2017〕115号",
                     needs=all_of(staff_within_limit, any_of(direct_entry, score_reached)))
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yizhan.policy.case import Facts, Limits

Test = Callable[[Facts, Limits], Any]


@dataclass(frozen=True, slots=True)
class Condition:
    """A leaf: a test that is true, false or open.

    `is_manual`: a person judges it, so open means manual review.

    `applies`, where given, decides whether the condition applies at all. `programme` is where its limits and
    words stand.
    """

    name: str
    programme: str
    test: Test
    is_manual: bool = False
    applies: Test | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """`all` or `any` of its members."""

    kind: str
    members: tuple["Node", ...]


Node = Condition | Group


def all_of(*members: Node) -> Group:
    """Every member must be met."""
    return Group("all", members)


def any_of(*members: Node) -> Group:
    """One member met is enough."""
    return Group("any", members)


def _programme_of(function: Callable) -> str:
    return function.__module__.rsplit(".", 1)[-1]


def condition(test: Test | None = None, *, manual: bool = False, applies: Test | None = None) -> Any:
    """Make a condition of a function; its module is its programme, its name the key of its words."""
    def make(function: Test) -> Condition:
        return Condition(function.__name__, _programme_of(function), function, manual, applies)

    return make(test) if test else make


def measure(function: Test) -> Test:
    """A figure that conditions share (points, ratios), computed once a case and shown in the verdict."""
    return measure_of(_programme_of(function))(function)


def measure_of(programme: str) -> Callable[[Test], Test]:
    """`measure` for a module that holds part of another programme's rules."""
    def make(function: Test) -> Test:
        def measured(facts: Facts, limits: Limits) -> Any:
            return facts.case.measured(function, programme)

        measured.__name__, measured.__doc__ = function.__name__, function.__doc__
        return measured

    return make


def under(programme: str, node: Node) -> Node:
    """The same conditions with the limits and words of another programme."""
    if isinstance(node, Condition):
        return replace(node, programme=programme)
    return Group(node.kind, tuple(under(programme, member) for member in node.members))


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a programme's rule.

    `measures` are shown with the verdict, `flags` warn without deciding.

    `worth` gives the money that the programme is worth (money as a Number), where facts allow it.
    """

    effective_from: date
    document: str
    needs: Node
    effective_to: date | None = None
    measures: tuple[Test, ...] = ()
    flags: tuple[Condition, ...] = ()
    worth: Test | None = None

    def holds_on(self, day: date) -> bool:
        """Whether this rule is in force on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme with its rules, oldest first. Overlapping rules raise ValueError."""

    name: str
    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        for earlier, later in zip(self.rules, self.rules[1:], strict=False):
            if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
                raise ValueError(f"{self.name}: the rules from {earlier.effective_from} and "
                                 f"{later.effective_from} overlap")

    def rule_on(self, day: date) -> Rule | None:
        """The rule in force on a day, or None."""
        return next((rule for rule in self.rules if rule.holds_on(day)), None)


def leaves(node: Node) -> list[Condition]:
    """All conditions of a tree, in order."""
    if isinstance(node, Condition):
        return [node]
    return [leaf for member in node.members for leaf in leaves(member)]
