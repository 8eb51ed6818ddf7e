"""An expert card learns its probabilities from few outcomes and nothing else."""

import numpy as np
import pytest

from tests.credit.scorecard.cards import make_card, numeric
from yizhan.credit.scorecard.batch import apply, probabilities
from yizhan.credit.scorecard.hybrid import calibrated_on_outcomes

CARD = make_card(numeric("x", (-1.0, 0.0, 1.0), (-60, -20, 20, 60, 0)))


def rows(count: int, seed: int = 0, sign: float = 1.0):
    draw = np.random.default_rng(seed)
    x = draw.normal(size=count)
    return {"x": x, "other": x}, draw.random(count) < 1 / (1 + np.exp(1.0 + sign * 1.2 * x))


def test_the_probabilities_follow_the_outcomes_and_the_points_stay() -> None:
    table, bad = rows(400)
    card = calibrated_on_outcomes(CARD, table, bad, "2")
    assert (card.variables, card.grades, card.method) == (CARD.variables, CARD.grades, "expert")
    assert float(probabilities(card, apply(card, {"x": table["x"]})).mean()) == pytest.approx(bad.mean(), abs=1e-4)
    assert card.calibration.basis == "training" and CARD.card_id in card.calibration.source


@pytest.mark.parametrize(
    ("count", "sign", "version", "code"),
    [(30, 1.0, "2", "bads_too_few"), (400, -1.0, "2", "points_do_not_rank"), (400, 1.0, "1", "version_unchanged")],
)
def test_what_cannot_be_learned_is_refused(count, sign, version, code) -> None:
    assert calibrated_on_outcomes(CARD, *rows(count, sign=sign), version).code == code
