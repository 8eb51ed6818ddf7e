"""Nothing is decided without a case: every threshold has a boundary, every decided condition a worked example."""

from collections.abc import Iterator
from typing import Any

import pytest

from yizhan.policy.casebook import SIDES, load_cases, run_boundary, run_example
from yizhan.policy.parameters import load_book
from yizhan.policy.programmes.registry import PROGRAMMES, programme
from yizhan.policy.reform import reform
from yizhan.policy.rule import leaves
from yizhan.policy.words import words_of

by_name = pytest.mark.parametrize("found", PROGRAMMES, ids=lambda found: found.name)


def thresholds(value: Any, path: str) -> Iterator[str]:
    """The names of the figures of a value, as boundaries name them."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("at_least", "at_most"):
                yield from (f"{path}.{key}.{row}" for row in range(len(item)))
            else:
                yield from thresholds(item, f"{path}.{key}")
    else:
        yield path


@by_name
def test_every_threshold_of_every_version_has_a_boundary_case(found) -> None:
    stated = {(str(row["limit"]), row["from"]) for row in load_cases(found.name).boundaries}
    for name, dated in load_book().programmes.get(found.name, {}).items():
        for version in dated.versions:
            for limit in thresholds(version.value, name):
                assert (limit, version.effective_from) in stated, f"{found.name}: {limit} from {version.effective_from}"


@by_name
def test_every_boundary_cites_an_article_and_expects_something(found) -> None:
    for row in load_cases(found.name).boundaries:
        assert row["article"]
        assert any(side in row for side in SIDES), row["limit"]


@by_name
def test_every_decided_condition_has_a_worked_example(found) -> None:
    shown = {name for example in load_cases(found.name).examples for name in example["expect"].get("conditions", ())}
    for rule in found.rules:
        for condition in (*leaves(rule.needs), *rule.flags):
            assert condition.is_manual or condition.name in shown, f"{found.name}: {condition.name}"


@by_name
def test_every_condition_has_words_and_a_manual_one_says_why(found) -> None:
    words, used = words_of(found.name), set()
    for rule in found.rules:
        for condition in (*leaves(rule.needs), *rule.flags):
            used.add(condition.name)
            assert (words.conditions[condition.name].why_manual is not None) is condition.is_manual, condition.name
    assert used == set(words.conditions)
    assert words.papers


def test_a_case_that_disagrees_is_reported_with_its_name() -> None:
    """The cases can fail: a threshold moved by one is told by the example and by the boundary."""
    book = load_book()
    rule = book.dated("tech_sme", "staff_max").versions[0]
    moved = reform(book, "tech_sme", "staff_max", 499, rule.effective_from)
    cases, tech_sme = load_cases("tech_sme"), programme("tech_sme")
    example = next(example for example in cases.examples if example["name"].startswith("E22"))
    assert list(run_example(tech_sme, example, moved)) == [
        "tech_sme, E22 direct entry at all three limits: outcome is unmet, expected met"]
    boundary = next(row for row in cases.boundaries if row["limit"] == "staff_max")
    assert list(run_boundary(tech_sme, boundary, moved)) == [
        "tech_sme, staff_max (art. 6(2)): the file says 499, the case 500"]
