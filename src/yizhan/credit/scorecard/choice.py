"""How strongly to hold the boosting back, chosen inside the training part; the fewer bad cases, the more is asked.

From a thousand bad cases on, two hundred stumps of rate 0.1 stand as they are. Below, cross-validation inside the
training part picks the number of stumps and how much of a weight-of-evidence card is blended in, by log-loss. Many
settings were tried on training parts (smaller rates, larger leaves, ridge, column sampling, bagging): none gained.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from yizhan.credit.scorecard.additive import Additive, blend
from yizhan.credit.scorecard.boost import Strength, additive_of, features_of, fit_boost, fit_stumps
from yizhan.credit.scorecard.card import Direction
from yizhan.credit.scorecard.measures import log_loss
from yizhan.credit.scorecard.training_data import TrainingData
from yizhan.credit.scorecard.woe import fit_woe

MANY_BADS = 1000
FOLDS = 5
ITERATIONS = (25, 50, 100, 200, 400)
SHARES = (0.0, 0.3, 0.5, 0.7, 1.0)
Codes = Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; `held_out` are the log-odds of rows that the model of their fold had not seen, if any."""

    strength: Strength
    woe_share: float
    held_out: np.ndarray | None


def fit_chosen(data: TrainingData, directions: Mapping[str, Direction], codes: Codes, seed: int) -> tuple[Additive, Choice]:
    """The boosted model of a training part, blended as chosen, and the choice."""
    choice = choose(data, directions, codes, seed)
    if choice.woe_share == 1.0:
        return fit_woe(data, directions, codes), choice
    boosted = fit_boost(data, directions, codes, choice.strength, seed)
    if choice.woe_share == 0.0:
        return boosted, choice
    return blend(fit_woe(data, directions, codes), boosted, choice.woe_share), choice


def choose(data: TrainingData, directions: Mapping[str, Direction], codes: Codes, seed: int) -> Choice:
    """The strength and the share of weight of evidence for this training part."""
    if data.bads >= MANY_BADS:
        return Choice(Strength(200, 0.1, 20), 0.0, None)
    held_out = np.zeros((len(ITERATIONS), data.rows))
    evidence = np.zeros(data.rows)
    for train, test in folds(data.bad, FOLDS, seed):
        part, rest = data.take(train), data.take(test)
        evidence[test] = fit_woe(part, directions, codes).log_odds(rest)
        features = features_of(part, codes)
        strongest = _strength(part, ITERATIONS[-1])
        baseline, stumps = fit_stumps(features, part.bad, directions, strongest, seed)
        for row, iterations in enumerate(ITERATIONS):
            model = additive_of(part, features, baseline, stumps[:iterations], codes)
            held_out[row, test] = model.log_odds(rest)
    mixes = {(row, share): share * evidence + (1 - share) * held_out[row] for row in range(len(ITERATIONS)) for share in SHARES}
    losses = {key: log_loss(1 / (1 + np.exp(-log_odds)), data.bad) for key, log_odds in mixes.items()}
    row, share = min(losses, key=losses.__getitem__)
    return Choice(_strength(data, ITERATIONS[row]), share, mixes[row, share])


def folds(bad: np.ndarray, count: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Row numbers of `count` stratified folds as (train, test), from a seed."""
    generator = np.random.default_rng(seed)
    fold_of_row = np.empty(len(bad), np.intp)
    for kind in (True, False):
        rows = np.flatnonzero(bad == kind)
        fold_of_row[generator.permutation(rows)] = np.arange(len(rows)) % count
    return [(np.flatnonzero(fold_of_row != fold), np.flatnonzero(fold_of_row == fold)) for fold in range(count)]


def _strength(data: TrainingData, iterations: int) -> Strength:
    return Strength(iterations, 0.1, max(3, min(20, data.rows // 20)))
