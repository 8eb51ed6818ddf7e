"""The stumps read from scikit-learn's private node arrays give exactly its own decision function, at every awkward value."""

import numpy as np
import pytest
import sklearn

from tests.credit.scorecard.samples import made
from yizhan.credit.scorecard.boost import Strength, additive_of, features_of, fit_boost, fit_stumps, read_stump
from yizhan.credit.scorecard.card import Direction
from yizhan.credit.scorecard.training_data import training_data

STRENGTH = Strength(80, 0.1, 20)


def test_the_version_of_scikit_learn_is_one_whose_node_arrays_were_read() -> None:
    """A new release may lay its trees out anew: run these tests with it, then widen this pin."""
    assert sklearn.__version__.startswith("1.9.")


def test_steps_equal_the_decision_function_at_cuts_missing_and_infinities() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    generator = np.random.default_rng(2)
    values = np.round(generator.normal(size=2000), 1).astype(np.float32)
    values[::17] = np.nan
    bad = generator.random(2000) < 1 / (1 + np.exp(1 + np.nan_to_num(values, nan=-2.0)))
    data = training_data({"x": values}, bad)
    features = features_of(data, {})
    baseline, stumps = fit_stumps(features, data.bad, {}, STRENGTH, 0)
    steps = additive_of(data, features, baseline, stumps, {})
    model = HistGradientBoostingClassifier(max_leaf_nodes=2, max_iter=80, learning_rate=0.1, early_stopping=False,
                                           min_samples_leaf=20, random_state=0).fit(values[:, None].astype(float), bad)
    cuts = np.array(steps.parts[0].bins.cuts, np.float32)
    below = np.nextafter(cuts, np.float32(-np.inf))
    probes = np.concatenate([values, cuts, below, np.array([np.nan, 3.4e38, -3.4e38, 0.0, -0.0], np.float32)])
    asked = training_data({"x": probes}, np.arange(len(probes)) % 2)
    np.testing.assert_allclose(steps.log_odds(asked), model.decision_function(probes[:, None].astype(float)), atol=1e-9)
    outer = training_data({"x": np.array([np.inf, -np.inf, 3.4e38, -3.4e38])}, [0, 1, 0, 1])
    found = steps.log_odds(outer)
    assert found[0] == found[2] and found[1] == found[3]


def test_a_tree_without_a_split_is_no_stump() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(max_leaf_nodes=2, max_iter=1, early_stopping=False).fit(np.zeros((50, 1)), np.arange(50) % 2)
    assert read_stump(model._predictors[0][0].nodes) is None


def test_categories_and_codes_have_steps_of_their_own_that_sum_to_the_stumps() -> None:
    table, bad = made()
    data = training_data(table, bad)
    codes = {"debt": (-1.0,)}
    features = features_of(data, codes)
    baseline, stumps = fit_stumps(features, data.bad, {}, STRENGTH, 0)
    expected = np.full(data.rows, baseline)
    for stump in stumps:
        values = features[stump.feature].values
        expected += np.where(np.isnan(values), stump.missing, np.where(values <= stump.threshold, stump.left, stump.right))
    model = additive_of(data, features, baseline, stumps, codes)
    np.testing.assert_allclose(model.log_odds(data), expected, atol=1e-9)
    parts = {part.name: part for part in model.parts}
    assert parts["debt"].log_odds[-2] > 1.0  # the code carries 1.5 more log-odds than a debt of 0
    farm = parts["sector"].bins.index("farm")
    assert parts["sector"].log_odds[farm] > max(parts["sector"].log_odds[parts["sector"].bins.index(name)] for name in ("shop", "plant"))


@pytest.mark.parametrize(("direction", "sign"), [(Direction.DECREASING, 1), (Direction.INCREASING, -1)])
def test_steps_are_monotone_where_asked_even_against_the_data(direction, sign) -> None:
    table, bad = made()
    model = fit_boost(training_data(table, bad), {"noise": direction, "debt": direction}, {}, STRENGTH, 0)
    for part in model.parts:
        if part.name in ("noise", "debt"):
            assert (sign * np.diff(part.log_odds[:-1]) >= -1e-12).all()


def test_a_rare_category_counts_as_unseen() -> None:
    table, bad = made(500)
    names = ["once" if row == 0 else name for row, name in enumerate(table["sector"].to_pylist())]
    table["sector"] = np.array(names, dtype=object)
    model = fit_boost(training_data(table, bad), {}, {}, STRENGTH, 0)
    sector = next(part for part in model.parts if part.name == "sector")
    assert "once" not in sector.bins.lookup
