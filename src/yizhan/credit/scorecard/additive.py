"""What every way of training ends in: a sum of step functions in log-odds of bad, still exact, not yet integer."""

from dataclasses import dataclass, replace

import numpy as np

from yizhan.credit.scorecard.batch import bin_numbers
from yizhan.credit.scorecard.bins import Bins, CategoryBins, NumericBins
from yizhan.credit.scorecard.columns import Categories, Numbers
from yizhan.credit.scorecard.training_data import TrainingData


@dataclass(frozen=True, slots=True)
class Part:
    """One variable: what each bin adds to the log-odds of bad."""

    name: str
    bins: Bins
    log_odds: tuple[float, ...]

    def of(self, column: Numbers | Categories) -> np.ndarray:
        """The contribution to each row."""
        return np.array(self.log_odds)[bin_numbers(self.bins, column)]

    def is_flat(self) -> bool:
        """Whether all bins add the same."""
        return max(self.log_odds) - min(self.log_odds) < 1e-9


@dataclass(frozen=True, slots=True)
class Additive:
    """Log-odds of bad = `intercept` + Σ parts."""

    intercept: float
    parts: tuple[Part, ...]

    def log_odds(self, data: TrainingData) -> np.ndarray:
        """Log-odds of bad of each row."""
        total = np.full(data.rows, self.intercept)
        for part in self.parts:
            total += part.of(data.columns[part.name])
        return total


def blend(first: Additive, second: Additive, weight: float) -> Additive:
    """`weight` · first + (1 − weight) · second; their cuts and groups are united, so the sum stays additive."""
    if weight in (0.0, 1.0):
        return first if weight else second
    ours, theirs = ({part.name: part for part in model.parts} for model in (first, second))
    parts = []
    for name in {**ours, **theirs}:
        found = [(model[name], share) for model, share in ((ours, weight), (theirs, 1 - weight)) if name in model]
        parts.append(_sum_of_parts(name, found))
    return Additive(weight * first.intercept + (1 - weight) * second.intercept, tuple(parts))


def _sum_of_parts(name: str, found: list[tuple[Part, float]]) -> Part:
    if len(found) == 1:
        part, share = found[0]
        return replace(part, log_odds=tuple(share * value for value in part.log_odds))
    bins = _united(found[0][0].bins, found[1][0].bins)
    values = np.zeros(bins.count)
    for part, share in found:
        values += share * np.array(part.log_odds)[_bins_inside(bins, part.bins)]
    return Part(name, bins, tuple(values.tolist()))


def _united(first: Bins, second: Bins) -> Bins:
    if isinstance(first, NumericBins):
        return NumericBins(tuple(sorted({*first.cuts, *second.cuts})), first.special_codes)
    names = [*first.lookup, *(name for name in second.lookup if name not in first.lookup)]
    groups: dict[tuple[int, int], list[str]] = {}
    for name in names:
        groups.setdefault((first.index(name), second.index(name)), []).append(name)
    return CategoryBins(tuple(tuple(group) for group in groups.values()))


def _bins_inside(fine: Bins, coarse: Bins) -> list[int]:
    """For each bin of `fine`, the bin of `coarse` that it lies in."""
    if isinstance(fine, CategoryBins):
        return [*(coarse.index(group[0]) for group in fine.groups), coarse.count - 2, coarse.count - 1]
    inside = [int(np.searchsorted(coarse.cuts, cut, side="right")) for cut in fine.cuts]
    codes = [coarse.index(code) for code in fine.special_codes]
    return [0, *inside, *codes, coarse.count - 1]


def simplify(part: Part, rows: np.ndarray, bins_max: int, tolerance: float) -> Part:
    """Neighbouring bins merged while the merge costs less than `tolerance` of log-odds, and down to `bins_max` bins.

    The pair whose merge changes the fewest rows by the least is merged first; `rows` counts the rows of each bin.
    A merged bin has the mean over its rows, so a monotone part stays monotone. Of categories, groups merge by value.
    """
    count = len(part.bins.cuts) + 1 if isinstance(part.bins, NumericBins) else len(part.bins.groups)
    order = np.arange(count) if isinstance(part.bins, NumericBins) else np.argsort(part.log_odds[:count], kind="stable")
    blocks = [[int(index)] for index in order]
    values = [part.log_odds[index] for index in order]
    weights = [max(float(rows[index]), 0.5) for index in order]
    while len(blocks) > 1:
        gaps = np.abs(np.diff(values))
        weight = np.array(weights)
        cost = gaps**2 * weight[:-1] * weight[1:] / (weight[:-1] + weight[1:])
        at = int(cost.argmin()) if len(blocks) > bins_max else int(gaps.argmin())
        if len(blocks) <= bins_max and gaps[at] > tolerance:
            break
        total = weights[at] + weights[at + 1]
        values[at] = (values[at] * weights[at] + values[at + 1] * weights[at + 1]) / total
        weights[at], blocks[at] = total, blocks[at] + blocks[at + 1]
        del values[at + 1], weights[at + 1], blocks[at + 1]
    return _rebuilt(part, blocks, values, count)


def _rebuilt(part: Part, blocks: list[list[int]], values: list[float], count: int) -> Part:
    if isinstance(part.bins, NumericBins):
        cuts = tuple(part.bins.cuts[block[0] - 1] for block in blocks[1:])
        bins: Bins = NumericBins(cuts, part.bins.special_codes)
    else:
        bins = CategoryBins(tuple(tuple(name for index in block for name in part.bins.groups[index]) for block in blocks))
    return Part(part.name, bins, (*values, *part.log_odds[count:]))
