"""Watching a card in use: stability of score and variables by month, and default rates by grade against their limits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np

from yizhan.credit.scorecard.batch import apply, bin_numbers, grades, probabilities
from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.scorecard.columns import columns_of
from yizhan.kernel.dated import load_dated

SCORE = "score"
SCORE_BANDS = 10


@dataclass(frozen=True, slots=True)
class WatchLimits:
    """From which figures on a warning or an alarm is given; see watch.yaml for the sources."""

    psi_warning: float
    psi_alarm: float
    backtest_confidence: float
    chance_quantile: float
    bad_risk_class: float
    outcome_months: float


class Outcome(StrEnum):
    """How an applicant ended: `open` while a good end is not yet proven, `not_lent` where no loan was paid out."""

    BAD = "bad"
    GOOD = "good"
    OPEN = "open"
    NOT_LENT = "not_lent"


@dataclass(frozen=True, slots=True)
class Baseline:
    """The population that a card was trained on: counts by score band and by bin of each variable."""

    card_id: str
    rows: int
    score_limits: tuple[int, ...]
    counts: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Stability:
    """The stability index of the score or a variable in one month: `stable`, `warning` or `alarm`.

    `chance` is what the index reaches by chance alone with so few rows; at or below it nothing is told.
    """

    month: str
    name: str
    rows: int
    index: float
    chance: float
    level: str


@dataclass(frozen=True, slots=True)
class GradeTest:
    """Defaults of one grade against the binomial limits of its expected rate: `within`, `above` or `below`."""

    grade: str
    rows: int
    bads: int
    expected_rate: float
    bads_low: int
    bads_high: int
    verdict: str


def watch_limits(on: date) -> WatchLimits:
    """The limits in force on a day."""
    dated = load_dated(Path(__file__).with_name("watch.yaml"))
    return WatchLimits(**{name: float(figure.on(on).value) for name, figure in dated.items()})


def outcome_of(worst_class: int, is_closed: bool, started_on: date, on: date, limits: WatchLimits) -> Outcome:
    """The outcome of a loan from the worst of the five risk classes (1 to 5) that it ever had."""
    if worst_class >= limits.bad_risk_class:
        return Outcome.BAD
    months = (on.year - started_on.year) * 12 + on.month - started_on.month - (on.day < started_on.day)
    return Outcome.GOOD if is_closed or months >= limits.outcome_months else Outcome.OPEN


def baseline_of(card: Scorecard, table: Any) -> Baseline:
    """The baseline from the training table (exactly the card's columns)."""
    points = apply(card, table)
    limits, score = score_bands(points)
    columns = columns_of(card, table)
    counts = [(variable.name, _counts(bin_numbers(variable.bins, columns[variable.name]), variable.bins.count))
              for variable in card.variables]
    return Baseline(card.card_id, len(points), limits, ((SCORE, score), *counts))


def own_baseline(card: Scorecard) -> Baseline | None:
    """The baseline that a trained card carries itself; None for an expert card, which was trained on nobody."""
    record = card.training
    if record is None or not record.score_counts or not all(variable.rows for variable in card.variables):
        return None
    counts = tuple((variable.name, variable.rows) for variable in card.variables)
    return Baseline(card.card_id, record.rows, record.score_limits, ((SCORE, record.score_counts), *counts))


def score_bands(points: np.ndarray) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Limits of up to ten bands with about equally many rows, and the rows in each."""
    limits = np.unique(np.quantile(points, np.linspace(0, 1, SCORE_BANDS + 1)[1:-1], method="higher"))
    counts = np.bincount(np.searchsorted(limits, points, side="right"), minlength=len(limits) + 1)
    return tuple(map(int, limits)), tuple(counts.tolist())


def watch(card: Scorecard, baseline: Baseline, table: Any, months: Sequence[str], limits: WatchLimits) -> tuple[Stability, ...]:
    """PSI of the score and CSI of each variable, month by month; `months` such as 2026-11 belong to the table's rows."""
    if baseline.card_id != card.card_id:
        raise ValueError(f"the baseline belongs to card {baseline.card_id}, not to {card.card_id}")
    month_of_row = np.asarray(months)
    columns, points = columns_of(card, table), apply(card, table)
    numbers = {SCORE: np.searchsorted(baseline.score_limits, points, side="right")}
    numbers |= {variable.name: bin_numbers(variable.bins, columns[variable.name]) for variable in card.variables}
    found = []
    for month in np.unique(month_of_row):
        inside = month_of_row == month
        for name, expected in baseline.counts:
            actual = np.bincount(numbers[name][inside], minlength=len(expected))
            found.append(_stability(str(month), name, np.array(expected), actual, limits))
    return tuple(found)


def stability_index(expected: np.ndarray, actual: np.ndarray) -> float:
    """Σ (a − e) · ln(a / e) over shares; half a row is added to each bin so that an empty one stays finite."""
    shares = [(counts + 0.5) / (counts + 0.5).sum() for counts in (actual, expected)]
    return float(((shares[0] - shares[1]) * np.log(shares[0] / shares[1])).sum())


def backtest(card: Scorecard, points: np.ndarray, bad: np.ndarray, limits: WatchLimits) -> tuple[GradeTest, ...]:
    """Defaults by grade, best first, against the two-sided binomial limits of the mean predicted probability."""
    bad = np.asarray(bad).astype(bool)
    grade_of_row, probability = grades(card, points), probabilities(card, points)
    found = []
    for grade in card.grades:
        inside = grade_of_row == grade.code
        rows, bads = int(inside.sum()), int(bad[inside].sum())
        if rows == 0:
            continue
        rate = float(probability[inside].mean())
        low, high = binomial_limits(rows, rate, limits.backtest_confidence)
        verdict = "above" if bads > high else "below" if bads < low else "within"
        found.append(GradeTest(grade.code, rows, bads, rate, low, high, verdict))
    return tuple(found)


def binomial_limits(rows: int, rate: float, confidence: float) -> tuple[int, int]:
    """The counts between which a binomial lies with at least this confidence, an equal tail left on either side."""
    if rate <= 0 or rate >= 1:
        return (0, 0) if rate <= 0 else (rows, rows)
    steps = np.log(np.arange(rows, 0, -1)) - np.log(np.arange(1, rows + 1)) + math.log(rate / (1 - rate))
    log_mass = rows * math.log1p(-rate) + np.concatenate(([0.0], np.cumsum(steps)))
    cumulative = np.minimum(np.cumsum(np.exp(log_mass)), 1.0)
    tail = (1 - confidence) / 2
    low, high = np.searchsorted(cumulative, (tail, 1 - tail), side="left")
    return int(low), int(min(high, rows))


def _stability(month: str, name: str, expected: np.ndarray, actual: np.ndarray, limits: WatchLimits) -> Stability:
    index = stability_index(expected, actual)
    used = int(((expected + actual) > 0).sum())
    chance = _chance(used, int(expected.sum()), int(actual.sum()), limits.chance_quantile)
    level = "stable"
    if index > chance and index >= limits.psi_warning:
        level = "alarm" if index >= limits.psi_alarm else "warning"
    return Stability(month, name, int(actual.sum()), index, chance, level)


def _chance(bins: int, expected_rows: int, actual_rows: int, quantile: float) -> float:
    """A quantile of the index without any shift: nearly (1/n + 1/m) times chi-square (Wilson and Hilferty's form)."""
    freedom = max(bins - 1, 1)
    width = 2 / (9 * freedom)
    chi_square = freedom * (1 - width + NormalDist().inv_cdf(quantile) * math.sqrt(width)) ** 3
    return chi_square * (1 / max(expected_rows, 1) + 1 / max(actual_rows, 1))


def _counts(numbers: np.ndarray, count: int) -> tuple[int, ...]:
    return tuple(np.bincount(numbers, minlength=count).tolist())
