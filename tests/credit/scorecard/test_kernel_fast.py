"""The compiled kernel equals the look-up, strip by strip (the full proof over all cards is in test_batch)."""

import numpy as np
import pytest

from tests.credit.scorecard.cards import numeric
from yizhan.credit.scorecard.batch import add_points_numpy
from yizhan.credit.scorecard.kernel_fast import STRIP_ROWS, add_points_fast


def test_strips_of_odd_length_equal_the_look_up() -> None:
    variable = numeric("x", (-1.0, 0.0, 0.5), (3, -8, 11, 40, 5, 17), (-999.0,))
    values = np.random.default_rng(3).choice(np.array([-999, -1, 0, 0.5, np.nan, np.inf, -np.inf, 2], np.float32), 2 * STRIP_ROWS + 7)
    fast, plain = np.full(len(values), 9, np.int32), np.full(len(values), 9, np.int32)
    add_points_fast(variable, values, fast)
    add_points_numpy(variable, values, plain)
    assert fast.tolist() == plain.tolist()
    assert set(fast.tolist()) == {9 + points for points in (3, -8, 11, 40, 5, 17)}


@pytest.mark.parametrize("count", range(11))
def test_any_number_of_cuts_is_summed_whether_or_not_it_fills_fours(count) -> None:
    generator = np.random.default_rng(count)
    variable = numeric("x", tuple(map(float, range(count))), tuple(generator.integers(-50, 50, count + 2).tolist()))
    values = np.append(generator.uniform(-1, count + 1, 500).astype(np.float32), np.arange(count, dtype=np.float32))
    fast, plain = np.zeros(len(values), np.int32), np.zeros(len(values), np.int32)
    add_points_fast(variable, values, fast)
    add_points_numpy(variable, values, plain)
    assert fast.tolist() == plain.tolist()
