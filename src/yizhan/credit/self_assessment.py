"""线上测评: ask only what can still change the outcome, accept "don't know", end with an answer that can be acted on.

See docs/algorithms/self-assessment.md. The conditions are the knock-out rules themselves, so that the two never differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yizhan.credit.knock_out import Check
from yizhan.credit.limit import LimitPart
from yizhan.credit.products import Choice, Product
from yizhan.credit.reasons import Reason
from yizhan.kernel.money import Money
from yizhan.kernel.text import Bilingual

DONT_KNOW = "dont_know"


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
class IndicativeRange:
    """What the product may come to, from low to high, with the parts; never a promise."""

    low: Money
    high: Money
    parts: tuple[LimitPart, ...]


@dataclass(frozen=True, slots=True)
class ProductResult:
    """One product: `conditions` would make it fit, `reasons` say why not, `unknown` is still to be checked."""

    product: Product
    outcome: Outcome
    conditions: tuple[Reason, ...]
    reasons: tuple[Reason, ...]
    unknown: tuple[Reason, ...]
    range: IndicativeRange | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The product that fits the stage first, the others after it; final when no question is left that matters."""

    best: ProductResult
    others: tuple[ProductResult, ...]
    is_final: bool


def questions(on: date) -> tuple[Question, ...]:
    """All questions in force on a day, in the order of self_assessment.yaml."""
    raise NotImplementedError


def next_question(answers: Mapping[str, str], on: date) -> Question | None:
    """The open question that decides most, or None when none can change the outcome. Unknown codes raise KeyError."""
    raise NotImplementedError


def outcome(answers: Mapping[str, str], on: date) -> Assessment:
    """What the answers so far come to; an open question counts as not known."""
    raise NotImplementedError
