"""One row: points by hand, the strongest four reasons in both languages, and errors instead of silent scores."""

from decimal import Decimal

import pytest

from tests.credit.scorecard.cards import both, make_card, numeric, small_card
from tests.credit.scorecard.test_batch import EXPECTED, ROWS
from yizhan.credit.scorecard.bins import RowError
from yizhan.credit.scorecard.card import Calibration
from yizhan.credit.scorecard.expert import park_e_card
from yizhan.credit.scorecard.score import apply_one, grade_of, probability, reason_text
from yizhan.kernel.text import Bilingual


def test_points_are_those_computed_by_hand() -> None:
    assert [apply_one(small_card(), row).points for row in ROWS] == EXPECTED


def test_the_grade_the_probability_and_the_card_are_part_of_the_score() -> None:
    card = make_card(numeric("x", (), (0, -5)), calibration=Calibration(-600 * 0.01 + 3, 0.01, "assumption", ""))
    score = apply_one(card, {"x": 1})
    assert (score.points, score.grade, score.card_id) == (600, "B", card.card_id)
    assert score.pd == Decimal("0.047426")  # 1 / (1 + e^3)


def test_the_four_strongest_reasons_come_first_and_equal_ones_in_the_card_s_order() -> None:
    lost = {"a": 3, "b": 9, "c": 1, "d": 9, "e": 0, "f": 4}
    card = make_card(*(numeric(name, (0.0,), (0, points, -1)) for name, points in lost.items()))
    score = apply_one(card, dict.fromkeys(lost, -1.0))
    assert [(reason.code, reason.points_lost) for reason in score.reasons] == [("b", 9), ("d", 9), ("f", 4), ("a", 3)]
    assert score.reasons[0].bin_label == "[-inf, 0)"


def test_a_row_in_the_best_bins_has_no_reasons() -> None:
    assert apply_one(small_card(), {"sales": 6.0, "tax": "A"}).reasons == ()


def test_a_missing_value_has_a_reason_of_its_own() -> None:
    card = make_card(numeric("x", (0.0,), (0, 5, -8), reason=both("low"), missing_reason=Bilingual("未知", "not known")))
    missing, low = (apply_one(card, {"x": value}).reasons[0] for value in (None, -1.0))
    assert (missing.code, missing.bin_kind, missing.points_lost) == ("x.missing", "missing", 13)
    assert reason_text(card, missing) == Bilingual("未知", "not known")
    assert reason_text(card, low) == both("low")


def test_reasons_without_words_are_told_by_title_and_bin() -> None:
    card = small_card()
    reasons = apply_one(card, {"sales": 0.0, "tax": "C"}).reasons
    assert [reason.variable for reason in reasons] == ["sales", "tax", "sales × tax"]
    assert reason_text(card, reasons[0]) == Bilingual("sales：[-inf, 0.1)", "sales: [-inf, 0.1)")
    assert reason_text(card, reasons[2]).en == "sales × tax: [-inf, 5) × unseen"


@pytest.mark.parametrize(("row", "problem"), [
    ({"sales": 1.0}, r"absent columns \['tax'\] \(give None"),
    ({"sales": 1.0, "tax": "A", "extra": 1}, r"unknown columns \['extra'\]"),
    ({"sales": "1.0", "tax": "A"}, "sales: expected a number, got str '1.0'"),
    ({"sales": True, "tax": "A"}, "sales: expected a number, got bool"),
    ({"sales": 1.0, "tax": 3}, "tax: expected text, got int"),
])
def test_a_row_that_does_not_fit_is_an_error_that_names_the_column(row, problem) -> None:
    with pytest.raises(RowError, match=problem):
        apply_one(small_card(), row)


def test_a_constant_variable_changes_nothing_but_the_level() -> None:
    with_constant = make_card(*small_card().variables, numeric("always", (), (0, 0)), pairs=small_card().pairs)
    assert [apply_one(with_constant, {**row, "always": 1}).points for row in ROWS] == EXPECTED


def test_extreme_points_give_extreme_probabilities_without_overflow() -> None:
    calibration = Calibration(0.0, 1.0, "assumption", "")
    assert probability(calibration, 100_000) == 0.0
    assert probability(calibration, -100_000) == 1.0


def test_a_grade_begins_at_its_lower_end() -> None:
    assert [grade_of(park_e_card().grades, points) for points in (692, 691, 651, 610, 609, 560, 559)] == list("ABBCDDE")
