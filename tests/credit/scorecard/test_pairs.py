"""Two-way tables: a planted interaction is found, and additive data get none."""

import numpy as np

from tests.credit.scorecard.samples import made
from yizhan.credit.scorecard.boost import Strength, fit_boost
from yizhan.credit.scorecard.measures import auc
from yizhan.credit.scorecard.pairs import AXIS_BINS_MAX, choose_tables
from yizhan.credit.scorecard.training_data import training_data


def crossed(rows: int, seed: int):
    """Bad where a and b have the same sign; c is an additive cause."""
    generator = np.random.default_rng(seed)
    a, b, c = generator.normal(size=(3, rows)).astype(np.float32)
    log_odds = -1 + 2.0 * np.sign(a * b) + c + 0.3 * a + 0.3 * b
    return training_data({"a": a, "b": b, "c": c}, generator.random(rows) < 1 / (1 + np.exp(-log_odds)))


def test_a_planted_interaction_is_found_and_helps_unseen_rows() -> None:
    data, unseen = crossed(6000, 0), crossed(6000, 1)
    model = fit_boost(data, {}, {}, Strength(200, 0.1, 20), 0)
    tables = choose_tables(data, model, 5, 0)
    assert {tables[0].first, tables[0].second} == {"a", "b"}
    assert tables[0].first_bins.count <= AXIS_BINS_MAX + 2
    plain = auc(-model.log_odds(unseen), unseen.bad)
    with_tables = auc(-(model.log_odds(unseen) + sum(table.of(unseen) for table in tables)), unseen.bad)
    assert with_tables > plain + 0.05


def test_no_table_is_made_where_none_is_asked_for_or_possible() -> None:
    data = training_data(*made(1500))
    model = fit_boost(data, {}, {}, Strength(100, 0.1, 20), 0)
    assert choose_tables(data, model, 0, 0) == ()
    assert len(choose_tables(data, model, 2, 0)) <= 2
    alone = data.only(["income"])
    assert choose_tables(alone, fit_boost(alone, {}, {}, Strength(20, 0.1, 20), 0), 5, 0) == ()
