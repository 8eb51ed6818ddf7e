"""Dates, truth values and texts as the leak guard reads them."""

from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pytest

from yizhan.credit.scorecard.columns import Categories
from yizhan.credit.scorecard.leak_columns import Dates, column_of


@pytest.mark.parametrize("part", [
    np.array(["1970-01-02", "1970-01-11"], dtype="datetime64[D]"), np.array(["1970-01-02", "1970-01-11"], dtype="datetime64[ns]"),
    pa.array(["1970-01-02", "1970-01-11T08:00:00"]), np.array(["1970-01-02", "1970-01-11"]),
    pa.array([date(1970, 1, 2), date(1970, 1, 11)]),
    pa.chunked_array([[datetime(1970, 1, 2, tzinfo=UTC), datetime(1970, 1, 11, tzinfo=UTC)]]),
], ids=["days", "nanoseconds", "text", "numpy text", "date32", "timestamp"])
def test_every_form_of_a_date_is_days_since_1970(part) -> None:
    column = column_of("when", part)
    assert isinstance(column, Dates)
    assert column.days.astype(int).tolist() == [1, 10]


def test_missing_dates_are_nan_and_mixed_text_stays_text() -> None:
    assert np.isnan(column_of("when", pa.array(["1970-01-02", None])).days).tolist() == [False, True]
    assert isinstance(column_of("when", pa.array(["1970-01-02", "soon"])), Categories)


def test_truth_values_are_numbers() -> None:
    assert column_of("flag", np.array([True, False])).values.tolist() == [1.0, 0.0]
    assert column_of("flag", pa.array([True, None])).values.tolist()[0] == 1.0
