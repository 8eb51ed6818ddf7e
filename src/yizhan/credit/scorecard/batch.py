"""A table against a card: integer points for each row, the same in every engine. numpy here, numba with
extra [fast]."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any

import numpy as np

from yizhan.credit.scorecard.bins import CategoryBins, NumericBins
from yizhan.credit.scorecard.card import Scorecard, Variable
from yizhan.credit.scorecard.columns import Categories, Numbers, columns_of, row_count

BLOCK_ROWS = 1 << 15
COUNTED_CUTS_MAX = 40
AddPoints = Callable[[Variable, np.ndarray, np.ndarray], None]


def apply(card: Scorecard, table: Any, engine: str = "auto", threads: int = 2) -> np.ndarray:
    """Points of each row as int32. Tables are those of `columns`; the columns must be exactly the card's.

    `engine`: `numpy`, `fast` (numba; ImportError without it), or `auto`, which takes `fast` where it is
    installed and the table is large enough to be worth the compiler's start. Raises RowError as `columns_of`
    does.
    """
    columns = columns_of(card, table)
    rows = row_count(next(iter(columns.values())))
    if engine not in ("auto", "numpy", "fast"):
        raise ValueError(f"engine {engine!r} is none of auto, numpy, fast")
    fast = engine == "fast" or (engine == "auto" and rows >= 500_000 and find_spec("numba") is not None)
    add_points = _fast_adder() if fast else add_points_numpy
    points = np.empty(rows, np.int32)
    blocks = [slice(start, min(start + BLOCK_ROWS, rows)) for start in range(0, rows, BLOCK_ROWS)]

    def score(block: slice) -> None:
        _score_block(card, columns, block, points[block], add_points)

    if threads > 1 and len(blocks) > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(score, blocks))
    else:
        for block in blocks:
            score(block)
    return points


def probabilities(card: Scorecard, points: np.ndarray) -> np.ndarray:
    """Probability of default of each number of points, as float64."""
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(card.calibration.intercept + card.calibration.slope * points))


def grades(card: Scorecard, points: np.ndarray) -> np.ndarray:
    """The grade code of each number of points."""
    ends = np.array([grade.points_min for grade in card.grades[:-1]][::-1], dtype=np.int64)
    codes = np.array([grade.code for grade in card.grades][::-1])
    return codes[np.searchsorted(ends, points, side="right")]


def bin_numbers(bins: NumericBins | CategoryBins, column: Numbers | Categories) -> np.ndarray:
    """The bin of each row of a column, as intp."""
    if isinstance(bins, CategoryBins):
        return _category_bins(bins, column)
    return _interval_numbers(bins, column.block(slice(None)))


def add_points_numpy(variable: Variable, values: np.ndarray, out: np.ndarray) -> None:
    """Adds the points of one numeric variable to `out`."""
    out += np.asarray(variable.points, np.int32).take(_interval_numbers(variable.bins, values))


def _score_block(
    card: Scorecard, columns: dict[str, Any], block: slice, out: np.ndarray, add_points: AddPoints
) -> None:
    out[:] = card.intercept_points
    for variable in card.variables:
        column = columns[variable.name]
        if isinstance(column, Numbers):
            add_points(variable, column.block(block), out)
        else:
            by_code = np.asarray(variable.points, np.int32)[_code_bins(variable.bins, column.names)]
            out += by_code[column.codes[block]]
    for pair in card.pairs:
        first = _block_bins(pair.first_bins, columns[pair.first], block)
        second = _block_bins(pair.second_bins, columns[pair.second], block)
        out += np.asarray(pair.points, np.int32)[first, second]


def _block_bins(bins: NumericBins | CategoryBins, column: Numbers | Categories, block: slice) -> np.ndarray:
    if isinstance(column, Numbers):
        return _interval_numbers(bins, column.block(block))
    return _code_bins(bins, column.names)[column.codes[block]]


def _category_bins(bins: CategoryBins, column: Categories) -> np.ndarray:
    return _code_bins(bins, column.names)[column.codes]


def _code_bins(bins: CategoryBins, names: tuple[str, ...]) -> np.ndarray:
    """The bin of each code; the last entry, which code -1 reads, is that of missing."""
    return np.array([*(bins.lookup.get(name, bins.count - 2) for name in names), bins.count - 1], np.intp)


def _interval_numbers(bins: NumericBins, values: np.ndarray) -> np.ndarray:
    """Bins of float32 values. Few cuts are counted, one vectorised comparison each, which beats a search."""
    cuts = np.asarray(bins.cuts, np.float32)
    if len(cuts) > COUNTED_CUTS_MAX:
        found = cuts.searchsorted(values, side="right")
    else:
        found = np.zeros(len(values), np.uint8)
        passed = np.empty(len(values), np.bool_)
        for cut in cuts:
            np.greater_equal(values, cut, out=passed)
            found += passed.view(np.uint8)
        found = found.astype(np.intp)
    for position, code in enumerate(bins.special_codes):
        found[values == np.float32(code)] = len(cuts) + 1 + position
    missing = values != values
    if missing.any():
        found[missing] = bins.count - 1
    return found


def _fast_adder() -> AddPoints:
    from yizhan.credit.scorecard.kernel_fast import add_points_fast

    return add_points_fast
