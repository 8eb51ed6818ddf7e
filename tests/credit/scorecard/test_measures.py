"""Figures of merit by hand and against scikit-learn."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score, roc_curve

from yizhan.credit.scorecard.measures import auc, bands, brier, fit_logistic, ks, log_loss


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-5, 5), st.booleans()), min_size=2, max_size=60))
def test_auc_and_ks_agree_with_scikit_learn(rows) -> None:
    points, bad = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    if bad.all() or not bad.any():
        assert math.isnan(auc(points, bad))
        return
    assert auc(points, bad) == pytest.approx(roc_auc_score(bad, -points))
    false_rate, true_rate, _ = roc_curve(bad, -points)
    assert ks(points, bad) == pytest.approx(np.abs(true_rate - false_rate).max())


def test_brier_and_log_loss_by_hand() -> None:
    probability, bad = np.array([0.2, 0.9]), np.array([False, True])
    assert brier(probability, bad) == pytest.approx((0.04 + 0.01) / 2)
    assert log_loss(probability, bad) == pytest.approx(-(math.log(0.8) + math.log(0.9)) / 2)
    assert math.isfinite(log_loss(np.array([0.0]), np.array([True])))


def test_bands_never_part_equal_points_and_capture_every_bad_case() -> None:
    points = np.array([1, 1, 1, 2, 2, 3, 4, 5, 6, 7])
    bad = np.array([1, 1, 0, 1, 0, 0, 0, 0, 0, 0], bool)
    found = bands(points, np.full(10, 0.3), bad, 3)
    assert sum(band.rows for band in found) == 10
    assert all(first.points_max < second.points_min for first, second in itertools.pairwise(found))
    assert found[-1].captured_share == 1.0
    assert found[0].lift == pytest.approx(found[0].bad_rate / 0.3)


def test_the_logistic_line_finds_the_planted_intercept_and_slope() -> None:
    generator = np.random.default_rng(0)
    value = generator.normal(600, 40, 200_000)
    bad = generator.random(200_000) < 1 / (1 + np.exp(-(9.0 - 0.018 * value)))
    intercept, slope = fit_logistic(value, bad)
    assert slope == pytest.approx(-0.018, rel=0.03)
    assert intercept == pytest.approx(9.0, rel=0.05)
