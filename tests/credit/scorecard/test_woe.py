"""Weight of evidence: signs, monotone trends, rare categories, and evidence by hand."""

import math

import numpy as np
import pytest

from tests.credit.scorecard.samples import made
from yizhan.credit.scorecard.bins import CategoryBins
from yizhan.credit.scorecard.card import Direction
from yizhan.credit.scorecard.measures import auc
from yizhan.credit.scorecard.training_data import TrainingError, training_data
from yizhan.credit.scorecard.woe import evidence, fit_woe


def test_evidence_is_the_difference_of_log_odds_drawn_to_the_mean_by_five_rows() -> None:
    numbers = np.array([0] * 15 + [1] * 5)
    bad = np.array([True] * 3 + [False] * 12 + [True] * 2 + [False] * 3)
    low, high = (3 + 5 * 0.25) / 20, (2 + 5 * 0.25) / 10
    expected = [math.log(rate / (1 - rate)) - math.log(0.25 / 0.75) for rate in (low, high)]
    assert evidence(numbers, bad, 3).tolist() == pytest.approx([*expected, 0.0])


def test_the_model_finds_the_planted_signs_and_weighs_nothing_the_wrong_way() -> None:
    table, bad = made()
    data = training_data(table, bad)
    model = fit_woe(data, {}, {"debt": (-1.0,)})
    parts = {part.name: part for part in model.parts}
    assert {"income", "debt", "sector"} <= set(parts)
    income = parts["income"]
    assert income.log_odds[0] > income.log_odds[len(income.bins.cuts)]
    assert parts["debt"].bins.special_codes == (-1.0,)
    assert parts["sector"].log_odds[parts["sector"].bins.index("farm")] > 0
    assert auc(-model.log_odds(data), data.bad) > 0.74


@pytest.mark.parametrize(("direction", "sign"), [(Direction.DECREASING, 1), (Direction.INCREASING, -1)])
def test_bins_follow_the_direction_that_is_asked_for(direction, sign) -> None:
    table, bad = made()
    model = fit_woe(training_data(table, bad), {"income": direction, "debt": direction}, {})
    for part in model.parts:
        if part.name in ("income", "debt"):
            assert (sign * np.diff(part.log_odds[:-1]) >= 0).all(), part


def test_rare_categories_are_pooled_with_the_unseen() -> None:
    table, bad = made()
    names = [f"rare {row}" if row < 20 else name for row, name in enumerate(table["sector"].to_pylist())]
    model = fit_woe(training_data({"sector": np.array(names, dtype=object)}, bad), {}, {})
    bins = model.parts[0].bins
    assert isinstance(bins, CategoryBins)
    assert set(bins.lookup) == {"farm", "shop", "plant"}


def test_columns_that_say_nothing_are_refused() -> None:
    with pytest.raises(TrainingError, match="no column tells"):
        fit_woe(training_data({"x": np.zeros(40)}, np.arange(40) % 2), {}, {})
