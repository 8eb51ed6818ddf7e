"""Tables that do not fit a card are errors that name the column, never a silent score."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from tests.credit.scorecard.cards import small_card
from yizhan.credit.scorecard.batch import apply
from yizhan.credit.scorecard.bins import RowError
from yizhan.credit.scorecard.columns import columns_of

GOOD = {"sales": np.array([1.0]), "tax": np.array(["A"], dtype=object)}


@pytest.mark.parametrize(("table", "problem"), [
    ({**GOOD, "extra": np.array([1.0])}, "unknown columns"),
    ({"sales": GOOD["sales"]}, "absent columns"),
    ({**GOOD, "sales": np.array(["1.0"])}, "sales: expected numbers"),
    ({**GOOD, "sales": np.array([True])}, "sales: expected numbers, got bool"),
    ({**GOOD, "sales": np.array([[1.0]])}, "sales: expected one dimension"),
    ({**GOOD, "sales": np.array(["2020-01-01"], dtype="datetime64[D]")}, "sales: expected numbers"),
    ({**GOOD, "sales": np.array([1.0, "x"], dtype=object)}, "sales: "),
    ({**GOOD, "tax": np.array([1])}, "tax: expected text"),
    ({**GOOD, "sales": np.array([1.0, 2.0])}, "unequal lengths"),
    (pa.table({"sales": [True], "tax": ["A"]}), "sales: expected numbers, got bool"),
    (pa.table({"sales": ["1"], "tax": ["A"]}), "sales: expected numbers, got string"),
    (pl.DataFrame({"sales": ["1"], "tax": ["A"]}), "sales: expected numbers"),
    (pd.DataFrame({"sales": [True], "tax": ["A"]}), "sales: expected numbers, got bool"),
    (pd.DataFrame({"sales": [1.0], "tax": [1.5]}), "tax: expected text"),
    (np.zeros((2, 2)), "no column names"),
    ([{"sales": 1.0, "tax": "A"}], "a table of list is not understood"),
])
def test_a_table_that_does_not_fit_is_an_error(table, problem) -> None:
    with pytest.raises(RowError, match=problem):
        apply(small_card(), table)


@pytest.mark.parametrize("sales", [
    pa.array([1, None], pa.int64()), pa.array([1, None], pa.int8()), pa.array([1.0, None], pa.float32()),
    pa.array([1.0, float("nan")], pa.float64()), pa.array([1, None], pa.decimal128(10, 2)), pa.array([1.0, None], pa.float16()),
], ids=str)
def test_every_numeric_type_of_arrow_is_read_with_its_missing_values(sales) -> None:
    table = pa.table({"sales": sales, "tax": ["A", "A"]})
    assert apply(small_card(), table).tolist() == [604, 601]  # 600 + 0 + 4, and 600 - 3 + 4


def test_a_column_that_is_missing_throughout_is_read() -> None:
    table = pa.table({"sales": pa.nulls(2), "tax": pa.nulls(2)})
    assert apply(small_card(), table).tolist() == [597, 597]


def test_missing_texts_of_a_dictionary_are_missing_wherever_they_stand() -> None:
    inside = pa.DictionaryArray.from_arrays(pa.array([0, 1, None]), pa.array(["A", None]))
    codes = columns_of(small_card(), pa.table({"sales": [1.0] * 3, "tax": inside}))["tax"].codes
    assert codes.tolist() == [0, -1, -1]


def test_chunked_columns_with_different_dictionaries_are_joined() -> None:
    chunks = pa.chunked_array([pa.array(["A"]).dictionary_encode(), pa.array(["C"]).dictionary_encode()])
    table = pa.table({"sales": pa.chunked_array([[1.0], [1.0]]), "tax": chunks})
    assert apply(small_card(), table).tolist() == [604, 594]


def test_doubles_beyond_the_range_of_float32_become_infinities_without_a_warning() -> None:
    with np.errstate(all="raise"):
        assert apply(small_card(), {"sales": np.array([1e300, -1e300]), "tax": np.array(["A", "A"], dtype=object)}).tolist() == [617, 594]
