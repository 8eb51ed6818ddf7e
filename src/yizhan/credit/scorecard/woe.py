"""Training by weight of evidence: optbinning finds the bins, a logistic regression weighs the variables.

A variable whose coefficient has the wrong sign (more evidence of bad, fewer points lost) is dropped and the regression is
fitted again, so that each table can be read on its own. Evidence looks at one variable at a time; where variables overlap,
bins may then depart from it together, held back by a penalty (docs/decisions/0120). Who asks for a direction keeps pure evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from yizhan.credit.scorecard.additive import Additive, Part
from yizhan.credit.scorecard.batch import bin_numbers
from yizhan.credit.scorecard.bins import Bins, CategoryBins, NumericBins
from yizhan.credit.scorecard.card import Direction
from yizhan.credit.scorecard.columns import Categories, Numbers
from yizhan.credit.scorecard.ridge import fit_ridge
from yizhan.credit.scorecard.single_precision import LARGEST_SINGLE, next_up, round_to_single
from yizhan.credit.scorecard.training_data import TrainingData, TrainingError

PRIOR_ROWS = 5.0
SMALLEST_CATEGORY_SHARE = 0.01
# A group of categories holds about thirty bad cases at an average rate, and never more than optbinning's usual 5 % of the rows.
CATEGORY_BADS = 30
CATEGORY_SHARE_MAX = 0.05
CATEGORY_GROUPS_MAX = 60
TRENDS = {Direction.INCREASING: "descending", Direction.DECREASING: "ascending"}


@dataclass(frozen=True, slots=True)
class Freedom:
    """How far evidence may be reweighed: variance of a variable's weight around 0, and of a bin's departure (0: none)."""

    weight: float
    departure: float


PLAIN = Freedom(1.0, 0.0)


def fit_woe(data: TrainingData, directions: Mapping[str, Direction], codes: Mapping[str, tuple[float, ...]],
            freedom: Freedom = PLAIN) -> Additive:
    """Bins and weights from a training part. `directions` are those of points, `codes` the special values by name."""
    return weigh(data, evidence_parts(data, directions, codes), directions, freedom)


def evidence_parts(data: TrainingData, directions: Mapping[str, Direction], codes: Mapping[str, tuple[float, ...]]) -> list[Part]:
    """Each variable's bins with their evidence; columns that say nothing are left out. Raises TrainingError when all are."""
    parts = []
    for name, column in data.columns.items():
        bins = _bins(column, data.bad, directions.get(name, Direction.FREE), codes.get(name, ()))
        part = Part(name, bins, tuple(evidence(bin_numbers(bins, column), data.bad, bins.count).tolist()))
        if not part.is_flat():
            parts.append(part)
    if not parts:
        raise TrainingError("no column tells good from bad")
    return parts


def evidence(bin_of_row: np.ndarray, bad: np.ndarray, count: int) -> np.ndarray:
    """Log-odds of bad of each bin less those of all rows, drawn to 0 by a prior of five average rows."""
    rows = np.bincount(bin_of_row, minlength=count)
    bads = np.bincount(bin_of_row, weights=bad, minlength=count)
    rate = bad.mean()
    smoothed = (bads + PRIOR_ROWS * rate) / (rows + PRIOR_ROWS)
    return np.log(smoothed / (1 - smoothed)) - np.log(rate / (1 - rate))


def weigh(data: TrainingData, parts: list[Part], directions: Mapping[str, Direction], freedom: Freedom) -> Additive:
    """The sum of the parts with a weight for each, all of them positive, and departures as far as they are free."""
    columns = np.column_stack([part.of(data.columns[part.name]) for part in parts])
    kept = np.arange(len(parts))
    while True:
        shown = columns[:, kept]
        weights, intercept = fit_ridge(lambda rows, shown=shown: shown[rows], data.bad, np.full(len(kept), 1 / freedom.weight))
        if (weights > 0).all() or len(kept) == 1:
            break
        kept = np.delete(kept, weights.argmin())
    weighted = [Part(parts[index].name, parts[index].bins, tuple(max(weight, 0.0) * value for value in parts[index].log_odds))
                for index, weight in zip(kept, weights.tolist(), strict=True)]
    model = Additive(intercept, tuple(weighted))
    return _departed(data, model, directions, freedom.departure) if freedom.departure > 0 else model


