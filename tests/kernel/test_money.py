"""Money: whole minor units, one currency at a time, and no unit lost in a split."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.money import Money, Rounding, money_sum

AMOUNTS = st.integers(-10**15, 10**15)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(sum)


@given(AMOUNTS, WEIGHTS)
def test_allocation_loses_no_minor_unit_and_strays_less_than_one(amount: int, weights: list[int]) -> None:
    shares = Money(amount).allocate(weights)
    assert sum(share.amount_minor for share in shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.amount_minor - Decimal(amount) * weight / sum(weights)) < 1


@given(st.integers(1, 10**12), WEIGHTS)
def test_an_allocation_gives_nothing_to_a_weight_of_zero(amount: int, weights: list[int]) -> None:
    shares = Money(amount).allocate([*weights, 0])
    assert shares[-1] == Money.zero()


def test_left_over_units_go_to_the_largest_remainder_and_the_earlier_of_equal_ones() -> None:
    assert [share.amount_minor for share in Money(100).allocate([1, 1, 1])] == [34, 33, 33]
    assert [share.amount_minor for share in Money(-100).allocate([1, 1, 1])] == [-34, -33, -33]
    assert [share.amount_minor for share in Money(5).allocate([3, 7])] == [2, 3]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_weights_that_cannot_split_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(100).allocate(weights)


def test_each_rounding_does_what_its_name_says() -> None:
    cases = {Rounding.HALF_UP: 3, Rounding.HALF_EVEN: 2, Rounding.DOWN: 2, Rounding.UP: 3}
    assert {rounding: Money(5).divide(2, rounding).amount_minor for rounding in cases} == cases
    assert Money(-5).divide(2, Rounding.HALF_UP) == Money(-3)
    assert Money(3).times(Decimal("0.5"), Rounding.HALF_EVEN) == Money(2)


def test_major_units_are_exact_in_every_currency() -> None:
    assert Money.of("12.34") == Money(1234)
    assert Money.of(500, "JPY") == Money(500, "JPY")
    assert Money.of("1.234", "KWD").amount_minor == 1234
    assert Money(1234).major == Decimal("12.34")
    with pytest.raises(ValueError, match="decimal places"):
        Money.of("1.005")


def test_two_currencies_never_mix() -> None:
    with pytest.raises(ValueError, match="mix"):
        Money(1) + Money(1, "USD")
    with pytest.raises(ValueError, match="mix"):
        _ = Money(1) < Money(1, "USD")
    with pytest.raises(ValueError, match="unknown currency"):
        Money(1, "XXX")


def test_floats_and_truths_are_no_amounts() -> None:
    for wrong in (1.0, True, "1", Decimal(1)):
        with pytest.raises(TypeError):
            Money(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(1) * 1.5  # type: ignore[operator]


@given(AMOUNTS, AMOUNTS, st.integers(-1000, 1000))
def test_sums_follow_arithmetic(first: int, second: int, count: int) -> None:
    assert Money(first) + Money(second) - Money(second) == Money(first)
    assert Money(first) * count == Money(first * count) == count * Money(first)
    assert (Money(first) < Money(second)) == (first < second)
    assert bool(Money(first)) == bool(first)
    assert -Money(first) == Money(-first)


def test_an_empty_sum_is_zero_of_the_currency_asked_for() -> None:
    assert money_sum([], "USD") == Money.zero("USD")
    assert money_sum([Money(1), Money(2)]) == Money(3)


def test_money_reads_with_its_currency() -> None:
    assert str(Money.of("1234567.8")) == "CNY 1,234,567.80"
    assert str(Money(1500, "JPY")) == "JPY 1,500"
