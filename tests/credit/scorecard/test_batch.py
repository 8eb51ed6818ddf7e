"""The batch gives the points of the single row, in numpy and compiled, from every kind of table."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.credit.scorecard.cards import cards, make_card, numeric, rows_of, small_card, table_of
from yizhan.credit.scorecard.batch import apply, grades, probabilities
from yizhan.credit.scorecard.score import apply_one, grade_of, probability

ROWS = [
    {"sales": 5.0, "tax": "A"},
    {"sales": -1.0, "tax": "C"},
    {"sales": None, "tax": None},
    {"sales": float("nan"), "tax": "Z"},
    {"sales": float("inf"), "tax": "B"},
    {"sales": float("-inf"), "tax": ""},
    {"sales": 0.1, "tax": "A"},
]
# By hand: 600 + sales + tax + pair (only from 5.0 on: A +3, missing -1, others 0).
EXPECTED = [617, 587, 597, 595, 614, 588, 604]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_batch_equals_the_single_row_for_every_card_and_value(data) -> None:
    card = data.draw(cards())
    rows = data.draw(rows_of(card))
    one_by_one = [apply_one(card, row).points for row in rows]
    assert apply(card, table_of(card, rows), "numpy").tolist() == one_by_one
    assert apply(card, table_of(card, rows), "fast").tolist() == one_by_one


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_float32_table_gets_the_points_of_the_same_values_as_doubles(data) -> None:
    card = data.draw(cards())
    rows = data.draw(rows_of(card))
    table = table_of(card, rows)
    doubles = {name: table[name].to_numpy() for name in table.column_names}
    with np.errstate(over="ignore"):
        singles = {name: column.astype(np.float32) if column.dtype == np.float64 else column for name, column in doubles.items()}
    assert apply(card, singles, "numpy").tolist() == apply(card, doubles, "numpy").tolist()


@pytest.mark.parametrize("convert", [
    lambda table: table,
    lambda table: table.to_batches()[0],
    pl.from_arrow,
    lambda table: pl.from_arrow(table).with_columns(pl.col("tax").cast(pl.Categorical)),
    lambda table: table.to_pandas(),
    lambda table: table.to_pandas().astype({"tax": "category", "sales": "Float64"}),
    lambda table: {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names},
    lambda table: table.to_pandas().to_records(index=False),
], ids=["arrow", "record batch", "polars", "polars categorical", "pandas", "pandas extension", "numpy", "structured numpy"])
def test_every_kind_of_table_gives_the_points_computed_by_hand(convert) -> None:
    card = small_card()
    table = convert(table_of(card, ROWS))
    assert apply(card, table, "numpy").tolist() == EXPECTED
    assert apply(card, table, "fast").tolist() == EXPECTED


def test_many_rows_are_scored_in_blocks_and_threads_like_few() -> None:
    card = small_card()
    repeated = pd.DataFrame(ROWS * 20_000)
    for engine in ("numpy", "fast"):
        assert apply(card, repeated, engine).tolist() == EXPECTED * 20_000


def test_permuting_the_rows_permutes_the_points() -> None:
    card = small_card()
    order = np.random.default_rng(1).permutation(len(ROWS))
    table = table_of(card, ROWS)
    assert apply(card, table.take(order)).tolist() == [EXPECTED[position] for position in order]


def test_more_cuts_than_are_worth_counting_are_searched_with_the_same_result() -> None:
    cuts = tuple(float(number) for number in range(60))
    card = make_card(numeric("x", cuts, (*range(61), -5)))
    values = np.array([-1.0, 0.0, 31.5, 59.0, np.inf, np.nan])
    assert apply(card, {"x": values}, "numpy").tolist() == [600, 601, 632, 660, 660, 595]
    assert apply(card, {"x": values}, "fast").tolist() == [600, 601, 632, 660, 660, 595]


def test_an_empty_table_has_no_points() -> None:
    assert apply(small_card(), table_of(small_card(), ROWS).slice(0, 0)).tolist() == []


def test_an_unknown_engine_is_an_error() -> None:
    with pytest.raises(ValueError, match="engine 'gpu'"):
        apply(small_card(), table_of(small_card(), ROWS), "gpu")


def test_probabilities_and_grades_equal_those_of_the_single_row() -> None:
    card = small_card()
    found = np.array([560, 599, 600, 619, 620, 700])
    assert grades(card, found).tolist() == [grade_of(card.grades, int(point)) for point in found]
    assert grades(card, found).tolist() == ["C", "C", "B", "B", "A", "A"]
    np.testing.assert_allclose(probabilities(card, found), [probability(card.calibration, int(point)) for point in found])
