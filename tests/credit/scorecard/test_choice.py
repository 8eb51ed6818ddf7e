"""The choice of strength: folds that part the rows, cross-validation where bad cases are few, none where they are many."""

import numpy as np

from tests.credit.scorecard.samples import made
from yizhan.credit.scorecard.choice import ITERATIONS, SHARES, choose, fit_chosen, folds
from yizhan.credit.scorecard.training_data import training_data


def test_folds_part_the_rows_and_hold_equal_shares_of_bad_cases() -> None:
    bad = np.arange(103) % 4 == 0
    tests = [test for _, test in folds(bad, 5, 1)]
    assert sorted(np.concatenate(tests).tolist()) == list(range(103))
    assert {int(bad[test].sum()) for test in tests} <= {5, 6}
    assert all(not set(train) & set(test) for train, test in folds(bad, 5, 1))
    assert [test.tolist() for test in tests] == [test.tolist() for _, test in folds(bad, 5, 1)]


def test_few_bad_cases_are_cross_validated_and_many_are_not() -> None:
    table, bad = made(600)
    few = choose(training_data(table, bad), {}, {}, 0)
    assert few.held_out is not None and len(few.held_out) == 600
    assert few.strength.iterations in ITERATIONS and few.woe_share in SHARES
    table, bad = made(6000)
    many = choose(training_data(table, bad), {}, {}, 0)
    assert (many.held_out, many.strength.iterations, many.woe_share) == (None, 200, 0.0)


def test_the_model_is_fitted_as_chosen() -> None:
    table, bad = made(600)
    data = training_data(table, bad)
    model, choice = fit_chosen(data, {}, {}, 0)
    assert np.corrcoef(model.log_odds(data), choice.held_out)[0, 1] > 0.9
