"""Training by weight of evidence: optbinning finds the bins, a logistic regression weighs the variables.

A variable whose coefficient has the wrong sign (more evidence of bad, fewer points lost) is dropped and the regression is
fitted again, so that each table can be read on its own.
"""

from collections.abc import Mapping

import numpy as np

from yizhan.credit.scorecard.additive import Additive, Part
from yizhan.credit.scorecard.batch import bin_numbers
from yizhan.credit.scorecard.bins import Bins, CategoryBins, NumericBins
from yizhan.credit.scorecard.card import Direction
from yizhan.credit.scorecard.columns import Categories, Numbers
from yizhan.credit.scorecard.single_precision import next_up, round_to_single
from yizhan.credit.scorecard.training_data import TrainingData, TrainingError

PRIOR_ROWS = 5.0
SMALLEST_CATEGORY_SHARE = 0.01
TRENDS = {Direction.INCREASING: "descending", Direction.DECREASING: "ascending"}


def fit_woe(data: TrainingData, directions: Mapping[str, Direction], codes: Mapping[str, tuple[float, ...]]) -> Additive:
    """Bins and weights from a training part. `directions` are those of points, `codes` the special values by name."""
    parts = []
    for name, column in data.columns.items():
        bins = _bins(column, data.bad, directions.get(name, Direction.FREE), codes.get(name, ()))
        part = Part(name, bins, tuple(evidence(bin_numbers(bins, column), data.bad, bins.count).tolist()))
        if not part.is_flat():
            parts.append(part)
    if not parts:
        raise TrainingError("no column tells good from bad")
    return _weighted(data, parts)


def evidence(bin_of_row: np.ndarray, bad: np.ndarray, count: int) -> np.ndarray:
    """Log-odds of bad of each bin less those of all rows, drawn to 0 by a prior of five average rows."""
    rows = np.bincount(bin_of_row, minlength=count)
    bads = np.bincount(bin_of_row, weights=bad, minlength=count)
    rate = bad.mean()
    smoothed = (bads + PRIOR_ROWS * rate) / (rows + PRIOR_ROWS)
    return np.log(smoothed / (1 - smoothed)) - np.log(rate / (1 - rate))


def _weighted(data: TrainingData, parts: list[Part]) -> Additive:
    from sklearn.linear_model import LogisticRegression

    columns = np.column_stack([part.of(data.columns[part.name]) for part in parts])
    kept = np.arange(len(parts))
    while True:
        model = LogisticRegression(C=1.0, max_iter=1000).fit(columns[:, kept], data.bad)
        weights = model.coef_[0]
        if (weights > 0).all() or len(kept) == 1:
            break
        kept = np.delete(kept, weights.argmin())
    weighted = [Part(parts[index].name, parts[index].bins, tuple(max(weight, 0.0) * value for value in parts[index].log_odds))
                for index, weight in zip(kept, weights.tolist(), strict=True)]
    return Additive(float(model.intercept_[0]), tuple(weighted))


def _bins(column: Numbers | Categories, bad: np.ndarray, direction: Direction, codes: tuple[float, ...]) -> Bins:
    from optbinning import OptimalBinning

    if isinstance(column, Categories):
        values = np.array([*column.names, None], dtype=object)[column.codes]
        found = OptimalBinning(dtype="categorical", cat_cutoff=SMALLEST_CATEGORY_SHARE).fit(values, bad.astype(int))
        groups = [tuple(str(name) for name in group) for group in found.splits]
        pooled = set(map(str, getattr(found, "_cat_others", None) or ()))
        return CategoryBins(tuple(group for group in groups if not pooled & set(group)))
    values = column.values.astype(np.float64)
    singles = tuple(round_to_single(code) for code in codes)
    values = np.where(np.isin(values, singles), np.nan, values)
    values = np.where(np.isinf(values), np.sign(values) * 1e39, values)
    found = OptimalBinning(dtype="numerical", monotonic_trend=TRENDS.get(direction, "auto_heuristic")).fit(values, bad.astype(int))
    return NumericBins(tuple(sorted({_up_to_single(split) for split in found.splits})), singles)


def _up_to_single(split: float) -> float:
    """The smallest float32 at or above a split: the same rows lie on its right."""
    nearest = round_to_single(float(split))
    return nearest if nearest >= split else next_up(nearest)
