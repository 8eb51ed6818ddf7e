"""Intervals: what is unknown keeps its range, and only like is compared with like."""

from fractions import Fraction
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.policy.exact import ExactCarrier
from yizhan.policy.facts import FactSheet, definition
from yizhan.policy.number import Bands, Number, larger, smaller
from yizhan.policy.units import Unit, UnitError

CARRIER = ExactCarrier(FactSheet({}))


def number(low, high=None, unit=Unit.COUNT) -> Number:
    return Number(low, low if high is None else high, unit, CARRIER)


BANDS = Bands(((30, False, 20), (10, True, 5)), Unit.COUNT, False, "bands")
DEBT = Bands(((50, False, 10), (60, False, 5)), Unit.COUNT, True, "debt")


def ends(found: Number) -> tuple:
    return found.low, found.high


def test_sums_and_differences_keep_the_widest_range() -> None:
    assert ends(number(1, 3) + number(10, 20)) == (11, 23)
    assert ends(number(1, 3) - number(10, 20)) == (-19, -7)
    assert ends(number(1, inf) - 4) == (-3, inf)


def test_an_unknown_share_is_not_negative_when_its_part_is_not() -> None:
    assert ends(number(5).share_of(number(0, inf))) == (0, inf)
    assert ends(number(-5).share_of(number(0, inf))) == (-inf, inf)
    assert ends(number(1).share_of(number(3))) == (Fraction(1, 3), Fraction(1, 3))


def test_without_a_base_a_share_is_what_the_rule_says_or_unknown() -> None:
    assert ends(number(5).share_of(number(0), without_base=0)) == (0, 0)
    assert ends(number(5).share_of(number(-7), without_base=0)) == (0, 0)
    assert ends(number(5).share_of(number(0))) == (0, inf)


def test_a_product_with_an_unknown_rate_keeps_its_sign_and_zero() -> None:
    rate = number(0, inf, Unit.RATIO)
    assert ends(number(2, 3) * rate) == (0, inf)
    assert ends(number(-2, 3) * rate) == (-inf, inf)
    assert ends(number(0) * rate) == (0, 0)
    assert ends(number(-4, 8).half()) == (-2, 4)


@pytest.mark.parametrize(("value", "points"), [(31, 20), (30, 20), (29, 5), (11, 5), (10, 0), (0, 0)])
def test_points_go_to_the_first_threshold_reached_and_a_strict_one_leaves_itself_out(value, points) -> None:
    assert ends(number(value).points(BANDS)) == (points, points)


@pytest.mark.parametrize(("value", "points"), [(49, 10), (50, 10), (51, 5), (60, 5), (61, 0)])
def test_tables_of_at_most_reward_small_figures(value, points) -> None:
    assert ends(number(value).points(DEBT)) == (points, points)


def test_points_of_an_unknown_range_from_the_worst_to_the_best() -> None:
    assert ends(number(5, 40).points(BANDS)) == (0, 20)
    assert ends(number(5, 55).points(DEBT)) == (5, 10)


def test_comparisons_are_open_while_the_range_spans_the_threshold() -> None:
    for truth in (number(1, 9) >= 5, number(1, 9) > 5, number(1, 9) <= 5, number(1, 9) < 5):
        assert (truth.yes, truth.no) == (False, False)
    assert (number(5, 9) >= 5).yes and not (number(5, 9) > 5).yes
    assert (number(1, 5) <= 5).yes and not (number(1, 5) < 5).yes
    assert (number(1, 5) > 5).no and (number(5, 9) < 5).no


def test_truths_combine_by_three_values_and_refuse_to_be_a_bool() -> None:
    yes, no, open_truth = number(9) >= 5, number(1) >= 5, number(1, 9) >= 5
    assert (yes & open_truth).yes is False and (yes & open_truth).no is False
    assert (no & open_truth).no and (yes | open_truth).yes and (~no).yes
    assert (no | open_truth).no is False
    with pytest.raises(TypeError, match="unknown"):
        bool(open_truth)


def test_a_choice_between_numbers_is_open_when_the_truth_is() -> None:
    assert ends((number(1, 9) >= 5).choose(number(3), number(7))) == (3, 7)
    assert ends((number(9) >= 5).choose(number(3), number(7))) == (3, 3)
    assert ends((number(1) >= 5).choose(number(3), number(7))) == (7, 7)


def test_the_larger_and_the_smaller_of_two() -> None:
    assert ends(larger(number(1, 9), number(4))) == (4, 9)
    assert ends(smaller(number(1, 9), number(4))) == (1, 4)
    assert ends(number(3).up_to(number(4))) == (3, 4)
    assert ends(number(Fraction(9, 8), unit=Unit.RATIO).less_whole()) == (Fraction(1, 8), Fraction(1, 8))


def test_money_never_meets_a_plain_number_or_a_ratio() -> None:
    money = number(500, unit=Unit.MONEY)
    with pytest.raises(UnitError, match="plain number 500"):
        _ = money >= 500
    with pytest.raises(UnitError, match="ratio"):
        _ = money + number(1, unit=Unit.RATIO)
    assert (money > 0).yes


def test_days_between_dates_are_a_count() -> None:
    days = number(739_000, unit=Unit.DATE) - number(738_000, unit=Unit.DATE)
    assert (ends(days), days.unit) == ((1000, 1000), Unit.COUNT)


def test_a_choice_knows_which_words_it_can_be() -> None:
    known = ExactCarrier(FactSheet({"deal_kind": "control"})).fact(definition("deal_kind"))[0]
    unknown = CARRIER.fact(definition("deal_kind"))[0]
    assert (known.candidates(), unknown.candidates()) == (("control",), ("control", "minority"))
    assert known.is_in("control").yes and known.is_in("minority").no
    assert (unknown.is_in("control").yes, unknown.is_in("control").no) == (False, False)
    with pytest.raises(ValueError, match="not in"):
        known.is_in("takeover")


@settings(deadline=None)
@given(st.integers(-50, 50), st.integers(0, 50), st.integers(-50, 50), st.integers(0, 50), st.data())
def test_every_value_within_the_ranges_gives_a_result_within_the_result(low, width, other, wide, data) -> None:
    first, second = number(low, low + width), number(other, other + wide)
    one = data.draw(st.integers(first.low, first.high))
    two = data.draw(st.integers(second.low, second.high))
    for range_, value in ((first + second, one + two), (first - second, one - two), (larger(first, second), max(one, two)),
                          (smaller(first, second), min(one, two)), (first.points(BANDS), number(one).points(BANDS).low)):
        assert range_.low <= value <= range_.high
