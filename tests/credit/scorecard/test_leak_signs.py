"""Single signs by hand (the guard's tests show them on real data)."""

import numpy as np
import pyarrow as pa

from yizhan.credit.scorecard import leak_signs
from yizhan.credit.scorecard.leak_columns import column_of

BAD = np.array([True, False] * 300)


def test_missingness_that_follows_the_outcome_ranks_it_either_way_round() -> None:
    filled = column_of("x", np.where(BAD, 1.0, np.nan))
    empty = column_of("x", np.where(BAD, np.nan, 1.0))
    assert leak_signs.missingness_auc(filled, BAD) == leak_signs.missingness_auc(empty, BAD) == 1.0
    assert leak_signs.missingness_auc(column_of("x", np.ones(600)), BAD) == 0.5


def test_many_values_earn_nothing_by_chance() -> None:
    column = column_of("x", pa.array([f"name {number}" for number in range(600)]))
    assert leak_signs.held_out_auc(column, BAD) < 0.55
    assert leak_signs.is_identifier(column)
    assert not leak_signs.is_identifier(column_of("x", np.arange(400)))
    assert leak_signs.is_identifier(column_of("x", np.arange(600)))
    assert not leak_signs.is_identifier(column_of("x", np.arange(600) / 7))


def test_a_value_settles_the_outcome_only_with_enough_rows() -> None:
    bad = np.arange(200) < 40
    ten = np.where(np.arange(200) < 10, 1.0, 0.0)
    nine = np.where(np.arange(200) < 9, 1.0, 0.0)
    assert leak_signs.settling_value(column_of("x", ten), bad) == {"value": "1.0", "rows": 10, "bads": 10}
    assert leak_signs.settling_value(column_of("x", nine), bad) is None


def test_a_flag_made_from_a_number_is_ordered_by_it() -> None:
    source = np.random.default_rng(0).normal(size=500)
    assert leak_signs.is_ordered_by((source > 0.3).astype(float), source)
    assert leak_signs.is_ordered_by(30 * source, source)
    assert not leak_signs.is_ordered_by(np.random.default_rng(1).normal(size=500), source)


def test_a_later_version_equals_mostly_and_is_less_round() -> None:
    approved = np.round(np.random.default_rng(0).uniform(10, 200, 2000)) * 1000
    paid = np.where(np.arange(2000) % 3 == 0, approved + np.arange(2000), approved)
    assert leak_signs.is_later_version(paid, approved)
    assert not leak_signs.is_later_version(approved, paid)
    assert not leak_signs.is_later_version(approved, approved)
