"""Values survive the way to JSON and back."""

import json

import pytest
from hypothesis import given, settings

from tests.credit.inputs import GOOD, SCORE, masked_inputs
from yizhan.credit.decision_inputs import DecisionInputs, Request
from yizhan.credit.scorecard.score import Score
from yizhan.credit.stored_values import revive
from yizhan.kernel.text import plain


@settings(max_examples=60, deadline=None)
@given(masked_inputs())
def test_inputs_come_back_equal(pair: tuple[DecisionInputs, DecisionInputs]) -> None:
    for inputs in pair:
        assert revive(DecisionInputs, json.loads(json.dumps(plain(inputs)))) == inputs


def test_a_score_comes_back_with_its_reasons() -> None:
    assert revive(Score, json.loads(json.dumps(plain(SCORE)))) == SCORE


def test_a_field_too_many_or_too_few_is_an_error() -> None:
    data = plain(GOOD.request)
    with pytest.raises(TypeError, match="shoe_size"):
        revive(Request, {**data, "shoe_size": 42})
    with pytest.raises(TypeError):
        revive(Request, {name: value for name, value in data.items() if name != "product"})
