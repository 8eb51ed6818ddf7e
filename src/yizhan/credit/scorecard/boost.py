"""Additive boosting: gradient boosting with stumps, each variable's stumps summed into one step function.

scikit-learn gives its stumps only through private node arrays; tests pin that reading (docs/decisions/0034). One thread:
the work is small, and threads that wait for each other on a shared machine made a fit forty times slower.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from yizhan.credit.scorecard.additive import Additive, Part
from yizhan.credit.scorecard.bins import CategoryBins, NumericBins
from yizhan.credit.scorecard.card import Direction
from yizhan.credit.scorecard.columns import Categories
from yizhan.credit.scorecard.single_precision import LARGEST_SINGLE, next_up, round_to_single
from yizhan.credit.scorecard.training_data import TrainingData, TrainingError

CATEGORY_ROWS_MIN = 10
CATEGORY_PRIOR_ROWS = 20.0
SIGNS = {Direction.FREE: 0, Direction.INCREASING: -1, Direction.DECREASING: 1}


@dataclass(frozen=True, slots=True)
class Strength:
    """How hard the boosting is held back."""

    iterations: int
    learning_rate: float
    leaf_rows_min: int


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of the matrix: a number, the flag of a special code, or categories by their smoothed bad rate."""

    name: str
    values: np.ndarray
    code: float | None = None
    rates: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stump:
    """Adds `left` where the feature's value is at most `threshold`, else `right`; `missing` where it is not known."""

    feature: int
    threshold: float
    left: float
    right: float
    missing: float

    def at(self, value: float) -> float:
        """What it adds at a value; NaN is missing."""
        return self.missing if value != value else self.left if value <= self.threshold else self.right


def fit_boost(data: TrainingData, directions: Mapping[str, Direction], codes: Mapping[str, tuple[float, ...]],
              strength: Strength, seed: int) -> Additive:
    """Stumps from a training part, as step functions. `directions` are those of points."""
    features = features_of(data, codes)
    baseline, stumps = fit_stumps(features, data.bad, directions, strength, seed)
    return additive_of(data, features, baseline, stumps, codes)


def features_of(data: TrainingData, codes: Mapping[str, tuple[float, ...]]) -> list[Feature]:
    """The matrix's columns. A special code leaves the number's column as missing and gets a flag of its own.

    What is missing on every row is left out. Raises TrainingError when nothing is left.
    """
    features = []
    for name, column in data.columns.items():
        if isinstance(column, Categories):
            rates = _smoothed_rates(column, data.bad)
            features.append(Feature(name, np.append(rates, np.nan)[column.codes], rates=tuple(rates.tolist())))
            continue
        values = column.values.astype(np.float64)
        singles = [round_to_single(code) for code in codes.get(name, ())]
        features.append(Feature(name, np.where(np.isin(values, singles), np.nan, values)))
        features += [Feature(name, (values == single).astype(np.float64), code=single) for single in singles]
    known = [feature for feature in features if not np.isnan(feature.values).all()]
    if not known:
        raise TrainingError("every column is missing on every row")
    return known


def _smoothed_rates(column: Categories, bad: np.ndarray) -> np.ndarray:
    """Bad rate of each category, drawn to the mean by a prior; rare categories have the mean itself."""
    known = column.codes >= 0
    rows = np.bincount(column.codes[known], minlength=len(column.names))
    bads = np.bincount(column.codes[known], weights=bad[known], minlength=len(column.names))
    mean = bad.mean()
    rates = (bads + CATEGORY_PRIOR_ROWS * mean) / (rows + CATEGORY_PRIOR_ROWS)
    return np.where(rows < CATEGORY_ROWS_MIN, mean, rates)


def fit_stumps(features: list[Feature], bad: np.ndarray, directions: Mapping[str, Direction], strength: Strength,
               seed: int) -> tuple[float, list[Stump]]:
    """The baseline log-odds and the stumps in their order."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    signs = [SIGNS[directions.get(feature.name, Direction.FREE)] if feature.code is None and feature.rates is None else 0
             for feature in features]
    model = HistGradientBoostingClassifier(
        max_leaf_nodes=2, max_iter=strength.iterations, learning_rate=strength.learning_rate, early_stopping=False,
        min_samples_leaf=strength.leaf_rows_min, monotonic_cst=signs, random_state=seed)
    matrix = np.column_stack([feature.values for feature in features])
    with threadpool_limits(1):
        model.fit(np.clip(matrix, -LARGEST_SINGLE, LARGEST_SINGLE), bad)
    stumps = [stump for predictor in model._predictors if (stump := read_stump(predictor[0].nodes)) is not None]
    return float(np.ravel(model._baseline_prediction)[0]), stumps


def read_stump(nodes: np.ndarray) -> Stump | None:
    """A stump from the node array of a tree with at most one split; None for a tree without a split."""
    if len(nodes) == 1:
        return None
    root = nodes[0]
    left, right = float(nodes[root["left"]]["value"]), float(nodes[root["right"]]["value"])
    missing = left if root["missing_go_to_left"] else right
    return Stump(int(root["feature_idx"]), float(root["num_threshold"]), left, right, missing)


def additive_of(data: TrainingData, features: list[Feature], baseline: float, stumps: list[Stump],
                codes: Mapping[str, tuple[float, ...]]) -> Additive:
    """The stumps of each variable summed; variables without any are left out."""
    parts = []
    for name, column in data.columns.items():
        mine = [(features[stump.feature], stump) for stump in stumps if features[stump.feature].name == name]
        if not mine:
            continue
        part = _category_part(name, column, mine, data) if isinstance(column, Categories) \
            else _numeric_part(name, mine, codes.get(name, ()))
        parts.append(part)
    return Additive(baseline, tuple(parts))


def _numeric_part(name: str, mine: list[tuple[Feature, Stump]], codes: tuple[float, ...]) -> Part:
    steps = [stump for feature, stump in mine if feature.code is None]
    cuts = tuple(sorted({_above(stump.threshold) for stump in steps} - {np.inf}))
    singles = tuple(round_to_single(code) for code in codes)

    def total(value: float, code: float | None) -> float:
        return sum(stump.at(value if feature.code is None else float(feature.code == code)) for feature, stump in mine)

    values = [total(value, None) for value in (-np.inf, *cuts)]
    values += [total(np.nan, code) for code in singles]
    return Part(name, NumericBins(cuts, singles), (*values, total(np.nan, None)))


def _category_part(name: str, column: Categories, mine: list[tuple[Feature, Stump]], data: TrainingData) -> Part:
    rates = mine[0][0].rates or ()
    mean = float(data.bad.mean())
    unseen = sum(stump.at(mean) for _, stump in mine)
    groups: dict[float, list[str]] = {}
    for category, rate in zip(column.names, rates, strict=True):
        if rate != mean:
            groups.setdefault(sum(stump.at(rate) for _, stump in mine), []).append(category)
    missing = sum(stump.missing for _, stump in mine)
    return Part(name, CategoryBins(tuple(map(tuple, groups.values()))), (*groups, unseen, missing))


def _above(threshold: float) -> float:
    """The smallest float32 above a threshold: exactly the values right of the stump reach it."""
    nearest = round_to_single(threshold)
    if not np.isfinite(nearest):
        return np.inf
    above = nearest if nearest > threshold else next_up(nearest)
    return above if above < 2.0**128 else np.inf
