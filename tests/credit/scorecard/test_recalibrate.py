"""Recalibration: the new base rate is met, points stay, and two people are needed."""

from datetime import date

import numpy as np
import pytest

from tests.credit.scorecard.cards import small_card
from yizhan.credit.scorecard.batch import probabilities
from yizhan.credit.scorecard.card_json import from_json, to_json
from yizhan.credit.scorecard.recalibrate import propose_recalibration, recalibrated
from yizhan.kernel.refusal import Refusal

POINTS = np.random.default_rng(0).integers(540, 660, 5000)
ON = date(2026, 11, 23)


def proposed(rate: float = 0.2, reason: str = "defaults of 2026"):
    return propose_recalibration(small_card(), POINTS, rate, reason, "analyst", ON)


@pytest.mark.parametrize("rate", [0.001, 0.05, 0.5, 0.97])
def test_the_mean_probability_becomes_the_new_rate_and_points_stay(rate) -> None:
    after = recalibrated(small_card(), proposed(rate), "2", "manager", date(2027, 1, 1))
    assert probabilities(after, POINTS).mean() == pytest.approx(rate, rel=1e-6)
    assert (after.variables, after.pairs, after.grades) == (small_card().variables, small_card().pairs, small_card().grades)
    assert after.calibration.slope == small_card().calibration.slope
    assert after.calibration.basis == "recalibration"
    assert (after.version, after.effective_from) == ("2", date(2027, 1, 1))
    assert from_json(to_json(after)) == after


def test_the_step_is_recorded_in_the_card() -> None:
    source = recalibrated(small_card(), proposed(), "2", "manager", ON).calibration.source
    for part in ("analyst", "manager", "defaults of 2026", small_card().card_id, "5000 rows", "0.200000"):
        assert part in source


@pytest.mark.parametrize(
    ("rate", "reason", "code"), [(0.0, "x", "rate_out_of_range"), (1.0, "x", "rate_out_of_range"), (0.1, " ", "reason_missing")]
)
def test_a_proposal_that_says_too_little_is_refused(rate, reason, code) -> None:
    assert isinstance(proposed(rate, reason), Refusal) and proposed(rate, reason).code == code


def test_a_proposal_needs_rows() -> None:
    assert propose_recalibration(small_card(), POINTS[:0], 0.1, "x", "analyst", ON).code == "rows_missing"


@pytest.mark.parametrize(("version", "by", "code"), [("2", "analyst", "same_person"), ("1", "manager", "version_unchanged")])
def test_a_step_without_a_second_person_or_a_new_version_is_refused(version, by, code) -> None:
    assert recalibrated(small_card(), proposed(), version, by, ON).code == code


def test_a_step_for_another_card_is_refused() -> None:
    after = recalibrated(small_card(), proposed(), "2", "manager", ON)
    assert recalibrated(after, proposed(), "3", "manager", ON).code == "other_card"
