"""Whatever goes back in parts sums exactly to the whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.payments.proportion import returned


@settings(deadline=None, max_examples=40)
@given(st.integers(min_value=0, max_value=10**12), st.lists(st.integers(min_value=1, max_value=10**9), min_size=1, max_size=60))
def test_any_split_of_the_whole_gives_back_all_and_no_step_is_negative(total: int, parts: list[int]) -> None:
    """E9: the sum of the fee parts is the fee when everything is refunded."""
    whole, before, given_back = sum(parts), 0, []
    for part in parts:
        given_back.append(returned(total, whole, before, part))
        before += part
    assert sum(given_back) == total and min(given_back) >= 0


@pytest.mark.parametrize(("total", "whole", "before", "part"), [(10, 100, 60, 41), (10, 100, -1, 5), (10, 0, 0, 0), (-1, 10, 0, 1)])
def test_more_than_the_whole_or_less_than_nothing_is_a_broken_call(total: int, whole: int, before: int, part: int) -> None:
    with pytest.raises(ValueError, match="not parts of"):
        returned(total, whole, before, part)
