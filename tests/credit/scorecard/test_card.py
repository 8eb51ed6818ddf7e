"""A card that contradicts itself is never made, and its id follows its content."""

import dataclasses

import pytest

from tests.credit.scorecard.cards import GRADES, both, category, make_card, numeric, small_card
from yizhan.credit.scorecard.bins import CardError, CategoryBins, NumericBins
from yizhan.credit.scorecard.card import Calibration, Direction, Grade, Pair, Scale, Variable

X = numeric("x", (1.0,), (0, 5, 2))


def test_the_id_changes_with_any_content_and_only_then() -> None:
    assert make_card(X).card_id == make_card(X).card_id
    others = [make_card(X, intercept=601), make_card(numeric("x", (1.0,), (0, 5, 3))), make_card(X, version="2"),
              make_card(X, grades=GRADES[1:]), make_card(dataclasses.replace(X, title=both("other")))]
    assert len({card.card_id for card in (make_card(X), *others)}) == 6


@pytest.mark.parametrize(("changes", "problem"), [
    ({"grades": (Grade("A", 5), Grade("B", 6), Grade("C", None))}, "points_min must fall"),
    ({"grades": (Grade("A", 5),)}, "only the last"),
    ({"grades": (Grade("A", None), Grade("B", None))}, "only the last"),
    ({"grades": (Grade("A", 5), Grade("A", None))}, "a code stands twice"),
    ({"scale": Scale(600, 0.0, 40)}, "odds and points_to_double_odds"),
    ({"calibration": Calibration(0.0, -0.1, "assumption", "")}, "slope is above zero"),
    ({"calibration": Calibration(float("nan"), 0.1, "assumption", "")}, "finite"),
    ({"calibration": Calibration(0.0, 0.1, "guess", "")}, "basis 'guess'"),
    ({"method": "magic"}, "method: 'magic'"),
    ({"intercept": 2_000_000}, "intercept_points: points are integers"),
])
def test_a_wrong_card_is_refused_with_the_place(changes, problem) -> None:
    with pytest.raises(CardError, match=problem):
        make_card(X, **changes)


def test_points_are_integers_and_one_for_each_bin() -> None:
    with pytest.raises(CardError, match="x: points are integers"):
        make_card(numeric("x", (1.0,), (0, 5.5, 2)))
    with pytest.raises(CardError, match="2 points for 3 bins"):
        numeric("x", (1.0,), (0, 5))
    with pytest.raises(CardError, match="rows and bads are given per bin"):
        numeric("x", (1.0,), (0, 5, 2), rows=(1, 2))


@pytest.mark.parametrize(("direction", "points", "fits"), [
    (Direction.INCREASING, (0, 5, 5, -9), True), (Direction.INCREASING, (0, 5, 4, -9), False),
    (Direction.DECREASING, (5, 5, 0, 99), True), (Direction.DECREASING, (5, 6, 0, 99), False),
])
def test_points_follow_the_declared_direction_apart_from_missing(direction, points, fits) -> None:
    variable = numeric("x", (1.0, 2.0), points, direction=direction)
    if fits:
        assert make_card(variable).variables == (variable,)
        return
    with pytest.raises(CardError, match=f"x: points are not {direction}"):
        make_card(variable)


def test_categories_have_no_direction() -> None:
    with pytest.raises(CardError, match="categories have no direction"):
        make_card(category("x", (("A",),), (0, 0, 0), direction=Direction.INCREASING))


def test_names_are_unique_and_pairs_name_variables_of_their_kind() -> None:
    with pytest.raises(CardError, match="a name stands twice"):
        make_card(X, X)
    with pytest.raises(CardError, match="at least one"):
        make_card()
    with pytest.raises(CardError, match="is no name"):
        make_card(numeric("a × b", (), (0, 0)))
    one_cell = NumericBins(())
    with pytest.raises(CardError, match="two different variables"):
        make_card(X, pairs=(Pair("x", one_cell, "y", one_cell, ((0, 0), (0, 0))),))
    with pytest.raises(CardError, match="y has bins of another kind"):
        make_card(X, numeric("y", (), (0, 0)), pairs=(Pair("x", one_cell, "y", CategoryBins(()), ((0, 0), (0, 0))),))
    with pytest.raises(CardError, match="a point for each pair of bins"):
        Pair("x", one_cell, "y", one_cell, ((0, 0),))


def test_a_variable_is_found_by_its_name() -> None:
    assert isinstance(small_card().variable("tax"), Variable)
    with pytest.raises(KeyError):
        small_card().variable("nobody")
