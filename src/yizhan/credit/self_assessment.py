"""线上测评: ask only what can still change the outcome, accept "don't know", end with an answer to act on.

See docs/algorithms/self-assessment.md. The conditions are the knock-out rules themselves, so the two never differ.
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yizhan.credit.assessment_effects import (
    DONT_KNOW,
    FILE,
    SALES,
    Effect,
    Effects,
    IndicativeRange,
    effects_on,
    questions_in_force,
)
from yizhan.credit.assessment_relevance import Relevance
from yizhan.credit.parameters import Parameters
from yizhan.credit.products import Choice, Product
from yizhan.credit.reasons import Reason
from yizhan.credit.verdict import Verdict
from yizhan.kernel.text import Bilingual


class Outcome(StrEnum):
    """How a self-assessment ends for a product."""

    QUALIFY = "qualify"
    WOULD_QUALIFY_IF = "would_qualify_if"
    NOT_THIS_PRODUCT = "not_this_product"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its choices; "don't know" is always the last of them."""

    code: str
    text: Bilingual
    help: Bilingual
    choices: tuple[Choice, ...]
    number: int


@dataclass(frozen=True, slots=True)
class ProductResult:
    """One product: `conditions` would make it fit, `reasons` say why not, `unknown` is still to be shown."""

    product: Product
    outcome: Outcome
    conditions: tuple[Reason, ...]
    reasons: tuple[Reason, ...]
    unknown: tuple[Reason, ...]
    range: IndicativeRange | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The product that fits the stage first, the others after it; final when no open question matters."""

    best: ProductResult
    others: tuple[ProductResult, ...]
    is_final: bool


def questions(on: date) -> tuple[Question, ...]:
    """All questions in force on a day, in the order of self_assessment.yaml."""
    parameters = Parameters(on)
    dont_know = Choice(DONT_KNOW, _words(parameters.version(FILE, DONT_KNOW).note))
    return tuple(
        Question(code, _words(version.note), Bilingual(version.value["help_zh"], version.value["help_en"]),
                 (*(Choice(item["code"], _words(item)) for item in version.value["choices"]), dont_know), number)
        for number, (code, version) in enumerate(questions_in_force(parameters).items(), 1))


def next_question(answers: Mapping[str, str], on: date) -> Question | None:
    """The open question that is expected to leave the fewest others, or None when none can change the outcome.

    Unknown question or choice codes raise KeyError.
    """
    relevance = _relevance(on)
    matter = relevance.relevant(answers)
    if not matter:
        return None
    best = min(matter, key=lambda code: relevance.expected_left(code, answers))
    return next(question for question in questions(on) if question.code == best)


def outcome(answers: Mapping[str, str], on: date) -> Assessment:
    """What the answers so far come to; an open question counts as not known. Unknown codes raise KeyError."""
    effects, relevance = effects_on(on), _relevance(on)
    is_final = not relevance.relevant(answers)
    filled = {**dict.fromkeys(effects.by_choice, DONT_KNOW), **answers}
    first = relevance.best(relevance.standing(filled))
    results = {item.code: _result(item, filled, effects) for item in effects.products}
    others = tuple(result for code, result in results.items() if code != first)
    return Assessment(results[first], others, is_final)


@functools.lru_cache(maxsize=16)
def _relevance(on: date) -> Relevance:
    return Relevance(effects_on(on))


def _result(item: Product, answers: Mapping[str, str], effects: Effects) -> ProductResult:
    given = [effects.by_choice[question][answers[question]][item.code]
             for question in effects.by_choice]
    unmet = [effect for effect in given if effect.verdict is Verdict.UNMET]
    reasons = _reasons(effect for effect in unmet if not effect.can_be_mended)
    conditions = _reasons(effect for effect in unmet if effect.can_be_mended)
    unknown = _reasons(effect for effect in given if effect.verdict is Verdict.UNKNOWN)
    ended = Outcome.WOULD_QUALIFY_IF if conditions or unknown else Outcome.QUALIFY
    if reasons:
        return ProductResult(item, Outcome.NOT_THIS_PRODUCT, conditions, reasons, unknown, None)
    return ProductResult(item, ended, conditions, (), unknown, effects.ranges[item.code].get(answers[SALES]))


def _reasons(effects: Iterable[Effect]) -> tuple[Reason, ...]:
    return tuple(effect.reason for effect in effects if effect.reason)


def _words(words: Mapping[str, str]) -> Bilingual:
    return Bilingual(words["zh"], words["en"])
