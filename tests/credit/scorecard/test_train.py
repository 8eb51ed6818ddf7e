"""Training end to end: cards that score like their model, whatever the rows' order, and settings that are checked."""

import dataclasses

import numpy as np
import pyarrow as pa
import pytest

from tests.credit.scorecard.samples import german, made
from yizhan.credit.scorecard.batch import apply, probabilities
from yizhan.credit.scorecard.card import Calibration, Direction
from yizhan.credit.scorecard.card_json import from_json, to_json
from yizhan.credit.scorecard.judge import card_columns
from yizhan.credit.scorecard.measures import auc
from yizhan.credit.scorecard.train import TrainSettings, grades_of, train
from yizhan.credit.scorecard.training_data import TrainingError
from yizhan.kernel.text import Bilingual

SETTINGS = TrainSettings("made", Bilingual("测试", "test"))


@pytest.mark.parametrize("method", ["woe", "boost"])
def test_a_card_ranks_rows_that_it_has_not_seen_and_is_calibrated(method) -> None:
    card = train(*made(4000, seed=1), dataclasses.replace(SETTINGS, method=method, special_codes={"debt": (-1.0,)}))
    table, bad = made(4000, seed=2)
    points = apply(card, card_columns(card, table))
    assert auc(points, bad) > 0.75
    assert probabilities(card, points).mean() == pytest.approx(bad.mean(), abs=0.02)
    assert from_json(to_json(card)) == card
    assert card.variable("debt").bins.special_codes == (-1.0,)


@pytest.mark.parametrize("method", ["woe", "boost"])
def test_permuting_the_rows_changes_nothing(method) -> None:
    table, bad = made(800)
    order = np.random.default_rng(3).permutation(800)
    shuffled = {name: column.take(order) for name, column in table.items()}
    settings = dataclasses.replace(SETTINGS, method=method)
    assert train(shuffled, bad[order], settings).card_id == train(table, bad, settings).card_id


@pytest.mark.parametrize("method", ["woe", "boost"])
def test_a_constant_column_changes_nothing_but_the_fingerprint(method) -> None:
    table, bad = made(2000)
    settings = dataclasses.replace(SETTINGS, method=method)
    plain, wider = train(table, bad, settings), train({**table, "same": np.ones(2000)}, bad, settings)
    assert "same" not in wider.columns
    assert [variable.points for variable in wider.variables] == [variable.points for variable in plain.variables]
    assert wider.calibration == plain.calibration


@pytest.mark.parametrize("method", ["woe", "boost"])
def test_points_are_monotone_where_declared(method) -> None:
    directions = {"income": Direction.INCREASING, "debt": Direction.DECREASING, "noise": Direction.INCREASING}
    card = train(*made(2000), dataclasses.replace(SETTINGS, method=method, directions=directions))
    for variable in card.variables:
        if variable.name in directions:
            assert variable.direction == directions[variable.name]
            points = variable.points[: len(variable.bins.cuts) + 1]
            assert list(points) == sorted(points, reverse=variable.direction == Direction.DECREASING)


def test_counts_by_bin_are_those_of_the_training_part() -> None:
    table, bad = made(2000)
    card = train(table, bad, SETTINGS)
    for variable in card.variables:
        assert (sum(variable.rows), sum(variable.bads)) == (2000, int(bad.sum()))
    assert card.training.rows == 2000 and card.training.bads == int(bad.sum())
    assert dict(card.training.library_versions).keys() == {"numpy", "scikit-learn", "optbinning"}


def test_a_real_set_of_text_and_numbers_trains_without_special_handling() -> None:
    table, bad = german()
    card = train(table, bad, SETTINGS)
    assert {metric.part for metric in card.metrics} == {"training", "cross_validation"}
    assert card.calibration.source.startswith("cross-validation")


AWKWARD = {
    "missing numbers": lambda rows: np.full(rows, np.nan), "missing text": lambda rows: pa.array([None] * rows, pa.string()),
    "infinities": lambda rows: np.where(np.arange(rows) % 3 == 0, np.inf, np.where(np.arange(rows) % 3 == 1, -np.inf, 0.5)),
    "a name on every row": lambda rows: pa.array([f"firm {row}" for row in range(rows)]),
    "one text or none": lambda rows: pa.array([None if row % 3 else "only" for row in range(rows)]),
    "whole numbers beyond any double": lambda rows: np.random.default_rng(1).integers(-2**62, 2**62, rows),
    "one number among missing ones": lambda rows: np.where(np.arange(rows) == 5, 1.0, np.nan),
}


@pytest.mark.parametrize("method", ["woe", "boost"])
@pytest.mark.parametrize("kind", AWKWARD)
def test_an_awkward_column_does_not_end_training(kind, method) -> None:
    table, bad = made(300)
    card = train({**table, "awkward": AWKWARD[kind](300)}, bad, dataclasses.replace(SETTINGS, method=method))
    assert {"income", "debt"} <= card.columns
    assert not kind.startswith("missing") or "awkward" not in card.columns


@pytest.mark.parametrize("method", ["woe", "boost"])
def test_all_awkward_columns_together_do_not_end_training_on_many_rows(method) -> None:
    table, bad = made(6000)
    awkward = {kind: make(6000) for kind, make in AWKWARD.items()}
    card = train({**table, **awkward}, bad, dataclasses.replace(SETTINGS, method=method))
    assert {"income", "debt", "sector"} <= card.columns and not {"missing numbers", "missing text"} & card.columns


def test_grades_begin_where_their_highest_probability_is_kept() -> None:
    calibration = Calibration(0.0, 0.01, "training", "")
    grades = grades_of(calibration, (("A", 0.02), ("B", 0.05), ("C", 0.05), ("E", 1.0)))
    assert [(grade.code, grade.points_min) for grade in grades] == [("A", 390), ("B", 295), ("E", None)]  # ln 49, ln 19


@pytest.mark.parametrize(("changes", "problem"), [
    ({"method": "magic"}, "method 'magic'"), ({"tables_max": 6}, "tables_max is 0 to 5"),
    ({"directions": {"nobody": Direction.INCREASING}}, r"does not have: \['nobody'\]"),
    ({"special_codes": {"nobody": (1.0,)}}, r"does not have: \['nobody'\]"),
])
def test_wrong_settings_are_refused(changes, problem) -> None:
    with pytest.raises(TrainingError, match=problem):
        train(*made(200), dataclasses.replace(SETTINGS, **changes))
