"""Self-assessment: what is asked can matter, what is not asked cannot, and "don't know" is never a no."""

import functools
import itertools
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.credit.inputs import DAY, yuan
from yizhan.credit.assessment_effects import DONT_KNOW, effects_on
from yizhan.credit.assessment_relevance import Relevance
from yizhan.credit.parameters import Parameters
from yizhan.credit.reasons import reason_text
from yizhan.credit.self_assessment import Assessment, Outcome, next_question, outcome, questions
from yizhan.enterprise.lifecycle import LifecycleInput, Stage, stage_of

GOOD = {"park": "inside", "age": "one_to_three_years", "sales": "1m_to_5m", "purpose": "operation",
        "sector": "technology", "tax": "a_or_b", "overdue": "nothing", "dishonest": "not_listed"}
CHOICES = {question.code: tuple(choice.code for choice in question.choices) for question in questions(DAY)}


def ended(answers: Mapping[str, str]) -> tuple[Any, ...]:
    """What a person takes away: product, outcome, conditions, what is open, range. A "no" is a "no" for both."""
    best = outcome(answers, DAY).best
    if best.outcome is Outcome.NOT_THIS_PRODUCT:
        return (best.outcome,)
    band = (best.range.low, best.range.high) if best.range else None
    conditions, unknown = ({reason.code for reason in given} for given in (best.conditions, best.unknown))
    return best.product.code, best.outcome, frozenset(conditions), frozenset(unknown), band


@functools.cache
def every_end() -> dict[tuple[str, ...], tuple[Any, ...]]:
    """The end of every complete set of answers, by the answers in the order of the questions."""
    return {answers: ended(dict(zip(CHOICES, answers, strict=True)))
            for answers in itertools.product(*(_distinct(code) for code in CHOICES))}


def _distinct(question: str) -> tuple[str, ...]:
    """One choice of each effect: choices that do the same to every product cannot differ in any outcome."""
    effects = effects_on(DAY)
    kinds: dict[Any, str] = {}
    for choice in CHOICES[question]:
        given_ranges = [effects.ranges[item.code].get(choice) for item in effects.products]
        bands = tuple((band.low, band.high) if band else None for band in given_ranges)
        kind = tuple(effect.kind for effect in effects.by_choice[question][choice].values())
        kinds.setdefault((kind, bands if question == "sales" else None), choice)
    return tuple(kinds.values())


def can_change(question: str, answers: Mapping[str, str]) -> bool:
    """By listing every completion: do two answers to the question end differently, all else the same?"""
    place = list(CHOICES).index(question)
    by_rest: dict[tuple[str, ...], set[Any]] = {}
    for given_answers, end in every_end().items():
        if all(given_answers[list(CHOICES).index(code)] == choice for code, choice in answers.items()):
            rest = (*given_answers[:place], *given_answers[place + 1:])
            by_rest.setdefault(rest, set()).add(end)
    return any(len(ends) > 1 for ends in by_rest.values())


@st.composite
def some_answers(draw: st.DrawFn, least: int = 0) -> dict[str, str]:
    asked = draw(st.lists(st.sampled_from(list(CHOICES)), min_size=least, unique=True))
    return {code: draw(st.sampled_from(_distinct(code))) for code in asked}


@settings(max_examples=25, deadline=None)
@given(some_answers(least=3))
def test_what_matters_by_the_rule_is_what_matters_by_listing_every_completion(answers: dict[str, str]) -> None:
    relevant = set(Relevance(effects_on(DAY)).relevant(answers))
    for question in set(CHOICES) - set(answers):
        assert (question in relevant) == can_change(question, answers), question


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_following_the_questions_ends_and_what_was_not_asked_never_mattered(data: st.DataObject) -> None:
    answers: dict[str, str] = {}
    while (question := next_question(answers, DAY)) is not None:
        assert question.code not in answers
        answers[question.code] = data.draw(st.sampled_from(CHOICES[question.code]))
    end = ended(answers)
    assert outcome(answers, DAY).is_final
    others = {code: data.draw(st.sampled_from(CHOICES[code])) for code in set(CHOICES) - set(answers)}
    assert ended({**answers, **others}) == end


@settings(max_examples=100, deadline=None)
@given(some_answers(least=8), st.sets(st.sampled_from(list(CHOICES))))
def test_not_knowing_never_becomes_a_no(answers: dict[str, str], unknown: set[str]) -> None:
    unsure = {code: DONT_KNOW if code in unknown else choice for code, choice in answers.items()}
    before = {result.product.code: result for result in _results(outcome(answers, DAY))}
    for result in _results(outcome(unsure, DAY)):
        known = before[result.product.code]
        assert {reason.code for reason in result.reasons} <= {reason.code for reason in known.reasons}
        if result.outcome is Outcome.NOT_THIS_PRODUCT:
            assert known.outcome is Outcome.NOT_THIS_PRODUCT


