"""Rows with outcomes: what is refused, and a fingerprint that follows content, not order."""

import numpy as np
import pyarrow as pa
import pytest

from tests.credit.scorecard.samples import made
from yizhan.credit.scorecard.bins import RowError
from yizhan.credit.scorecard.training_data import TrainingError, training_data


@pytest.mark.parametrize("bad", [[0, 1, 2], [0, 0, 0], [1, 1, 1], ["0", "1", "0"], [0.0, 1.0, float("nan")], [[0, 1, 0]]])
def test_outcomes_are_zero_or_one_and_of_both_kinds(bad) -> None:
    with pytest.raises(TrainingError):
        training_data({"x": np.arange(3.0)}, bad)


def test_a_column_that_is_neither_number_nor_text_is_named() -> None:
    with pytest.raises(RowError, match=r"when: expected text.*convert the column"):
        training_data({"when": np.array(["2020-01-01", "2020-01-02"], dtype="datetime64[D]")}, [0, 1])


def test_outcomes_and_columns_have_one_length() -> None:
    with pytest.raises(RowError, match="3 outcomes, but columns of other lengths"):
        training_data({"x": np.arange(2.0)}, [0, 1, 0])


def test_the_fingerprint_follows_the_rows_and_not_their_order() -> None:
    table, bad = made(200)
    order = np.random.default_rng(5).permutation(200)
    shuffled = {name: column.take(order) for name, column in table.items()}
    assert training_data(table, bad).fingerprint() == training_data(shuffled, bad[order]).fingerprint()
    assert training_data(table, bad).fingerprint() != training_data(shuffled, bad).fingerprint()
    changed = {**table, "noise": np.where(np.arange(200) == 7, np.float32(9), table["noise"])}
    assert training_data(table, bad).fingerprint() != training_data(changed, bad).fingerprint()


def test_the_canonical_order_keeps_each_row_together() -> None:
    table = {"x": np.array([3.0, 1.0, np.nan]), "name": pa.array(["c", None, "a"])}
    data = training_data(table, [1, 0, 1]).in_canonical_order()
    names = [None if code < 0 else data.columns["name"].names[code] for code in data.columns["name"].codes]
    rows = set(zip(np.nan_to_num(data.columns["x"].values, nan=-1).tolist(), names, data.bad.tolist(), strict=True))
    assert rows == {(3.0, "c", True), (1.0, None, False), (-1.0, "a", True)}


def test_rows_and_columns_can_be_taken() -> None:
    table, bad = made(50)
    part = training_data(table, bad).take(np.arange(10)).only(["income"])
    assert (part.rows, list(part.columns), part.bads) == (10, ["income"], int(bad[:10].sum()))
