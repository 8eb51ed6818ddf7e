"""Two-way tables where two variables together tell more than their sum; chosen and tested inside the training part.

Candidates are pairs of the strongest variables on coarse bins. A candidate's gain is how much one Newton step on the
cells would raise the likelihood beyond the main effects; the best are kept only if they help rows held out of the choice.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from yizhan.credit.scorecard.additive import Additive, Part, simplify
from yizhan.credit.scorecard.batch import bin_numbers
from yizhan.credit.scorecard.bins import Bins
from yizhan.credit.scorecard.choice import folds
from yizhan.credit.scorecard.measures import log_loss
from yizhan.credit.scorecard.training_data import TrainingData

STRONGEST = 8
AXIS_BINS_MAX = 6
CELL_PRIOR = 25.0


@dataclass(frozen=True, slots=True)
class Table:
    """What each cell of two coarsely binned variables adds to the log-odds of bad."""

    first: str
    first_bins: Bins
    second: str
    second_bins: Bins
    log_odds: np.ndarray

    def of(self, data: TrainingData) -> np.ndarray:
        """The contribution to each row."""
        first = bin_numbers(self.first_bins, data.columns[self.first])
        return self.log_odds[first, bin_numbers(self.second_bins, data.columns[self.second])]


def choose_tables(data: TrainingData, model: Additive, tables_max: int, seed: int) -> tuple[Table, ...]:
    """Up to `tables_max` tables on top of a model, refitted on all rows after the choice."""
    if tables_max <= 0 or len(model.parts) < 2:
        return ()
    train, test = folds(data.bad, 3, seed)[0]
    part, rest = data.take(train), data.take(test)
    strongest = sorted(model.parts, key=lambda one: -float(one.of(data.columns[one.name]).std()))[:STRONGEST]
    axes = {one.name: coarse_bins(one, part) for one in strongest}
    inside, outside = model.log_odds(part), model.log_odds(rest)
    loss = _loss(outside, rest.bad)
    chosen: list[tuple[str, str]] = []
    candidates = list(combinations(axes, 2))
    while candidates and len(chosen) < tables_max:
        fitted = [fit_table(part, inside, first, axes[first], second, axes[second]) for first, second in candidates]
        gains = [_gain(part, inside, table) for table in fitted]
        best = int(np.argmax(gains))
        pair, table = candidates.pop(best), fitted[best]
        improved = _loss(outside + table.of(rest), rest.bad)
        if improved >= loss:
            break
        chosen.append(pair)
        loss, inside, outside = improved, inside + table.of(part), outside + table.of(rest)
    return _refitted(data, model, chosen, axes)


def coarse_bins(part: Part, data: TrainingData) -> Bins:
    """The variable's bins merged down to a few, by the rows that they hold."""
    rows = np.bincount(bin_numbers(part.bins, data.columns[part.name]), minlength=part.bins.count)
    return simplify(part, rows, AXIS_BINS_MAX, 0.0).bins


def fit_table(data: TrainingData, log_odds: np.ndarray, first: str, first_bins: Bins, second: str, second_bins: Bins) -> Table:
    """One damped Newton step for each cell, less the parts that a row or column of the grid explains alone."""
    shape = first_bins.count, second_bins.count
    cell = np.ravel_multi_index(
        (bin_numbers(first_bins, data.columns[first]), bin_numbers(second_bins, data.columns[second])), shape)
    probability = 1 / (1 + np.exp(-log_odds))
    gradient = np.bincount(cell, weights=data.bad - probability, minlength=shape[0] * shape[1]).reshape(shape)
    weight = np.bincount(cell, weights=probability * (1 - probability), minlength=shape[0] * shape[1]).reshape(shape)
    gradient = gradient - _explained(gradient, weight)
    return Table(first, first_bins, second, second_bins, gradient / (weight + CELL_PRIOR))


def _explained(gradient: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """What row and column effects explain of the gradients (a few rounds of alternating fits)."""
    rows, columns = np.zeros((len(gradient), 1)), np.zeros((1, gradient.shape[1]))
    for _ in range(10):
        rows = ((gradient - weight * columns).sum(1) / (weight.sum(1) + 1e-9))[:, None]
        columns = ((gradient - weight * rows).sum(0) / (weight.sum(0) + 1e-9))[None, :]
    return weight * (rows + columns)


def _gain(data: TrainingData, log_odds: np.ndarray, table: Table) -> float:
    return _loss(log_odds, data.bad) - _loss(log_odds + table.of(data), data.bad)


def _loss(log_odds: np.ndarray, bad: np.ndarray) -> float:
    return log_loss(1 / (1 + np.exp(-log_odds)), bad)


def _refitted(data: TrainingData, model: Additive, chosen: list[tuple[str, str]], axes: dict[str, Bins]) -> tuple[Table, ...]:
    log_odds, tables = model.log_odds(data), []
    for first, second in chosen:
        table = fit_table(data, log_odds, first, axes[first], second, axes[second])
        log_odds = log_odds + table.of(data)
        tables.append(table)
    return tuple(tables)
