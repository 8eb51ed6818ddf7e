"""A hybrid where defaults are few: an expert's bins and points, with probabilities from outcomes.

Below some hundred bad cases no trainer finds bins that last, but two numbers, the intercept and the slope of the log-odds on the
expert's points, can be learned. The card keeps the method `expert`; its calibration says from how many rows it is.
"""

import dataclasses
from typing import Any

import numpy as np

from yizhan.credit.scorecard.batch import apply
from yizhan.credit.scorecard.card import Calibration, Scorecard
from yizhan.credit.scorecard.judge import card_columns
from yizhan.credit.scorecard.measures import fit_logistic
from yizhan.kernel.refusal import Refusal, refuse

# Ten events for each of the two numbers: the usual least of logistic regression, a convention and no rule.
BADS_MIN = 20


def calibrated_on_outcomes(card: Scorecard, table: Any, bad: np.ndarray, version: str) -> Scorecard | Refusal:
    """The expert card with probabilities fitted on rows with outcomes (True is bad); points, bins and grades stay.

    `table` holds at least the card's columns. Refused: `bads_too_few`, `points_do_not_rank` when more points do not mean less
    risk on these rows, `version_unchanged`.
    """
    bad = np.asarray(bad).astype(bool)
    if version == card.version:
        return refuse("version_unchanged", version=version)
    bads = int(bad.sum())
    if bads < BADS_MIN or len(bad) - bads < BADS_MIN:
        return refuse("bads_too_few", bads=bads, least=BADS_MIN)
    intercept, slope = fit_logistic(apply(card, card_columns(card, table)).astype(np.float64), bad)
    if slope >= 0:
        return refuse("points_do_not_rank", rows=len(bad))
    source = f"expert points, probabilities from {bads} bad of {len(bad)} rows; from card {card.card_id}"
    return dataclasses.replace(card, version=version, calibration=Calibration(-intercept, -slope, "training", source))
