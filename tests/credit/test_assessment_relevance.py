"""What the answers come to for the choice of product and for what is left to ask."""

from tests.credit.inputs import DAY
from yizhan.credit.assessment_effects import effects_on
from yizhan.credit.assessment_relevance import Relevance, Standing

RELEVANCE = Relevance(effects_on(DAY))


def test_the_growth_product_stands_first_until_its_stage_fails() -> None:
    assert RELEVANCE.best(Standing()) == "xingke"
    assert RELEVANCE.best(Standing(growth_failed=True)) == "park-e"
    assert RELEVANCE.best(Standing(frozenset({"park-e"}), growth_failed=True)) == "xingke"
    assert RELEVANCE.best(Standing(frozenset({"park-e", "xingke"}), growth_failed=True)) == "park-e"


def test_answers_add_up_in_any_order() -> None:
    forwards = RELEVANCE.standing({"park": "outside", "age": "under_one_year"})
    backwards = RELEVANCE.standing({"age": "under_one_year", "park": "outside"})
    assert forwards == backwards == Standing(frozenset({"park-e"}), growth_failed=True)


def test_every_question_matters_at_the_start() -> None:
    assert set(RELEVANCE.relevant({})) == set(effects_on(DAY).by_choice)


def test_an_answer_that_ends_it_leaves_nothing_to_ask() -> None:
    assert RELEVANCE.relevant({"dishonest": "listed"}) == ()
    assert RELEVANCE.expected_left("dishonest", {}) < RELEVANCE.expected_left("overdue", {})
