"""Penalised logistic regression: the same weights as scikit-learn's, by blocks, and no runaway where columns part the outcomes."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from yizhan.credit.scorecard import ridge
from yizhan.credit.scorecard.ridge import fit_ridge


def _sample(rows: int = 3000) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(1)
    columns = generator.normal(size=(rows, 4))
    return columns, generator.random(rows) < 1 / (1 + np.exp(2 - columns @ np.array([1.0, -0.5, 0.2, 0.0])))


@pytest.mark.parametrize("penalty", [0.1, 1.0, 50.0])
def test_weights_are_those_of_scikit_learn(penalty) -> None:
    columns, bad = _sample()
    weights, intercept = fit_ridge(lambda rows: columns[rows], bad, np.full(4, penalty))
    other = LogisticRegression(C=1 / penalty, tol=1e-10, max_iter=10_000).fit(columns, bad)
    assert weights == pytest.approx(other.coef_[0], abs=1e-4)
    assert intercept == pytest.approx(other.intercept_[0], abs=1e-4)


def test_blocks_change_nothing(monkeypatch) -> None:
    columns, bad = _sample()
    whole = fit_ridge(lambda rows: columns[rows], bad, np.ones(4))
    monkeypatch.setattr(ridge, "BLOCK_ROWS", 101)
    parted = fit_ridge(lambda rows: columns[rows], bad, np.ones(4))
    assert parted[0] == pytest.approx(whole[0], abs=1e-9) and parted[1] == pytest.approx(whole[1], abs=1e-9)


def test_each_weight_has_its_own_penalty() -> None:
    columns, bad = _sample()
    weights, _ = fit_ridge(lambda rows: columns[rows], bad, np.array([1e9, 0.01, 0.01, 0.01]))
    assert abs(weights[0]) < 1e-6 < abs(weights[1])


def test_columns_that_part_the_outcomes_and_repeat_each_other_do_not_run_away() -> None:
    """Sixty near copies, few bad rows, one free column, a start far off: whole Newton steps diverge here and end upside down."""
    generator = np.random.default_rng(4)
    signal = generator.normal(size=2000)
    bad = signal + 0.05 * generator.normal(size=2000) > 1.9
    columns = 8 * signal[:, None] + 0.3 * generator.normal(size=(2000, 60))
    penalties = np.append(1e-6, np.full(59, 0.01))
    weights, intercept = fit_ridge(lambda rows: columns[rows], bad, penalties, start=np.append(5.0, np.zeros(59)))
    assert np.isfinite(weights).all() and np.isfinite(intercept)
    log_odds = columns @ weights + intercept
    assert log_odds[bad].mean() > 0 > log_odds[~bad].mean()
    slope = columns.T @ (bad - 1 / (1 + np.exp(-log_odds))) - penalties * weights
    assert np.abs(slope).max() < 0.05