def _results(assessment: Assessment) -> tuple[Any, ...]:
    return (assessment.best, *assessment.others)


def test_knowing_nothing_ends_with_what_would_have_to_be_shown() -> None:
    found = outcome(dict.fromkeys(CHOICES, DONT_KNOW), DAY)
    assert (found.best.product.code, found.best.outcome) == ("park-e", Outcome.WOULD_QUALIFY_IF)
    assert len(found.best.unknown) == 8 and found.best.conditions == () and found.best.range is None


def test_a_young_park_enterprise_qualifies_for_the_park_loan_within_a_range() -> None:
    found = outcome(GOOD, DAY)
    assert (found.best.product.code, found.best.outcome, found.is_final) == ("park-e", Outcome.QUALIFY, True)
    assert found.best.range is not None
    # 12.5 % of sales of 1,000,000 and of 4,999,999 bind (15 % ÷ 1.2), in whole 万.
    assert (found.best.range.low, found.best.range.high) == (yuan(120_000), yuan(620_000))
    assert len(found.best.range.parts_low) == len(found.best.range.parts_high) == 4


def test_a_grown_enterprise_is_shown_the_growth_loan_first() -> None:
    found = outcome({**GOOD, "age": "over_three_years", "sales": "5m_to_20m"}, DAY)
    assert (found.best.product.code, found.best.outcome) == ("xingke", Outcome.QUALIFY)
    assert [other.product.code for other in found.others] == ["park-e"]


@pytest.mark.parametrize(("change", "conditions"), [
    ({"age": "under_one_year"}, ["company_age_unmet"]),
    ({"purpose": "fixed_assets", "overdue": "overdue"}, ["purpose_unmet", "overdue_unmet"]),
    ({"tax": "c_or_d"}, ["tax_grade_unmet"]),
    ({"sales": "none"}, ["sales_volume_unmet"]),
])
def test_what_can_be_mended_is_a_condition(change: dict[str, str], conditions: list[str]) -> None:
    found = outcome({**GOOD, **change}, DAY).best
    assert found.outcome is Outcome.WOULD_QUALIFY_IF
    assert sorted(reason.code for reason in found.conditions) == sorted(conditions)
    assert all(reason_text(reason).action for reason in found.conditions)


@pytest.mark.parametrize(("change", "reason"), [
    ({"dishonest": "listed"}, "dishonest_list_unmet"), ({"sector": "real_estate"}, "sector_unmet")])
def test_what_cannot_be_mended_ends_the_questions_at_once(change: dict[str, str], reason: str) -> None:
    assert next_question(change, DAY) is None
    found = outcome(change, DAY)
    assert found.best.outcome is Outcome.NOT_THIS_PRODUCT and found.is_final
    assert [item.code for item in found.best.reasons] == [reason]


@pytest.mark.parametrize("age", CHOICES["age"][:-1])
@pytest.mark.parametrize("sales", CHOICES["sales"][1:-1])
def test_the_growth_loan_comes_first_only_where_the_lifecycle_rules_see_no_start_up(age: str, sales: str) -> None:
    """One pair of thresholds stands in two files of two floors; this keeps them from drifting apart."""
    parameters = Parameters(DAY)
    age_band, sales_band = (next(item for item in parameters.version("self_assessment.yaml", code).value["choices"]
                                 if item["code"] == choice) for code, choice in (("age", age), ("sales", sales)))
    known = LifecycleInput(age_months=age_band["low"], revenue=yuan(sales_band["low"]))
    is_start_up = stage_of(known, DAY).stage is Stage.START_UP
    first = outcome({**GOOD, "age": age, "sales": sales}, DAY).best.product.code
    assert first == ("park-e" if is_start_up else "xingke")


def test_outside_the_park_the_growth_loan_is_the_answer() -> None:
    found = outcome({**GOOD, "park": "outside"}, DAY)
    assert (found.best.product.code, found.best.outcome) == ("xingke", Outcome.WOULD_QUALIFY_IF)
    assert {reason.code for reason in found.best.conditions} == {"company_age_unmet", "sales_volume_unmet"}
    assert found.others[0].reasons[0].code == "park_unmet"


def test_the_park_is_not_asked_about_once_the_growth_loan_is_certain() -> None:
    answers = {code: choice for code, choice in GOOD.items() if code != "park"}
    answers |= {"age": "over_three_years", "sales": "over_20m"}
    assert next_question(answers, DAY) is None


def test_every_question_has_words_in_both_languages_and_accepts_not_knowing() -> None:
    for question in questions(DAY):
        assert question.choices[-1].code == DONT_KNOW
        assert question.text.zh != question.text.en and question.help.zh != question.help.en


def test_unknown_questions_and_choices_are_errors() -> None:
    for answers in ({"horoscope": "lion"}, {"park": "perhaps"}):
        with pytest.raises(KeyError):
            outcome(answers, DAY)
        with pytest.raises(KeyError):
            next_question(answers, DAY)
