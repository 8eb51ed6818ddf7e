"""Sums of step functions: blending is exact, simplifying keeps order and honours its limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.credit.scorecard.additive import Additive, Part, blend, simplify
from yizhan.credit.scorecard.bins import CategoryBins, NumericBins
from yizhan.credit.scorecard.training_data import training_data

VALUES = np.array([-2.0, -1.0, 0.0, 0.5, 1.0, 3.0, np.nan, -9.0])
WORDS = np.array(["a", "b", "c", "d", "z", None, "a", "b"], dtype=object)
DATA = training_data({"x": VALUES, "w": WORDS}, [0, 1, 0, 1, 0, 1, 0, 1])
FIRST = Additive(-1.0, (Part("x", NumericBins((0.0, 1.0), (-9.0,)), (0.5, 0.1, -0.4, 2.0, 0.3)),
                        Part("w", CategoryBins((("a", "b"), ("c",))), (0.2, -0.2, 0.1, 0.7))))
SECOND = Additive(2.0, (Part("x", NumericBins((-1.0, 0.5, 1.0), (-9.0,)), (1.0, 0.0, -1.0, 3.0, 5.0, 0.6)),
                        Part("w", CategoryBins((("b",), ("a", "d"))), (0.4, -0.5, 0.0, -0.3))))


@pytest.mark.parametrize("weight", [0.0, 0.3, 0.5, 1.0])
def test_a_blend_is_the_weighted_sum_of_both_on_every_row(weight) -> None:
    expected = weight * FIRST.log_odds(DATA) + (1 - weight) * SECOND.log_odds(DATA)
    np.testing.assert_allclose(blend(FIRST, SECOND, weight).log_odds(DATA), expected, atol=1e-12)


def test_a_variable_of_one_model_only_keeps_its_share() -> None:
    one = Additive(0.0, FIRST.parts[:1])
    other = Additive(0.0, SECOND.parts[1:])
    expected = 0.25 * one.log_odds(DATA) + 0.75 * other.log_odds(DATA)
    np.testing.assert_allclose(blend(one, other, 0.25).log_odds(DATA), expected, atol=1e-12)


@settings(deadline=None)
@given(st.lists(st.floats(-3, 3), min_size=1, max_size=30), st.integers(1, 10))
def test_simplifying_a_rising_part_keeps_it_rising_and_within_the_limit(steps, bins_max) -> None:
    values = tuple(sorted(steps))
    part = Part("x", NumericBins(tuple(map(float, range(len(values) - 1)))), (*values, 9.0))
    small = simplify(part, np.arange(1, len(values) + 2), bins_max, 0.01)
    found = small.log_odds[:-1]
    assert len(found) <= bins_max
    assert list(found) == sorted(found)
    assert small.log_odds[-1] == 9.0
    assert min(values) - 1e-9 <= min(found) <= max(found) <= max(values) + 1e-9


def test_bins_that_differ_by_more_than_the_tolerance_stay_apart() -> None:
    part = Part("x", NumericBins((0.0, 1.0, 2.0), (-9.0,)), (0.0, 0.001, 1.0, 2.0, 7.0, 8.0))
    small = simplify(part, np.ones(6), 10, 0.01)
    assert small.bins.cuts == (1.0, 2.0)
    assert small.log_odds == pytest.approx((0.0005, 1.0, 2.0, 7.0, 8.0))


def test_groups_of_near_value_merge_wherever_they_stand() -> None:
    part = Part("w", CategoryBins((("a",), ("b",), ("c",))), (1.0, -1.0, 1.0, 0.2, 0.3))
    small = simplify(part, np.ones(5), 10, 0.01)
    assert small.bins.groups == (("b",), ("a", "c"))
    assert small.log_odds == (-1.0, 1.0, 0.2, 0.3)
