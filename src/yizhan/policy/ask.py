"""Ask the desk: a question against the desk's own summaries. The database compares words by trigrams; this decides what they prove.

A question is cut into pieces (words of Latin letters, pairs of Chinese characters); a rare piece weighs more than a common one,
and one that no text knows speaks against every answer. What is not clearly answered is not answered.
"""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import log
from pathlib import Path
from typing import Any

import yaml

from yizhan.kernel.text import normalise
from yizhan.policy.summaries import Summary, shingles, summaries

QUESTION_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True)
class Match:
    """A piece of the question in one text: trigram similarity with its best word in the questions and in question and answer."""

    key: str
    piece: str
    in_question: float
    in_all: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The summary that answers, and the part of the question that it covers (0 to 1)."""

    summary: Summary
    covers: float


@functools.cache
def settings() -> Mapping[str, Any]:
    """The figures and words of ask.yaml."""
    return yaml.safe_load(Path(__file__).with_name("ask.yaml").read_text(encoding="utf-8"))


def pieces(text: str) -> tuple[str, ...]:
    """What is compared, sorted: synonyms in the texts' words, without words that tell nothing."""
    plain = normalise(text).lower()
    for said, meant in settings()["synonyms"].items():
        plain = plain.replace(said, meant)
    plain = re.sub("|".join(map(re.escape, settings()["empty_zh"])), " ", plain)
    found = shingles(plain) - set(settings()["empty_en"])
    return tuple(sorted(piece for piece in found if len(piece) > 1 or piece.isdigit()))


@functools.cache
def texts() -> tuple[tuple[str, str, str], ...]:
    """(key, pieces of the questions, pieces of questions and answer) of every summary, each joined by blanks."""
    return tuple(_text(summary) for summary in summaries())


def _text(summary: Summary) -> tuple[str, str, str]:
    asked = f"{summary.ask.zh} {summary.ask.en} {summary.also.zh} {summary.also.en}"
    answered = f"{summary.answer.zh} {summary.answer.en}"
    # Pieces of each text by itself, so that no pair of characters spans the border of two.
    return summary.key, " ".join(pieces(asked)), " ".join(sorted({*pieces(asked), *pieces(answered)}))


def best_answer(question: str, matches: Iterable[Match]) -> Answer | None:
    """The answer that clearly covers the question, or None. `matches` holds every piece against every text."""
    found = list(matches)
    weights = _weights(pieces(question), found)
    total = sum(weights.values())
    if not total:
        return None
    covered: dict[str, float] = {}
    for match in found:
        covered[match.key] = covered.get(match.key, 0.0) + weights[match.piece] * _counts(match)
    (key, first), (_, second) = sorted(covered.items(), key=lambda item: -item[1])[:2]
    held = sum(1 for match in found if match.key == key and _counts(match))
    if first / total < _figure("threshold") or first < _figure("lead") * second or held < _figure("pieces_min"):
        return None
    return Answer(next(summary for summary in summaries() if summary.key == key), first / total)


def _counts(match: Match) -> float:
    """How far a piece is found: in the question in full, in the answer in part."""
    least = _figure("similarity_min")
    asked = match.in_question if match.in_question >= least else 0.0
    return max(asked, _figure("answer_weight") * match.in_all if match.in_all >= least else 0.0)


def _weights(asked: tuple[str, ...], matches: list[Match]) -> dict[str, float]:
    """log(1 + texts ÷ texts that hold the piece)."""
    least = _figure("similarity_min")
    holding = dict.fromkeys(asked, 0)
    for match in matches:
        holding[match.piece] += match.in_all >= least
    return {piece: log(1 + len(summaries()) / count) if count else _figure("unknown_weight") for piece, count in holding.items()}


def _figure(name: str) -> float:
    return float(Decimal(settings()[name]))
