"""Judging: figures with intervals, bands, calibration, and champion against challenger on the same applicants."""

import dataclasses

import numpy as np
import pytest

from tests.credit.scorecard.cards import make_card, numeric, small_card
from tests.credit.scorecard.samples import made
from yizhan.credit.scorecard.bins import RowError
from yizhan.credit.scorecard.card import Calibration
from yizhan.credit.scorecard.judge import card_columns, compare, cross_validate, judge, judge_points, paired_difference
from yizhan.credit.scorecard.train import TrainSettings
from yizhan.kernel.text import Bilingual

CUTS = tuple(np.linspace(-2, 2, 21).tolist())
STEPS = tuple(np.linspace(-120, 120, 22).astype(int).tolist())
GOOD = make_card(numeric("income", CUTS, (*STEPS, 0)), calibration=Calibration(-8.5, 0.0173, "assumption", ""))
BAD = make_card(numeric("noise", CUTS, (*STEPS, 0)))


def test_a_judgement_holds_the_figure_inside_its_interval_and_repeats_with_its_seed() -> None:
    table, bad = made(2000)
    found = judge(GOOD, card_columns(GOOD, table), bad, "hold_out", seed=4, resamples=200)
    assert (found.rows, found.bads, found.card_id) == (2000, int(bad.sum()), GOOD.card_id)
    for metric in found.metrics:
        assert metric.low95 < metric.value < metric.high95, metric
    assert found.metric("auc").value > 0.7
    assert found == judge(GOOD, card_columns(GOOD, table), bad, "hold_out", seed=4, resamples=200)
    with pytest.raises(KeyError):
        found.metric("luck")


def test_points_that_mean_what_they_say_have_a_calibration_line_of_slope_one() -> None:
    generator = np.random.default_rng(0)
    points = generator.integers(400, 700, 100_000)
    probability = 1 / (1 + np.exp(GOOD.calibration.intercept + GOOD.calibration.slope * points))
    found = judge_points(GOOD, points, generator.random(100_000) < probability, "made", resamples=2)
    assert found.calibration_slope == pytest.approx(1.0, abs=0.03)
    assert found.calibration_intercept == pytest.approx(0.0, abs=0.03)
    assert [band.bad_rate for band in found.bands] == sorted((band.bad_rate for band in found.bands), reverse=True)


def test_the_better_card_wins_on_the_same_applicants_beyond_chance() -> None:
    table, bad = made(2000)
    found = compare(BAD, GOOD, table, bad, resamples=200)
    assert found.difference.low95 > 0.1
    assert found.difference.value == pytest.approx(found.challenger_auc - found.champion_auc)
    assert (found.champion_id, found.challenger_id) == (BAD.card_id, GOOD.card_id)
    same = compare(GOOD, dataclasses.replace(GOOD, version="2"), table, bad, resamples=50).difference
    assert (same.value, same.low95, same.high95) == (0.0, 0.0, 0.0)


def test_a_difference_that_chance_explains_has_an_interval_around_zero() -> None:
    generator = np.random.default_rng(1)
    ours, theirs, bad = generator.random(300), generator.random(300), generator.random(300) < 0.3
    found = paired_difference(ours, theirs, bad, resamples=200)
    assert found.low95 < 0 < found.high95


def test_cross_validation_tells_less_than_the_training_part() -> None:
    table, bad = made(1200)
    settings = TrainSettings("made", Bilingual("测试", "test"), method="woe")
    found = {metric.name: metric for metric in cross_validate(table, bad, settings)}
    assert found["auc"].part == "cross_validation"
    assert 0.65 < found["auc"].low95 < found["auc"].value < found["auc"].high95 < 0.9


def test_columns_are_picked_on_purpose_and_absent_ones_are_errors() -> None:
    table, bad = made(100)
    assert set(card_columns(GOOD, table)) == {"income"}
    with pytest.raises(RowError, match="unknown columns"):
        judge(GOOD, table, bad, "hold_out")
    with pytest.raises(KeyError, match="absent columns"):
        card_columns(small_card(), table)