def _departed(data: TrainingData, model: Additive, directions: Mapping[str, Direction], variance: float) -> Additive:
    """Bins of variables without a direction moved together to where they fit best, from the evidence and not far from it."""
    free = [part for part in model.parts if directions.get(part.name, Direction.FREE) is Direction.FREE]
    if not free:
        return model
    base = model.log_odds(data)
    numbers = [bin_numbers(part.bins, data.columns[part.name])[:, None] for part in free]
    ranges = [np.arange(part.bins.count) for part in free]
    ends = np.cumsum([part.bins.count for part in free])

    def design(rows: slice) -> np.ndarray:
        inside = [number[rows] == bins for number, bins in zip(numbers, ranges, strict=True)]
        return np.column_stack([base[rows], *inside]).astype(np.float64)

    penalties = np.append(1e-6, np.full(ends[-1], 1 / variance))
    weights, intercept = fit_ridge(design, data.bad, penalties, start=np.append(1.0, np.zeros(ends[-1])))
    scale, moves = float(weights[0]), dict(zip((part.name for part in free), np.split(weights[1:], ends[:-1]), strict=True))
    parts = tuple(Part(part.name, part.bins, tuple((scale * np.array(part.log_odds) + moves.get(part.name, 0.0)).tolist()))
                  for part in model.parts)
    return Additive(scale * model.intercept + intercept, parts)


def _bins(column: Numbers | Categories, bad: np.ndarray, direction: Direction, codes: tuple[float, ...]) -> Bins:
    from optbinning import OptimalBinning

    if isinstance(column, Categories):
        return _category_bins(column, bad)
    values = column.values.astype(np.float64)
    singles = tuple(round_to_single(code) for code in codes)
    values = np.clip(np.where(np.isin(values, singles), np.nan, values), -LARGEST_SINGLE, LARGEST_SINGLE)
    if np.isnan(values).all():
        return NumericBins((), singles)
    found = OptimalBinning(dtype="numerical", monotonic_trend=TRENDS.get(direction, "auto_heuristic")).fit(values, bad.astype(int))
    return NumericBins(tuple(sorted({_up_to_single(split) for split in found.splits})), singles)


def _category_bins(column: Categories, bad: np.ndarray) -> CategoryBins:
    """Groups by optbinning; none where every category is rare, as names and numbers of files are."""
    from optbinning import OptimalBinning

    counts = np.bincount(column.codes[column.codes >= 0], minlength=1)
    if counts.max() < SMALLEST_CATEGORY_SHARE * len(bad):
        return CategoryBins(())
    values = np.array([*column.names, None], dtype=object)[column.codes]
    share = min(CATEGORY_SHARE_MAX, max(SMALLEST_CATEGORY_SHARE, CATEGORY_BADS / max(int(bad.sum()), 1)))
    found = OptimalBinning(dtype="categorical", cat_cutoff=SMALLEST_CATEGORY_SHARE, min_prebin_size=share,
                           max_n_prebins=CATEGORY_GROUPS_MAX).fit(values, bad.astype(int))
    groups = [tuple(str(name) for name in group) for group in found.splits]
    pooled = set(map(str, getattr(found, "_cat_others", None) or ()))
    return CategoryBins(tuple(group for group in groups if not pooled & set(group)))


def _up_to_single(split: float) -> float:
    """The smallest float32 at or above a split: the same rows lie on its right."""
    nearest = round_to_single(float(split))
    return nearest if nearest >= split else next_up(nearest)
