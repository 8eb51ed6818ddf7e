"""Watching: alarms on a planted shift and none without, and binomial limits of the grades."""

from datetime import date

import numpy as np
import pytest
from scipy.stats import binom

from tests.credit.scorecard.cards import make_card, numeric
from yizhan.credit.scorecard.batch import probabilities
from yizhan.credit.scorecard.card import Calibration, Grade
from yizhan.credit.scorecard.watch import backtest, baseline_of, binomial_limits, stability_index, watch, watch_limits

LIMITS = watch_limits(date(2026, 11, 23))
CARD = make_card(numeric("x", (-1.0, 0.0, 1.0), (-30, -10, 10, 30, 0)), numeric("y", (0.0,), (-5, 5, 0)),
                 calibration=Calibration(-7.4, 0.0173, "assumption", ""), grades=(Grade("A", 615), Grade("B", 595), Grade("C", None)))
MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]


def months_of(rows: int, shift: float, seed: int = 1):
    """A year of months; `shift` moves x from July on."""
    generator = np.random.default_rng(seed)
    months = np.repeat(MONTHS, rows)
    x = generator.normal(size=12 * rows) + np.where(months >= "2026-07", shift, 0.0)
    return {"x": x, "y": generator.normal(size=12 * rows)}, months


def baseline():
    generator = np.random.default_rng(0)
    return baseline_of(CARD, {"x": generator.normal(size=20_000), "y": generator.normal(size=20_000)})


def test_a_planted_shift_is_told_for_the_variable_and_the_score_from_its_month_on() -> None:
    table, months = months_of(500, 1.0)
    told = {(found.month, found.name): found.level for found in watch(CARD, baseline(), table, months, LIMITS)}
    for month in MONTHS:
        expected = "alarm" if month >= "2026-07" else "stable"
        assert told[month, "x"] == told[month, "score"] == expected, month
        assert told[month, "y"] == "stable"


@pytest.mark.parametrize("rows", [20, 100, 2000])
def test_without_a_shift_nothing_is_told_however_few_the_rows(rows) -> None:
    table, months = months_of(rows, 0.0)
    assert {found.level for found in watch(CARD, baseline(), table, months, LIMITS)} == {"stable"}


def test_the_index_by_hand_and_its_symmetry() -> None:
    expected, actual = np.array([100.0, 300.0]) - 0.5, np.array([200.0, 200.0]) - 0.5
    by_hand = (0.5 - 0.25) * np.log(0.5 / 0.25) + (0.5 - 0.75) * np.log(0.5 / 0.75)
    assert stability_index(expected, actual) == pytest.approx(by_hand)
    assert stability_index(actual, expected) == pytest.approx(by_hand)
    assert np.isfinite(stability_index(np.array([0, 10]), np.array([10, 0])))


@pytest.mark.parametrize(("rows", "rate"), [(1, 0.5), (10, 0.1), (200, 0.03), (5000, 0.2), (100_000, 0.01)])
def test_binomial_limits_agree_with_scipy(rows, rate) -> None:
    assert binomial_limits(rows, rate, 0.95) == (int(binom.ppf(0.025, rows, rate)), int(binom.ppf(0.975, rows, rate)))


def test_impossible_and_certain_rates_have_one_count_only() -> None:
    assert (binomial_limits(9, 0.0, 0.95), binomial_limits(9, 1.0, 0.95)) == ((0, 0), (9, 9))


def test_a_grade_with_too_many_defaults_is_told() -> None:
    points = np.repeat([620, 600, 580], 1000)
    expected = probabilities(CARD, np.array([620, 600, 580]))
    bad = np.concatenate([np.arange(1000) < round(1000 * rate) for rate in (expected[0], 2 * expected[1], expected[2] / 2)])
    found = backtest(CARD, points, bad, LIMITS)
    assert [(test.grade, test.verdict) for test in found] == [("A", "within"), ("B", "above"), ("C", "below")]
    assert [test.grade for test in backtest(CARD, points[:5], bad[:5], LIMITS)] == ["A"]


def test_a_baseline_of_another_card_is_an_error() -> None:
    table, months = months_of(5, 0.0)
    other = make_card(numeric("x", (0.0,), (0, 1, 2)), numeric("y", (), (0, 0)))
    with pytest.raises(ValueError, match="the baseline belongs to card"):
        watch(other, baseline(), table, months, LIMITS)
