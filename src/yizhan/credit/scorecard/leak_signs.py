"""The single signs that the leak guard looks for; each is a figure of one column, or of two."""

from typing import Any

import numpy as np

from yizhan.credit.scorecard.columns import Categories
from yizhan.credit.scorecard.leak_columns import Dates
from yizhan.credit.scorecard.measures import auc

BINS = 32
FOLDS = 5
PRIOR_ROWS = 10.0
PURE_RATE = 0.98
SETTLED_BADS_SHARE = 0.10
SETTLED_ROWS_MIN = 10
NEAR_DAYS_MAX = 3 * 366


def missing_rows(column: Any) -> np.ndarray:
    """Where a column has no value."""
    if isinstance(column, Categories):
        return column.codes < 0
    return np.isnan(column.days if isinstance(column, Dates) else column.values.astype(np.float64))


def missingness_auc(column: Any, bad: np.ndarray) -> float:
    """How well being empty ranks the outcome, either way round."""
    missing = missing_rows(column)
    if not missing.any() or missing.all():
        return 0.5
    found = auc(missing.astype(np.float64), bad)
    return max(found, 1 - found)


def held_out_auc(column: Any, bad: np.ndarray) -> float:
    """AUC of the column alone, its bins' bad rates learnt on other folds, so that many values earn nothing by chance."""
    codes, count = _coarse_codes(column)
    fold = np.random.default_rng(0).integers(0, FOLDS, len(bad))
    expected = np.zeros(len(bad))
    for number in range(FOLDS):
        known = fold != number
        rows = np.bincount(codes[known], minlength=count)
        bads = np.bincount(codes[known], weights=bad[known], minlength=count)
        expected[~known] = ((bads + PRIOR_ROWS * bad.mean()) / (rows + PRIOR_ROWS))[codes[~known]]
    return auc(-expected, bad)


def settling_value(column: Any, bad: np.ndarray) -> dict[str, Any] | None:
    """A category or exact number nearly all of whose rows are bad, and which holds a tenth of all bad cases."""
    if bad.mean() > 0.5:
        return None
    values, codes = _exact_codes(column)
    rows = np.bincount(codes, minlength=len(values))
    bads = np.bincount(codes, weights=bad, minlength=len(values))
    pure = (rows >= SETTLED_ROWS_MIN) & (bads >= PURE_RATE * rows) & (bads >= SETTLED_BADS_SHARE * bad.sum())
    if not pure.any():
        return None
    first = int(np.flatnonzero(pure)[0])
    return {"value": str(values[first]), "rows": int(rows[first]), "bads": int(bads[first])}


def share_after(days: np.ndarray | None, decided: np.ndarray | None) -> float:
    """Share of the filled rows dated after the decision, for a column that is a date in the same unit; else 0.

    A number counts as such a date when nearly all of its rows lie within thirty years of the decision and in its order.
    """
    if days is None or decided is None:
        return 0.0
    both = ~np.isnan(days) & ~np.isnan(decided)
    if both.sum() < 2 or days[both].std() == 0 or decided[both].std() == 0:
        return 0.0
    gap = days[both] - decided[both]
    same_unit = np.mean((gap > -1) & (gap < 10 * NEAR_DAYS_MAX)) > 0.9 and np.median(decided[both]) > NEAR_DAYS_MAX
    together = np.corrcoef(days[both], decided[both])[0, 1] > 0.5
    return float(np.mean(gap > 0)) if same_unit and together else 0.0


def is_identifier(column: Any) -> bool:
    """Whether text or whole numbers differ on nearly every row of a table worth the name."""
    rows = int((~missing_rows(column)).sum())
    if rows < 500 or isinstance(column, Dates):
        return False
    share = distinct_count(column) / rows
    return share > 0.9 if isinstance(column, Categories) else share > 0.999 and column.values.dtype.kind in "iu"


def distinct_count(column: Any) -> int:
    """How many different values a column has."""
    return len(np.unique(column.codes if isinstance(column, Categories) else column.values))


def is_later_version(values: np.ndarray, other: np.ndarray) -> bool:
    """Whether an amount equals another on most rows that are not 0, and has far more distinct values than it."""
    both = ~np.isnan(values) & ~np.isnan(other) & (other != 0)
    if both.sum() < 100:
        return False
    equal = np.mean(values[both] == other[both])
    if not 0.4 <= equal < 1.0:
        return False
    mine, theirs = len(np.unique(values[both])), len(np.unique(other[both]))
    return theirs >= 50 and mine >= 1.3 * theirs


def is_ordered_by(values: np.ndarray, source: np.ndarray) -> bool:
    """Whether the source orders the values without exception worth naming: a flag or a multiple made from it."""
    both = ~np.isnan(values) & ~np.isnan(source)
    found = values[both]
    if len(found) < 100 or found.min() == found.max():
        return False
    if len(np.unique(found)) == 2:
        ranked = auc(source[both], found == found.min())
        return max(ranked, 1 - ranked) > 0.999
    return abs(np.corrcoef(_ranks(found), _ranks(source[both]))[0, 1]) > 0.999


def _ranks(values: np.ndarray) -> np.ndarray:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - counts / 2)[inverse]


def _exact_codes(column: Any) -> tuple[Any, np.ndarray]:
    if isinstance(column, Categories):
        return [*column.names, "missing"], np.where(column.codes < 0, len(column.names), column.codes)
    values = column.days if isinstance(column, Dates) else column.values.astype(np.float64)
    return np.unique(values, return_inverse=True)


def _coarse_codes(column: Any) -> tuple[np.ndarray, int]:
    if isinstance(column, Categories):
        return np.where(column.codes < 0, len(column.names), column.codes), len(column.names) + 1
    values = column.days if isinstance(column, Dates) else column.values.astype(np.float64)
    known = values[~np.isnan(values)]
    cuts = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1])) if len(known) else np.zeros(0)
    codes = np.searchsorted(cuts, values, side="right")
    codes[np.isnan(values)] = len(cuts) + 1
    return codes, len(cuts) + 2

