"""The desk's short answers: complete, tied to programmes that exist, cut into pieces for the search."""

from pathlib import Path

import pytest
import yaml

from yizhan.policy.programmes.registry import PROGRAMMES, programme
from yizhan.policy.summaries import shingles, summaries


@pytest.mark.parametrize("summary", summaries(), ids=lambda summary: summary.key)
def test_an_answer_belongs_to_a_programme_and_names_its_source_and_day(summary) -> None:
    assert programme(summary.programme)
    assert not summary.calculator or programme(summary.calculator)
    assert summary.source and summary.since
    assert summary.ask.zh and summary.also.en


def test_every_programme_has_an_answer_except_the_parts_that_belong_to_another() -> None:
    answered = {summary.programme for summary in summaries()}
    assert {found.name for found in PROGRAMMES} - answered == {"size_class_statistics", "little_giant_recheck"}


@pytest.mark.parametrize("name", ["questions", "desk_questions", "blind_questions"])
def test_the_answers_that_the_written_down_questions_expect_exist(name: str) -> None:
    asked = yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8"))
    assert {question["key"] for question in asked} <= {summary.key for summary in summaries()} | {"none"}


def test_pieces_are_words_and_pairs_of_characters() -> None:
    assert shingles("研发 R&D 120%") == {"研发", "r", "d", "120"}
