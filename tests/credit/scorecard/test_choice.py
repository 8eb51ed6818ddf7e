"""The choice of strength: folds that part the rows, cross-validation where bad cases are few, none where they are many."""

import numpy as np

from tests.credit.scorecard.samples import made
from yizhan.credit.scorecard.choice import (
    DEPARTURES,
    FREEDOM_OF_MANY,
    ITERATIONS,
    SHARES,
    WEIGHTS,
    choose,
    fit_chosen,
    fit_evidence,
    folds,
    row_losses,
    simplest_of_the_best,
)
from yizhan.credit.scorecard.measures import log_loss
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
    assert many.freedom == FREEDOM_OF_MANY


def test_the_model_is_fitted_as_chosen() -> None:
    table, bad = made(600)
    data = training_data(table, bad)
    model, choice = fit_chosen(data, {}, {}, 0)
    assert np.corrcoef(model.log_odds(data), choice.held_out)[0, 1] > 0.9


def test_evidence_is_as_free_as_cross_validation_says() -> None:
    table, bad = made(600)
    data = training_data(table, bad)
    model, choice = fit_evidence(data, {}, {}, 0)
    assert choice.freedom.weight in WEIGHTS and choice.freedom.departure in (0.0, *DEPARTURES)
    assert (choice.strength, choice.woe_share) == (None, 1.0)
    assert np.corrcoef(model.log_odds(data), choice.held_out)[0, 1] > 0.85


def test_noise_is_held_back_harder_than_signal() -> None:
    """Forty columns of noise beside one that tells: weights of full freedom would follow the noise."""
    generator = np.random.default_rng(7)
    columns = {f"x{number}": generator.normal(size=400) for number in range(41)}
    bad = generator.random(400) < 1 / (1 + np.exp(1.5 - 0.8 * columns["x0"]))
    _, choice = fit_evidence(training_data(columns, bad), {}, {}, 0)
    assert choice.freedom.weight < 0.3


def test_of_blends_within_one_standard_error_the_one_with_more_evidence_wins() -> None:
    scatter = np.tile([0.4, -0.4], 50)  # a standard error of 0.04 against the best
    best, near, far = np.full(100, 0.5), 0.53 + scatter, 0.55 + scatter
    assert simplest_of_the_best({(0, 0.0): best, (1, 0.5): near, (1, 1.0): far}) == (1, 0.5)
    assert simplest_of_the_best({(0, 0.0): best, (1, 0.5): far, (1, 1.0): far}) == (0, 0.0)
    assert simplest_of_the_best({(0, 0.5): best + 0.01, (1, 0.5): best, (2, 0.0): best + 0.01}) == (1, 0.5)


def test_losses_of_rows_average_to_the_log_loss() -> None:
    generator = np.random.default_rng(8)
    log_odds, bad = generator.normal(size=200), generator.random(200) < 0.3
    assert np.isclose(row_losses(log_odds, bad).mean(), log_loss(1 / (1 + np.exp(-log_odds)), bad))
