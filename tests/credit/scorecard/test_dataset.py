"""A table and its dictionary become rows to train on and rows to judge on; what nobody explained is an error."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from yizhan.credit.scorecard.dataset import dataset, read_table, rows_of, settings_of, split
from yizhan.credit.scorecard.dictionary import data_dictionary
from yizhan.credit.scorecard.training_data import TrainingError

DICTIONARY = {
    "name": "made", "version": "1", "purpose": {"zh": "目的", "en": "purpose"}, "outcome": {"column": "status", "bad": ["BAD"]},
    "columns": {"income": {"known_at": "application"}, "paid_late": {"known_at": "later"}}, "leave_out": ["id"],
}
DAYS = [date(2024, 1, 1), date(2024, 6, 1), date(2025, 1, 1), date(2025, 6, 1), date(2025, 7, 1)]


def table(**columns) -> pa.Table:
    whole = {"id": [1, 2, 3, 4, 5], "income": [1.0, 2.0, None, 4.0, 5.0], "paid_late": [0, 1, 0, 1, 0],
             "status": ["GOOD", "BAD", "GOOD", None, "BAD"]}
    return pa.table(whole | columns)


def test_rows_without_an_outcome_and_columns_known_later_are_left_out() -> None:
    found = dataset(data_dictionary(DICTIONARY, "d"), table(), guard=False)
    assert found.columns.column_names == ["income"] and found.known_later == ("paid_late",)
    assert found.bad.tolist() == [False, True, False, True] and found.without_outcome == 1
    assert found.decided_on is None and found.leaks == ()


def test_the_split_by_day_trains_on_the_earlier_rows_and_says_its_window() -> None:
    content = DICTIONARY | {"decided_on": "day", "train_until": date(2024, 12, 31)}
    dictionary = data_dictionary(content, "d")
    found = dataset(dictionary, table(day=DAYS, status=["GOOD", "BAD", "GOOD", "BAD", "BAD"]), guard=False)
    early, late, part = split(found, dictionary)
    assert (early.tolist(), late.tolist(), part) == ([0, 1], [2, 3, 4], "out_of_time")
    settings = settings_of(dictionary, found, early, "woe", 0, 3)
    assert (settings.window_from, settings.window_to, settings.seed) == (date(2024, 1, 1), date(2024, 6, 1), 3)
    assert rows_of(found.columns, late)["income"].to_pylist() == [None, 4.0, 5.0]


def test_the_split_by_chance_keeps_three_tenths_apart_and_repeats() -> None:
    rows = 200
    dictionary = data_dictionary(DICTIONARY, "d")
    given = pa.table({"id": np.arange(rows), "income": np.arange(rows) * 1.0, "paid_late": np.zeros(rows), "status": ["BAD", "GOOD"] * 100})
    found = dataset(dictionary, given, guard=False)
    early, late, part = split(found, dictionary, seed=1)
    assert (len(early), len(late), part) == (140, 60, "hold_out")
    assert sorted([*early, *late]) == list(range(rows)) and split(found, dictionary, seed=1)[0].tolist() == early.tolist()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"extra": [1] * 5}, r"\['extra'\] stand in no place of the data dictionary"),
        ({"status": ["x"] * 5}, "no value is BAD.*its values are x"),
        ({"status": pa.array([1, 0, 1, 0, 1])}, "no value is BAD"),
    ],
)
def test_a_table_that_does_not_fit_its_dictionary_names_the_column(change, told) -> None:
    with pytest.raises(TrainingError, match=told):
        dataset(data_dictionary(DICTIONARY, "d"), table(**change))


def test_a_column_of_the_dictionary_that_is_not_there_is_named() -> None:
    with pytest.raises(TrainingError, match=r"\['income'\] stand in the data dictionary but not in the table"):
        dataset(data_dictionary(DICTIONARY, "d"), table().drop_columns(["income"]))


def test_a_file_of_another_kind_or_a_broken_one_is_named(tmp_path) -> None:
    for name, told in (("rows.xlsx", r"ends in \.csv or \.parquet"), ("rows.parquet", r"rows\.parquet: not readable")):
        (tmp_path / name).write_text("nothing")
        with pytest.raises(TrainingError, match=told):
            read_table(tmp_path / name)
