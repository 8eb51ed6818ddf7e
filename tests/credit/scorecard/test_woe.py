"""Weight of evidence: signs, monotone trends, rare categories, and evidence by hand."""

import math

import numpy as np
import pytest

from tests.credit.scorecard.samples import made
from yizhan.credit.scorecard.bins import CategoryBins
from yizhan.credit.scorecard.card import Direction
from yizhan.credit.scorecard.measures import auc
from yizhan.credit.scorecard.training_data import TrainingError, training_data
from yizhan.credit.scorecard.woe import Freedom, evidence, evidence_parts, fit_woe, weigh


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


def test_a_name_on_every_row_has_no_groups_and_leaves_the_others_as_they_are() -> None:
    table, bad = made()
    names = np.array([f"firm {row}" for row in range(len(bad))], dtype=object)
    plain = fit_woe(training_data(table, bad), {}, {})
    assert fit_woe(training_data({**table, "name": names}, bad), {}, {}) == plain


def test_columns_that_say_nothing_are_refused() -> None:
    with pytest.raises(TrainingError, match="no column tells"):
        fit_woe(training_data({"x": np.zeros(40)}, np.arange(40) % 2), {}, {})


def test_a_smaller_variance_draws_the_weights_to_nothing() -> None:
    data = training_data(*made())
    parts = evidence_parts(data, {}, {})
    spreads = [weigh(data, parts, {}, Freedom(variance, 0.0)).log_odds(data).std() for variance in (1.0, 0.01, 0.0001)]
    assert spreads == sorted(spreads, reverse=True) and spreads[2] < 0.5 * spreads[0]


def test_departures_find_what_evidence_one_by_one_hides() -> None:
    """A `kind` of 2 is riskier than one of 0, but half of those hold `safe`, which lowers risk: alone, 2 looks better than 0."""
    generator = np.random.default_rng(5)
    kind = generator.integers(0, 3, 6000).astype(np.float32)
    safe = (generator.random(6000) < np.array([0.1, 0.5, 0.5])[kind.astype(int)]).astype(np.float32)
    bad = generator.random(6000) < 1 / (1 + np.exp(1.5 - np.array([0.0, 1.2, 0.3])[kind.astype(int)] + 1.5 * safe))
    data = training_data({"kind": kind, "safe": safe}, bad)
    plain, free = (fit_woe(data, {}, {}, Freedom(1.0, departure)) for departure in (0.0, 0.1))

    def excess(model) -> float:
        part = next(part for part in model.parts if part.name == "kind")
        return part.log_odds[part.bins.index(2.0)] - part.log_odds[part.bins.index(0.0)]

    assert excess(plain) < 0 < 0.1 < excess(free)  # the truth is 0.3
    assert auc(-free.log_odds(data), bad) > auc(-plain.log_odds(data), bad) + 0.005


def test_a_variable_with_a_direction_keeps_the_proportions_of_its_evidence() -> None:
    data = training_data(*made())
    directions = {"income": Direction.INCREASING}
    plain, free = (fit_woe(data, directions, {}, Freedom(1.0, departure)) for departure in (0.0, 0.1))
    by_name = [{part.name: np.array(part.log_odds) for part in model.parts} for model in (plain, free)]
    before, after = (found["income"] for found in by_name)
    assert after / after[0] == pytest.approx(before / before[0])
    assert not np.allclose(by_name[0]["debt"] / by_name[0]["debt"][0], by_name[1]["debt"] / by_name[1]["debt"][0])


def test_a_small_category_stands_alone_where_it_has_enough_bad_cases_and_not_where_few() -> None:
    generator = np.random.default_rng(6)

    def groups(rows: int) -> tuple:
        names = generator.choice(["common", "other", "small"], rows, p=[0.6, 0.37, 0.03])
        bad = generator.random(rows) < np.where(names == "small", 0.6, np.where(names == "other", 0.2, 0.1))
        return evidence_parts(training_data({"kind": names.astype(object)}, bad), {}, {})[0].bins.groups

    assert ("small",) in groups(12000)
    assert ("small",) not in groups(600)
