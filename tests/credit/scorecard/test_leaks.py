"""The guard finds the leaks of the real sets by their values, and is silent on clean columns."""

import numpy as np
import polars as pl
import pytest

from tests.credit.scorecard.samples import german, made, sba
from tests.shared import shared_path
from yizhan.credit.scorecard.leaks import find_leaks


def found(leaks) -> dict[str, tuple[str, str]]:
    return {leak.column: (leak.code, leak.severity) for leak in leaks}


def unnamed(table: pl.DataFrame) -> pl.DataFrame:
    """The columns under names that tell nothing."""
    return table.rename({name: f"column {number}" for number, name in enumerate(table.columns)})


def test_the_leaks_of_sba_are_found_without_their_names() -> None:
    table, bad = sba()
    names = {f"column {number}": name for number, name in enumerate(table.columns)}
    leaks = find_leaks(unnamed(table), bad, decided_on=table["ApprovalDate"].to_arrow())
    assert {names[column]: what for column, what in found(leaks).items()} == {
        "Term": ("implausible_auc", "refuse"),
        "ChgOffDate": ("missingness_tells_outcome", "refuse"),
        "ChgOffPrinGr": ("implausible_auc", "refuse"),
        "DisbursementDate": ("dated_after_decision", "refuse"),
        "DisbursementGross": ("later_version", "warn"),
        "Name": ("identifier", "warn"),
    }


def test_the_leaks_of_the_teaching_extract_are_found_with_dates_as_numbers() -> None:
    table = pl.read_parquet(shared_path("data", "sba_case_2102.parquet"))
    bad = (table["Default"] == 1).to_numpy()
    leaks = found(find_leaks(table.drop("Default"), bad, decided_on=table["ApprovalDate"].to_numpy()))
    refused = {column for column, (_, severity) in leaks.items() if severity == "refuse"}
    assert refused == {"Term", "daysterm", "ChgOffDate", "ChgOffPrinGr", "DisbursementDate", "MIS_Status"}
    assert leaks["RealEstate"] == ("derived_from_leak", "warn")
    assert leaks["DisbursementGross"] == ("later_version", "warn")


def test_a_rating_that_was_set_knowing_the_outcome_is_found() -> None:
    table = pl.read_parquet(shared_path("data", "cumcm2020c_enterprises.parquet")).filter(pl.col("default").is_not_null())
    bad = (table["default"] == 1).to_numpy()
    leaks = find_leaks(unnamed(table.drop("default")), bad)
    assert found(leaks) == {"column 2": ("settles_outcome", "refuse")}
    assert leaks[0].facts == {"value": "D", "rows": 24, "bads": 24}


@pytest.mark.parametrize(("file", "target", "value"), [
    ("uci_credit_card_30000", "default.payment.next.month", 1), ("polish_bankruptcy_1year", "class", 1)])
def test_the_guard_is_silent_on_the_clean_real_sets(file, target, value) -> None:
    table = pl.read_parquet(shared_path("data", f"{file}.parquet"))
    assert find_leaks(table.drop(target, "ID", strict=False), (table[target] == value).to_numpy()) == ()


def test_the_guard_is_silent_on_clean_made_and_german_columns() -> None:
    assert find_leaks(*german()) == ()
    assert find_leaks(*made(2000)) == ()


def test_the_data_dictionary_refuses_what_is_known_later_and_clears_a_later_version() -> None:
    table, bad = made(500)
    assert found(find_leaks(table, bad, {"income": "later"})) == {"income": ("known_after_decision", "refuse")}
    real, outcome = sba()
    leaks = find_leaks(real.select("GrAppv", "DisbursementGross"), outcome, {"DisbursementGross": "application"})
    assert leaks == ()


def test_a_column_with_an_implausible_auc_between_the_limits_warns() -> None:
    generator = np.random.default_rng(0)
    bad = generator.random(4000) < 0.3
    near = {"near": generator.normal(size=4000) + 1.35 * bad, "sure": generator.normal(size=4000) + 3 * bad}
    assert found(find_leaks(near, bad)) == {"near": ("implausible_auc", "warn"), "sure": ("implausible_auc", "refuse")}


def test_dates_before_the_decision_are_clean() -> None:
    generator = np.random.default_rng(0)
    decided = np.datetime64("2020-01-01") + generator.integers(0, 900, 1000)
    table = {"founded": decided - generator.integers(10, 400, 1000), "paid": decided + generator.integers(1, 40, 1000)}
    assert found(find_leaks(table, generator.random(1000) < 0.2, decided_on=decided)) == {"paid": ("dated_after_decision", "refuse")}
