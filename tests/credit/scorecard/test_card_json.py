"""A card survives its file unchanged; broken, older, newer and edited files are refused with the place that is wrong."""

import json
from importlib.resources import files

import jsonschema_rs
import pytest
from hypothesis import given, settings

from tests.credit.scorecard.cards import cards, small_card
from yizhan.credit.scorecard.bins import CardError
from yizhan.credit.scorecard.card_json import from_json, to_json
from yizhan.credit.scorecard.expert import park_e_card

SCHEMA = jsonschema_rs.validator_for(json.loads((files("yizhan.credit.scorecard") / "card.schema.json").read_text(encoding="utf-8")))


@settings(max_examples=80, deadline=None)
@given(cards())
def test_any_card_survives_its_file_and_fits_the_schema(card) -> None:
    text = to_json(card)
    assert from_json(text) == card
    assert from_json(text).card_id == card.card_id
    SCHEMA.validate(json.loads(text))


def test_the_expert_card_survives_its_file_and_fits_the_schema() -> None:
    text = to_json(park_e_card())
    assert from_json(text) == park_e_card()
    SCHEMA.validate(json.loads(text))


def changed(change) -> str:
    content = json.loads(to_json(small_card()))
    change(content)
    return json.dumps(content)


def dropping(name):
    return lambda card: card.pop(name)


def setting(value, *path):
    def change(card) -> None:
        for step in path[:-1]:
            card = card[step]
        card[path[-1]] = value
    return change


@pytest.mark.parametrize(("change", "place"), [
    (dropping("scale"), r"card\.scale: is missing"),
    (setting("600", "intercept_points"), r"card\.intercept_points: expected int"),
    (setting(True, "intercept_points"), r"card\.intercept_points: expected int"),
    (setting(1, "surprise"), r"card: unknown fields \['surprise'\]"),
    (setting([1, 2.5, 3, 4, 5], "variables", 0, "points"), r"card\.variables\[0\]\.points: expected integers"),
    (setting([1, 2], "variables", 0, "points"), "sales: 2 points for 5 bins"),
    (setting("sideways", "variables", 0, "direction"), r"card\.variables\[0\]\.direction: 'sideways'"),
    (setting("fuzzy", "variables", 1, "bins", "kind"), r"card\.variables\[1\]\.bins\.kind: 'fuzzy'"),
    (setting(["0.1"], "variables", 0, "bins", "cuts"), r"card\.variables\[0\]\.bins\.cuts: expected a finite number"),
    (setting({"zh": "", "en": "x"}, "purpose"), r"card\.purpose: both zh and en"),
    (setting("soon", "effective_from"), r"card\.effective_from: 'soon' is not a date"),
    (setting(7, "pairs", 0, "points"), r"card\.pairs\[0\]\.points: expected list"),
    (setting([7], "pairs", 0, "points"), r"card\.pairs\[0\]\.points: expected a list of lists"),
    (setting("x", "training"), r"card\.training: expected a mapping"),
])
def test_a_broken_file_is_refused_with_the_place(change, place) -> None:
    text = changed(change)
    with pytest.raises(CardError, match=place):
        from_json(text)
    assert not SCHEMA.is_valid(json.loads(text)) or "points for" in place or "not a date" in place


@pytest.mark.parametrize(("number", "word"), [(0, "older"), (2, "newer")])
def test_a_file_of_another_format_is_refused(number, word) -> None:
    with pytest.raises(CardError, match=f"card.format: {number} is {word}"):
        from_json(changed(setting(number, "format")))


def test_a_card_edited_by_hand_is_refused() -> None:
    with pytest.raises(CardError, match="changed after it was saved"):
        from_json(changed(setting([-10, 0, 11, -7, -3], "variables", 0, "points")))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": "1"}'])
def test_what_is_no_card_at_all_is_refused(text) -> None:
    with pytest.raises(CardError):
        from_json(text)
