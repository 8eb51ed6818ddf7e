"""Logistic regression with a penalty of its own for each weight, by Newton's method, rows taken block by block.

A design of a hundred bins for a million rows would fill a gigabyte; only one block of it exists at a time.
"""

from collections.abc import Callable

import numpy as np

BLOCK_ROWS = 1 << 14
STEPS_MAX = 50
HALVINGS_MAX = 30
SMALLEST_GAIN = 1e-8
Design = Callable[[slice], np.ndarray]


def fit_ridge(design: Design, bad: np.ndarray, penalties: np.ndarray, start: np.ndarray | None = None) -> tuple[np.ndarray, float]:
    """The weights of a design's columns and the intercept, which is free.

    `design(rows)` gives the columns of some rows; the fit maximises log-likelihood − ½ Σ penalty · weight². `start` are
    weights to begin from. A step that does not gain is halved: on columns that nearly part the outcomes whole steps run away.
    """
    rate = float(bad.mean())
    begin = np.log(rate / (1 - rate)) if start is None else 0.0
    weights = np.append(np.zeros(len(penalties)) if start is None else start, begin)
    held = np.append(penalties, 1e-9)
    value, gradient, curvature = _around(design, bad, held, weights)
    for _ in range(STEPS_MAX):
        step = np.linalg.solve(curvature, gradient)
        for _ in range(HALVINGS_MAX):
            found = _around(design, bad, held, weights + step)
            if found[0] >= value:
                break
            step = step / 2
        else:
            break
        gain, weights = found[0] - value, weights + step
        value, gradient, curvature = found
        if gain < SMALLEST_GAIN:
            break
    return weights[:-1], float(weights[-1])


def _around(design: Design, bad: np.ndarray, held: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """The penalised log-likelihood at some weights, its gradient, and its negative second derivatives."""
    value, gradient, curvature = -float(held @ weights**2) / 2, -held * weights, np.diag(held)
    for begin in range(0, len(bad), BLOCK_ROWS):
        rows = slice(begin, begin + BLOCK_ROWS)
        columns = design(rows)
        columns = np.column_stack([columns, np.ones(len(columns))])
        log_odds = columns @ weights
        value -= float(np.logaddexp(0.0, np.where(bad[rows], -log_odds, log_odds)).sum())
        probability = np.exp(-np.logaddexp(0.0, -log_odds))
        gradient += columns.T @ (bad[rows] - probability)
        curvature += (columns * (probability * (1 - probability))[:, None]).T @ columns
    return value, gradient, curvature
