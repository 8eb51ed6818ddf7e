"""The desk's short answers: complete, tied to programmes that exist, and told apart by the forty questions."""

from pathlib import Path

import pytest
import yaml

from yizhan.policy.programmes.registry import PROGRAMMES, programme
from yizhan.policy.summaries import search_text, shingles, summaries

QUESTIONS = yaml.safe_load(Path(__file__).with_name("questions.yaml").read_text(encoding="utf-8"))


def best(ask: str) -> tuple[str, float]:
    """The answer whose question holds most of the pieces of what was asked, rare pieces weighing more."""
    texts = {summary.key: shingles(summary.ask.zh + " " + summary.ask.en) for summary in summaries()}
    rarity = {piece: 1 / sum(piece in text for text in texts.values()) for text in texts.values() for piece in text}
    asked = shingles(ask)
    scores = {key: sum(rarity[piece] for piece in asked & text) / max(1, len(asked)) for key, text in texts.items()}
    return max(scores.items(), key=lambda item: item[1])


@pytest.mark.parametrize("summary", summaries(), ids=lambda summary: summary.key)
def test_an_answer_belongs_to_a_programme_and_names_its_source_and_day(summary) -> None:
    assert programme(summary.programme)
    assert not summary.calculator or programme(summary.calculator)
    assert summary.source and summary.since
    assert search_text(summary, "zh").count(search_text(summary, "zh")[:8]) >= 2
    assert search_text(summary, "en") == search_text(summary, "en").lower()


def test_every_programme_has_an_answer_except_the_parts_that_belong_to_another() -> None:
    answered = {summary.programme for summary in summaries()}
    assert {found.name for found in PROGRAMMES} - answered == {"size_class_statistics", "little_giant_recheck"}


def test_there_are_forty_questions_and_their_answers_exist() -> None:
    keys = {summary.key for summary in summaries()} | {"none"}
    assert len(QUESTIONS) == 40
    assert {question["key"] for question in QUESTIONS} <= keys
    assert sum(question["key"] == "none" for question in QUESTIONS) == 4


def test_most_questions_find_their_answer_by_plain_overlap_of_pieces() -> None:
    wrong = [question["ask"] for question in QUESTIONS if question["key"] != "none" and best(question["ask"])[0] != question["key"]]
    assert len(wrong) <= 3, wrong


def test_questions_without_an_answer_overlap_least() -> None:
    strange = [best(question["ask"])[1] for question in QUESTIONS if question["key"] == "none"]
    right = sorted(best(question["ask"])[1] for question in QUESTIONS if question["key"] != "none")
    assert max(strange) < right[len(right) // 4]


def test_pieces_are_words_and_pairs_of_characters() -> None:
    assert shingles("研发 R&D 120%") == {"研发", "r", "d", "120"}
