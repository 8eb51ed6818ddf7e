"""How strongly training is held back, chosen inside the training part; the fewer bad cases, the more is asked.

From a thousand bad cases on, settings stand as they are. Below, cross-validation inside the training part picks, by log-loss,
how free evidence is, the number of stumps, and how much of the evidence card is blended into the boosted one. Between blends
that differ by less than one standard error the one with more evidence wins: it is the simpler card. docs/decisions/0038, 0120.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from yizhan.credit.scorecard.additive import Additive, blend
from yizhan.credit.scorecard.boost import Strength, additive_of, features_of, fit_boost, fit_stumps
from yizhan.credit.scorecard.card import Direction
from yizhan.credit.scorecard.training_data import TrainingData
from yizhan.credit.scorecard.woe import Freedom, evidence_parts, fit_woe, weigh

MANY_BADS = 1000
FOLDS = 5
ITERATIONS = (25, 50, 100, 200, 400)
SHARES = (0.0, 0.3, 0.5, 0.7, 1.0)
WEIGHTS = (0.01, 0.03, 0.1, 0.3, 1.0)
DEPARTURES = (0.01, 0.1)
FREEDOM_OF_MANY = Freedom(1.0, 0.03)
Codes = Mapping[str, tuple[float, ...]]
Directions = Mapping[str, Direction]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; `held_out` are the log-odds of rows that the model of their fold had not seen, if any.

    `strength` is None for a card of evidence alone, whose `woe_share` is 1.
    """

    freedom: Freedom
    strength: Strength | None
    woe_share: float
    held_out: np.ndarray | None


def fit_evidence(data: TrainingData, directions: Directions, codes: Codes, seed: int) -> tuple[Additive, Choice]:
    """The weight-of-evidence model of a training part, as free as chosen, and the choice."""
    freedom, held_out = choose_freedom(data, directions, codes, seed)
    return fit_woe(data, directions, codes, freedom), Choice(freedom, None, 1.0, held_out)


def fit_chosen(data: TrainingData, directions: Directions, codes: Codes, seed: int) -> tuple[Additive, Choice]:
    """The boosted model of a training part, blended as chosen, and the choice."""
    choice = choose(data, directions, codes, seed)
    if choice.woe_share == 1.0:
        return fit_woe(data, directions, codes, choice.freedom), choice
    boosted = fit_boost(data, directions, codes, choice.strength, seed)
    if choice.woe_share == 0.0:
        return boosted, choice
    return blend(fit_woe(data, directions, codes, choice.freedom), boosted, choice.woe_share), choice


def choose(data: TrainingData, directions: Directions, codes: Codes, seed: int) -> Choice:
    """The strength and the share of weight of evidence for this training part."""
    freedom, evidence = choose_freedom(data, directions, codes, seed)
    if evidence is None:
        return Choice(freedom, Strength(200, 0.1, 20), 0.0, None)
    boosted = _held_out_boosts(data, directions, codes, seed)
    mixes = {(row, share): share * evidence + (1 - share) * boosted[row] for row in range(len(ITERATIONS)) for share in SHARES}
    losses = {key: row_losses(log_odds, data.bad) for key, log_odds in mixes.items()}
    row, share = simplest_of_the_best(losses)
    return Choice(freedom, _strength(data, ITERATIONS[row]), share, mixes[row, share])


def choose_freedom(data: TrainingData, directions: Directions, codes: Codes, seed: int) -> tuple[Freedom, np.ndarray | None]:
    """How free evidence is, with held-out log-odds where cross-validation chose: first the weights, then the departures."""
    if data.bads >= MANY_BADS:
        return FREEDOM_OF_MANY, None
    fitted = []
    for train, test in folds(data.bad, FOLDS, seed):
        part = data.take(train)
        fitted.append((part, evidence_parts(part, directions, codes), data.take(test), test))

    def held_out(freedom: Freedom) -> np.ndarray:
        found = np.zeros(data.rows)
        for part, parts, rest, test in fitted:
            found[test] = weigh(part, parts, directions, freedom).log_odds(rest)
        return found

    tried = {freedom: held_out(freedom) for freedom in (Freedom(weight, 0.0) for weight in WEIGHTS)}
    losses = {freedom: row_losses(log_odds, data.bad).mean() for freedom, log_odds in tried.items()}
    weight = min(losses, key=losses.__getitem__).weight
    for freedom in (Freedom(weight, departure) for departure in DEPARTURES):
        tried[freedom] = held_out(freedom)
        losses[freedom] = row_losses(tried[freedom], data.bad).mean()
    best = min(losses, key=losses.__getitem__)
    return best, tried[best]


def row_losses(log_odds: np.ndarray, bad: np.ndarray) -> np.ndarray:
    """Each row's negative log-likelihood in nats."""
    return np.logaddexp(0.0, np.where(bad, -log_odds, log_odds))


def simplest_of_the_best(losses: Mapping[tuple[int, float], np.ndarray]) -> tuple[int, float]:
    """Of the (row, share) whose losses are within one standard error of the least, that with the largest share, then the least loss."""
    means = {key: float(values.mean()) for key, values in losses.items()}
    best = min(means, key=means.__getitem__)

    def is_near(key: tuple[int, float]) -> bool:
        excess = losses[key] - losses[best]
        return float(excess.mean()) <= float(excess.std()) / len(excess) ** 0.5

    return min((key for key in means if is_near(key)), key=lambda key: (-key[1], means[key]))


def folds(bad: np.ndarray, count: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Row numbers of `count` stratified folds as (train, test), from a seed."""
    generator = np.random.default_rng(seed)
    fold_of_row = np.empty(len(bad), np.intp)
    for kind in (True, False):
        rows = np.flatnonzero(bad == kind)
        fold_of_row[generator.permutation(rows)] = np.arange(len(rows)) % count
    return [(np.flatnonzero(fold_of_row != fold), np.flatnonzero(fold_of_row == fold)) for fold in range(count)]


def _held_out_boosts(data: TrainingData, directions: Directions, codes: Codes, seed: int) -> np.ndarray:
    """Held-out log-odds of each number of stumps (rows) for each row of the data (columns)."""
    held_out = np.zeros((len(ITERATIONS), data.rows))
    for train, test in folds(data.bad, FOLDS, seed):
        part, rest = data.take(train), data.take(test)
        features = features_of(part, codes)
        baseline, stumps = fit_stumps(features, part.bad, directions, _strength(part, ITERATIONS[-1]), seed)
        for row, iterations in enumerate(ITERATIONS):
            held_out[row, test] = additive_of(part, features, baseline, stumps[:iterations], codes).log_odds(rest)
    return held_out


def _strength(data: TrainingData, iterations: int) -> Strength:
    return Strength(iterations, 0.1, max(3, min(20, data.rows // 20)))
