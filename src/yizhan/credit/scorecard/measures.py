"""Figures of merit of scores against outcomes. Points are good when high; `bad` is True for a default."""

from dataclasses import dataclass

import numpy as np


def auc(points: np.ndarray, bad: np.ndarray) -> float:
    """Probability that a random bad row has fewer points than a random good one, ties half; NaN with one kind only."""
    bads = int(np.count_nonzero(bad))
    goods = len(bad) - bads
    if not bads or not goods:
        return float("nan")
    _, inverse, counts = np.unique(points, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float(1 - (ranks[bad].sum() - bads * (bads + 1) / 2) / (bads * goods))


def ks(points: np.ndarray, bad: np.ndarray) -> float:
    """The largest distance between the cumulative shares of bad and good over the points."""
    values, inverse = np.unique(points, return_inverse=True)
    bads = np.bincount(inverse, weights=bad, minlength=len(values)).cumsum()
    goods = np.bincount(inverse, weights=~bad, minlength=len(values)).cumsum()
    return float(np.abs(bads / bads[-1] - goods / goods[-1]).max())


def brier(probability: np.ndarray, bad: np.ndarray) -> float:
    """Mean squared distance of the probability from the outcome."""
    return float(np.mean((probability - bad) ** 2))


def log_loss(probability: np.ndarray, bad: np.ndarray) -> float:
    """Mean negative log-likelihood in nats; probabilities are kept 1e-12 away from 0 and 1."""
    kept = np.clip(probability, 1e-12, 1 - 1e-12)
    return float(-np.mean(np.where(bad, np.log(kept), np.log1p(-kept))))


@dataclass(frozen=True, slots=True)
class Band:
    """A band of rows ordered by points, worst first: what was expected and what came."""

    points_min: int
    points_max: int
    rows: int
    bads: int
    bad_rate: float
    expected_rate: float
    lift: float
    captured_share: float


def bands(points: np.ndarray, probability: np.ndarray, bad: np.ndarray, count: int = 10) -> tuple[Band, ...]:
    """About `count` bands of equal size, worst points first; equal points are never parted.

    `lift` is the band's bad rate over that of all rows, `captured_share` the share of all bads up to this band.
    """
    limits = np.unique(np.quantile(points, np.linspace(0, 1, count + 1)[1:-1], method="higher"))
    band_of_row = np.searchsorted(limits, points, side="right")
    overall, captured, found = bad.mean(), 0, []
    for band in range(len(limits) + 1):
        inside = band_of_row == band
        if not inside.any():
            continue
        bads = int(bad[inside].sum())
        captured += bads
        rate = bads / int(inside.sum())
        found.append(Band(int(points[inside].min()), int(points[inside].max()), int(inside.sum()), bads, rate,
                          float(probability[inside].mean()), rate / overall if overall else float("nan"),
                          captured / max(int(bad.sum()), 1)))
    return tuple(found)


def fit_logistic(value: np.ndarray, bad: np.ndarray) -> tuple[float, float]:
    """Intercept and slope of log-odds of bad on one value, by Newton's method with a trace of ridge."""
    centre, spread = float(value.mean()), float(value.std()) or 1.0
    design = np.column_stack([np.ones(len(value)), (value - centre) / spread])
    weights = np.array([np.log(max(bad.mean(), 1e-9) / max(1 - bad.mean(), 1e-9)), 0.0])
    for _ in range(50):
        probability = 1 / (1 + np.exp(-np.clip(design @ weights, -35, 35)))
        gradient = design.T @ (bad - probability) - 1e-6 * weights
        curvature = (design * (probability * (1 - probability))[:, None]).T @ design + 1e-6 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-10:
            break
    slope = weights[1] / spread
    return float(weights[0] - slope * centre), float(slope)
