"""How good a card is on rows that it has not seen: figures with bootstrap intervals, bands, calibration, comparison."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from yizhan.credit.scorecard.batch import apply, probabilities
from yizhan.credit.scorecard.card import Metric, Scorecard
from yizhan.credit.scorecard.columns import parts_of
from yizhan.credit.scorecard.measures import Band, auc, bands, brier, fit_logistic, ks, log_loss
from yizhan.credit.scorecard.score import columns_problem

RESAMPLES = 1000
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Judgement:
    """A card on one part of the data. `calibration_intercept` 0 and `calibration_slope` 1 would be perfect."""

    card_id: str
    part: str
    rows: int
    bads: int
    metrics: tuple[Metric, ...]
    bands: tuple[Band, ...]
    calibration_intercept: float
    calibration_slope: float

    def metric(self, name: str) -> Metric:
        """A figure by its name; raises KeyError."""
        return {metric.name: metric for metric in self.metrics}[name]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Challenger less champion on the same rows; a positive AUC difference favours the challenger."""

    champion_id: str
    challenger_id: str
    rows: int
    bads: int
    champion_auc: float
    challenger_auc: float
    difference: Metric
    champion_log_loss: float
    challenger_log_loss: float


def judge(card: Scorecard, table: Any, bad: np.ndarray, part: str, seed: int = 0, resamples: int = RESAMPLES) -> Judgement:
    """AUC, KS, Brier score and log-loss with 95 % bootstrap intervals, ten bands, and the calibration line.

    `table` has exactly the card's columns (`card_columns` picks them), `bad` is True or 1 for a default, and holds both
    kinds. `part` names the rows: `out_of_time`, `hold_out`, ….
    """
    bad = np.asarray(bad).astype(bool)
    points = apply(card, table)
    return judge_points(card, points, bad, part, seed, resamples)


def judge_points(card: Scorecard, points: np.ndarray, bad: np.ndarray, part: str, seed: int = 0,
                 resamples: int = RESAMPLES) -> Judgement:
    """`judge` for rows that were scored before."""
    probability = probabilities(card, points)
    figures: dict[str, Callable[[np.ndarray], float]] = {
        "auc": lambda rows: auc(points[rows], bad[rows]), "ks": lambda rows: ks(points[rows], bad[rows]),
        "brier": lambda rows: brier(probability[rows], bad[rows]), "log_loss": lambda rows: log_loss(probability[rows], bad[rows])}
    metrics = tuple(_with_interval(name, part, figure, bad, seed, resamples) for name, figure in figures.items())
    log_odds = -(card.calibration.intercept + card.calibration.slope * points)
    intercept, slope = fit_logistic(log_odds, bad)
    return Judgement(card.card_id, part, len(bad), int(bad.sum()), metrics, bands(points, probability, bad), intercept, slope)


def compare(champion: Scorecard, challenger: Scorecard, table: Any, bad: np.ndarray, seed: int = 0,
            resamples: int = RESAMPLES) -> Comparison:
    """Both cards on the same applicants; `table` holds at least the columns of both, others are not looked at."""
    bad = np.asarray(bad).astype(bool)
    scored = [apply(card, card_columns(card, table)) for card in (champion, challenger)]
    losses = [log_loss(probabilities(card, points), bad) for card, points in zip((champion, challenger), scored, strict=True)]
    return Comparison(champion.card_id, challenger.card_id, len(bad), int(bad.sum()), auc(scored[0], bad), auc(scored[1], bad),
                      paired_difference(scored[1], scored[0], bad, seed, resamples), *losses)


def paired_difference(ours: np.ndarray, theirs: np.ndarray, bad: np.ndarray, seed: int = 0, resamples: int = RESAMPLES) -> Metric:
    """AUC of `ours` less that of `theirs` on the same rows, with the interval of the paired bootstrap."""
    def difference(rows: np.ndarray) -> float:
        return auc(ours[rows], bad[rows]) - auc(theirs[rows], bad[rows])

    return _with_interval("auc_difference", "paired", difference, bad, seed, resamples)


def cross_validate(table: Any, bad: np.ndarray, settings: Any, seed: int = 0, repeats: int = 1) -> tuple[Metric, ...]:
    """AUC, KS and log-loss over folds that each fitted card has not seen; the interval is mean ± 1.96 standard errors.

    Needs the extra [train]. The folds overlap in their training rows, so the interval is a little too narrow.
    """
    from yizhan.credit.scorecard.choice import folds
    from yizhan.credit.scorecard.train import train
    from yizhan.credit.scorecard.training_data import training_data

    data = training_data(table, bad)
    found: dict[str, list[float]] = {"auc": [], "ks": [], "log_loss": []}
    for repeat in range(repeats):
        for fit_rows, test_rows in folds(data.bad, FOLDS, seed + repeat):
            card = train(_rows_of(table, fit_rows), data.bad[fit_rows], settings)
            points = apply(card, card_columns(card, _rows_of(table, test_rows)))
            outcome = data.bad[test_rows]
            found["auc"].append(auc(points, outcome))
            found["ks"].append(ks(points, outcome))
            found["log_loss"].append(log_loss(probabilities(card, points), outcome))
    return tuple(_mean(name, values) for name, values in found.items())


def card_columns(card: Scorecard, table: Any) -> dict[str, Any]:
    """The card's columns out of a wider table: the one place where other columns are left aside, and on purpose."""
    parts = parts_of(table)
    if not card.columns <= parts.keys():
        raise KeyError(columns_problem(card, parts.keys() & card.columns))
    return {name: parts[name] for name in card.columns}


def _rows_of(table: Any, rows: np.ndarray) -> dict[str, Any]:
    return {name: part[rows] if isinstance(part, np.ndarray) else part.take(rows) for name, part in parts_of(table).items()}


def _mean(name: str, values: list[float]) -> Metric:
    mean, error = float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(len(values)))
    return Metric(name, "cross_validation", mean, mean - 1.96 * error, mean + 1.96 * error)


def _with_interval(name: str, part: str, figure: Callable[[np.ndarray], float], bad: np.ndarray, seed: int, resamples: int) -> Metric:
    generator = np.random.default_rng(seed)
    rows = len(bad)
    found = []
    for _ in range(resamples):
        drawn = generator.integers(0, rows, rows)
        if 0 < np.count_nonzero(bad[drawn]) < rows:
            found.append(figure(drawn))
    low, high = np.quantile(found, (0.025, 0.975)) if found else (float("nan"), float("nan"))
    return Metric(name, part, figure(np.arange(rows)), float(low), float(high))
