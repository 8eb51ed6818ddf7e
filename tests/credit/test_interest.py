"""Interest that explains itself and adds up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.credit.interest import (
    ExactInterest,
    InterestRule,
    accrual_of_day,
    exact_interest,
    explain,
    interest_by_days,
    interest_of_share,
    year_share,
)
from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money, Rounding, money_sum, round_minor

PRINCIPALS = st.integers(1, 10**12).map(Money)
RATES = st.decimals("0", "0.36", places=6)
STARTS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
ACTUAL = st.sampled_from([DayCount.ACT_360, DayCount.ACT_365, DayCount.ACT_ACT])


@given(PRINCIPALS, RATES, STARTS, st.integers(0, 900), st.integers(0, 900), ACTUAL)
def test_interest_of_adjacent_spans_adds_up_exactly(principal: Money, annual: Decimal, start: date, first: int,
                                                    second: int, basis: DayCount) -> None:
    rate = InterestRate(annual, basis)
    middle, end = start + timedelta(first), start + timedelta(first + second)
    parts = exact_interest(principal, rate, start, middle) + exact_interest(principal, rate, middle, end)
    assert parts == exact_interest(principal, rate, start, end)


@given(PRINCIPALS, RATES, STARTS, st.integers(1, 120), ACTUAL)
def test_accrual_day_by_day_equals_accrual_in_one_go(principal: Money, annual: Decimal, start: date, days: int,
                                                     basis: DayCount) -> None:
    rate = InterestRate(annual, basis)
    booked = money_sum([accrual_of_day(principal, rate, start, start + timedelta(day)) for day in range(days)])
    assert booked == interest_by_days(principal, rate, start, start + timedelta(days)).amount


@given(STARTS, st.integers(0, 2000), st.sampled_from(list(DayCount)))
def test_a_share_of_a_year_is_the_year_fraction_of_the_basis(start: date, days: int, basis: DayCount) -> None:
    numerator, denominator = year_share(basis, start, start + timedelta(days))
    fraction = basis.year_fraction(start, start + timedelta(days))
    assert abs(Decimal(numerator) / denominator - fraction) < Decimal("1e-25")


@given(st.integers(-10**6, 10**6), st.decimals("0", "0.36", places=3), st.integers(0, 400), st.sampled_from(Rounding))
def test_whole_number_rounding_agrees_with_decimal_rounding(principal: int, annual: Decimal, days: int,
                                                            rounding: Rounding) -> None:
    assert interest_of_share(principal, annual, (days, 320), rounding) == round_minor(
        principal * annual * days / 320, rounding)  # A denominator of 2^6 × 5, so that ties are exact in decimals.


def test_a_tie_is_rounded_as_named() -> None:
    half = {rounding: interest_of_share(5, Decimal(1), (1, 2), rounding) for rounding in Rounding}
    assert half == {Rounding.HALF_UP: 3, Rounding.HALF_EVEN: 2, Rounding.DOWN: 2, Rounding.UP: 3}


def test_the_explanation_repeats_the_sum() -> None:
    """1,000,000 yuan, 3.45 %, 31 days over 360: 2,970.8333 yuan, rounded half up."""
    rate = InterestRate(Decimal("0.0345"), DayCount.ACT_360)
    figure = interest_by_days(Money.of(1_000_000), rate, date(2026, 1, 1), date(2026, 2, 1))
    told = figure.explanation
    assert (told.rule, told.basis, told.days, told.numerator, told.denominator) == (
        InterestRule.DAYS, "ACT/360", 31, 31, 360)
    by_hand = told.principal.major * told.annual_rate * told.numerator / told.denominator
    assert round(by_hand, 2) == figure.amount.major == Decimal("2970.83")
    assert told.amount == figure.amount


def test_a_whole_period_is_explained_by_its_equal_share() -> None:
    rate = InterestRate(Decimal("0.06"), DayCount.ACT_360)
    told = explain(Money.of(100), rate, date(2026, 2, 1), date(2026, 3, 1), Rounding.HALF_UP, (1, 12))
    assert (told.rule, told.days, told.amount) == (InterestRule.EQUAL_PERIOD, 28, Money.of("0.50"))


def test_act_act_weighs_days_of_leap_years_and_others() -> None:
    """From 2023-12-01 to 2024-02-01: 31 days over 365 and 31 days over 366."""
    assert year_share(DayCount.ACT_ACT, date(2023, 12, 1), date(2024, 2, 1)) == (31 * 366 + 31 * 365, 365 * 366)


def test_exact_interest_of_two_bases_adds_by_crossing_and_never_mixes_currencies() -> None:
    total = ExactInterest(Decimal(1), 2) + ExactInterest(Decimal(1), 3)
    assert total.rounded(Rounding.UP) == Money(1)
    assert Decimal(total.numerator) / total.denominator == Decimal(5) / 6
    with pytest.raises(ValueError, match="mix"):
        ExactInterest(Decimal(1), 2) + ExactInterest(Decimal(1), 2, "USD")
    with pytest.raises(ValueError, match="before"):
        year_share(DayCount.ACT_360, date(2026, 1, 2), date(2026, 1, 1))
