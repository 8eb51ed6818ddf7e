"""The compiled kernel equals the look-up, strip by strip (the full proof over all cards is in test_batch)."""

import numpy as np

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
