"""Which open questions of the self-assessment can still change its outcome, and which of them to ask first.

What the other answers do to a question's weight comes down to a `Standing`: which products are ruled out, and whether
the growth stage failed. Few standings are reachable, so all completions are covered without listing them.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yizhan.credit.assessment_effects import SALES, Effects
from yizhan.credit.verdict import Verdict
from yizhan.enterprise.lifecycle import Stage

# Rules that tell a growing enterprise from a start-up: the growth product fits when the answers meet both of its own.
STAGE_RULES = frozenset({"company_age", "sales_volume"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What answers say about which product comes first: which are ruled out, and whether the growth stage failed."""

    excluded: frozenset[str] = frozenset()
    growth_failed: bool = False

    def __or__(self, other: "Standing") -> "Standing":
        return Standing(self.excluded | other.excluded, self.growth_failed or other.growth_failed)


class Relevance:
    """The effects of a day, laid out for the questions "does it matter" and "what to ask first"."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects
        growth = {item.code for item in effects.products if Stage.GROWTH in item.stages.value}
        codes = [item.code for item in effects.products]
        self._order = {failed: sorted(codes, key=lambda code: (code in growth) is failed) for failed in (False, True)}
        self._moves = {question: {choice: _move(question, given, growth, effects) for choice, given in choices.items()}
                       for question, choices in effects.by_choice.items()}

    def standing(self, answers: Mapping[str, str]) -> Standing:
        """What answers come to; an unknown question or choice raises KeyError."""
        moves = [self._moves[question][choice] for question, choice in answers.items()]
        return functools.reduce(Standing.__or__, moves, Standing())

    def best(self, standing: Standing) -> str:
        """The product of the stage, or another that is not ruled out where that one is."""
        order = self._order[standing.growth_failed]
        return next((code for code in order if code not in standing.excluded), order[0])

    def relevant(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        """The open questions of which two answers end differently under some answers to the other open ones."""
        start = self.standing(answers)
        open_questions = [code for code in self._moves if code not in answers]
        return tuple(code for code in open_questions
                     if any(self._distinguishes(code, standing)
                            for standing in self._reachable(start, [item for item in open_questions if item != code])))

    def _reachable(self, start: Standing, open_questions: list[str]) -> set[Standing]:
        reachable = {start}
        for question in open_questions:
            moves = set(self._moves[question].values())
            reachable = {standing | move for standing in reachable for move in moves}
        return reachable

    def _distinguishes(self, question: str, standing: Standing) -> bool:
        """Whether two answers end differently once all other questions are answered.

        The others add the same conditions on both sides, so only what this question adds is compared.
        """
        return len({self._adds(question, choice, standing) for choice in self._moves[question]}) > 1

    def _adds(self, question: str, choice: str, standing: Standing) -> tuple[Any, ...]:
        after = standing | self._moves[question][choice]
        best = self.best(after)
        if best in after.excluded:
            return ()
        band = self._effects.ranges[best].get(choice) if question == SALES else None
        kind = self._effects.by_choice[question][choice][best].kind
        return best, kind, (band.low, band.high) if band else None

    def expected_left(self, question: str, answers: Mapping[str, str]) -> Fraction:
        """How many questions are left after this one, weighted by how often each answer is assumed to come."""
        weights = self._effects.weights[question]
        left = sum(weight * len(self.relevant({**answers, question: choice})) for choice, weight in weights.items())
        return Fraction(left, sum(weights.values()))


def _move(question: str, given: Mapping[str, Any], growth: set[str], effects: Effects) -> Standing:
    is_stage = not STAGE_RULES.isdisjoint(effects.rules[question])
    failed = is_stage and any(given[code].verdict is not Verdict.MET for code in growth)
    return Standing(frozenset(code for code, effect in given.items() if effect.excludes), failed)
