"""Recalibration to a new base rate: a recorded step that one person proposes and another approves."""

import dataclasses
import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from yizhan.credit.scorecard.batch import probabilities
from yizhan.credit.scorecard.card import Calibration, Scorecard
from yizhan.kernel.refusal import Refusal, refuse


@dataclass(frozen=True, slots=True)
class Recalibration:
    """A proposal: the mean probability of default over the same points moves from one rate to another."""

    card_id: str
    rate_before: float
    rate_after: float
    intercept_after: float
    rows: int
    reason: str
    proposed_by: str
    proposed_on: date


def propose_recalibration(card: Scorecard, points: np.ndarray, rate: float, reason: str, by: str,
                          on: date) -> Recalibration | Refusal:
    """The intercept at which the mean probability over these points is `rate`; ranking and points stay as they are.

    Refused: `rate_out_of_range` unless 0 < rate < 1, `reason_missing`, `rows_missing` without points.
    """
    if not 0 < rate < 1:
        return refuse("rate_out_of_range", rate=str(rate))
    if not reason.strip():
        return refuse("reason_missing")
    if len(points) == 0:
        return refuse("rows_missing")
    before = float(probabilities(card, points).mean())
    return Recalibration(card.card_id, before, rate, _intercept(card.calibration, points, rate), len(points), reason, by, on)


def recalibrated(card: Scorecard, step: Recalibration, version: str, approved_by: str, effective_from: date) -> Scorecard | Refusal:
    """The card as a new version with the new intercept.

    Refused: `same_person` when proposer and approver are one, `other_card`, `version_unchanged`.
    """
    if approved_by == step.proposed_by:
        return refuse("same_person", person=approved_by)
    if step.card_id != card.card_id:
        return refuse("other_card", proposed_for=step.card_id, card=card.card_id)
    if version == card.version:
        return refuse("version_unchanged", version=version)
    source = (f"from {step.rate_before:.6f} to {step.rate_after:.6f} over {step.rows} rows; proposed by {step.proposed_by} on "
              f"{step.proposed_on}, approved by {approved_by}; {step.reason}; from card {card.card_id}")
    calibration = Calibration(step.intercept_after, card.calibration.slope, "recalibration", source)
    return dataclasses.replace(card, version=version, calibration=calibration, effective_from=effective_from)


def _intercept(calibration: Calibration, points: np.ndarray, rate: float) -> float:
    """Found by halving: the mean probability falls as the intercept rises."""
    values, counts = np.unique(points, return_counts=True)
    target = math.log((1 - rate) / rate)
    low, high = target - calibration.slope * float(values[-1]), target - calibration.slope * float(values[0])
    for _ in range(200):
        middle = (low + high) / 2
        mean = float((counts / (1 + np.exp(middle + calibration.slope * values))).sum() / counts.sum())
        low, high = (middle, high) if mean > rate else (low, middle)
    return (low + high) / 2
