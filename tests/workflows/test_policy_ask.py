"""Ask the desk, measured: forty questions written down before, twenty-four more that it was never tuned on."""

from pathlib import Path

import pytest
import yaml

from yizhan.kernel.refusal import Refusal
from yizhan.policy.ask import Answer
from yizhan.workflows.policy_ask import ask_desk

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parents[1] / "policy"


def questions(name: str) -> list[dict[str, str]]:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def measured(name: str) -> dict[str, int]:
    """How many answerable questions found their answer, another one or none; how many others were refused or answered all the same."""
    counts = {"hit": 0, "wrong": 0, "missed": 0, "refused": 0, "invented": 0}
    for question in questions(name):
        found = ask_desk(question["ask"])
        key = found.summary.key if isinstance(found, Answer) else "none"
        if question["key"] == "none":
            counts["refused" if key == "none" else "invented"] += 1
        else:
            counts["hit" if key == question["key"] else "missed" if key == "none" else "wrong"] += 1
    return counts


def test_the_forty_questions_are_twenty_in_each_language_and_eight_have_no_answer() -> None:
    asked = questions("desk_questions")
    assert sum(question["ask"].isascii() for question in asked) == 20 == len(asked) - 20
    assert sum(question["key"] == "none" for question in asked) == 8


def test_the_forty_questions_find_their_answers_and_no_other() -> None:
    assert measured("desk_questions") == {"hit": 32, "wrong": 0, "missed": 0, "refused": 8, "invented": 0}


def test_questions_to_tune_on_are_answered_right_or_not_at_all() -> None:
    found = measured("questions")
    assert (found["wrong"], found["invented"]) == (0, 0)
    assert found["hit"] >= 34


def test_questions_never_tuned_on_are_never_answered_wrongly() -> None:
    # Half of them find their answer. "Who is the mayor of Shenzhen?" was answered at first; since then one word alone proves nothing.
    found = measured("blind_questions")
    assert (found["wrong"], found["invented"]) == (0, 0)
    assert found["hit"] >= 8


@pytest.mark.parametrize(("question", "code"), [
    ("", "question_empty"), ("？？", "question_empty"), ("what is the", "question_empty"), ("研" * 201, "question_too_long"),
    ("今天食堂有什么菜", "no_answer_known")])
def test_what_cannot_be_answered_is_said(question: str, code: str) -> None:
    found = ask_desk(question)
    assert isinstance(found, Refusal) and found.code == code

