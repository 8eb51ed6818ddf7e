"""Float32 arithmetic without numpy agrees with numpy, and the double thresholds split exactly where float32 cuts do."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.credit.scorecard.cards import singles
from yizhan.credit.scorecard.single_precision import next_down, next_up, round_to_single, shortest, threshold, upper_threshold

LARGEST = float(np.finfo(np.float32).max)


@settings(deadline=None)
@given(st.floats(allow_nan=False))
@example(1e300)
@example(-1e300)
@example(1e-46)
def test_rounding_agrees_with_numpy(value) -> None:
    with np.errstate(over="ignore"):
        assert round_to_single(value) == float(np.float32(value))


@settings(deadline=None)
@given(singles)
@example(LARGEST)
@example(-LARGEST)
def test_neighbours_agree_with_numpy(value) -> None:
    for found, to in ((next_up(value), np.inf), (next_down(value), -np.inf)):
        expected = float(np.nextafter(np.float32(value), np.float32(to)))
        assert found == (math.copysign(2.0**128, expected) if math.isinf(expected) else expected)


@settings(deadline=None)
@given(singles)
@example(0.0)
@example(LARGEST)
@example(-LARGEST)
@example(round_to_single(1e-45))
@example(round_to_single(0.1))
def test_a_threshold_is_the_smallest_double_that_rounds_up_to_the_cut(cut) -> None:
    limit = threshold(cut)
    assert round_to_single(limit) >= cut
    assert round_to_single(math.nextafter(limit, -math.inf)) < cut


@settings(deadline=None)
@given(singles)
@example(0.0)
@example(LARGEST)
@example(-LARGEST)
def test_an_upper_threshold_is_the_smallest_double_that_leaves_the_code(code) -> None:
    limit = upper_threshold(code)
    assert round_to_single(limit) > code
    assert round_to_single(math.nextafter(limit, -math.inf)) == code


@settings(deadline=None)
@given(singles)
def test_the_shortest_form_rounds_back_to_the_value(value) -> None:
    assert round_to_single(shortest(value)) == value


@pytest.mark.parametrize(("value", "text"), [(0.1, "0.1"), (2 / 3, "0.6666667"), (1e6, "1000000.0")])
def test_the_shortest_form_is_what_a_person_would_write(value, text) -> None:
    assert repr(shortest(round_to_single(value))) == text
