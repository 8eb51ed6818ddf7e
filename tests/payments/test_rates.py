"""The rate of a day: exact, sourced, refused where unknown."""

from datetime import date
from decimal import Decimal

import pytest

from yizhan.kernel.money import MINOR_DIGITS, Money, Rounding
from yizhan.kernel.refusal import Refusal
from yizhan.payments.figures import figures
from yizhan.payments.rates import FILE, DayRate, day_rate

DAY = date(2026, 11, 23)


def test_the_dollar_is_the_one_of_the_worked_examples() -> None:
    found = day_rate("USD", DAY)
    assert isinstance(found, DayRate)
    assert (found.cny_per_unit, found.is_assumption) == (Decimal("7.1000"), True)


@pytest.mark.parametrize(("currency", "on"), [("XAU", DAY), ("USD", date(2022, 12, 31))])
def test_an_unknown_rate_is_refused(currency: str, on: date) -> None:
    found = day_rate(currency, on)
    assert isinstance(found, Refusal) and found.code == "exchange_rate_missing"


@pytest.mark.parametrize(("currency", "rate", "expected_minor"), [
    ("JPY", "0.0480", 2083), ("KWD", "23.0000", 4348), ("USD", "7.1000", 1408),
])
def test_a_hundred_yuan_in_currencies_with_none_three_and_two_digits(currency: str, rate: str, expected_minor: int) -> None:
    """100 ÷ 0.048 = 2083.3 yen; 100 ÷ 23 = 4.3478 dinars; 100 ÷ 7.1 = 14.0845 dollars."""
    found = DayRate(currency, DAY, Decimal(rate), "test", False).from_cny(Money.of("100.00"), Rounding.HALF_UP)
    assert found == Money(expected_minor, currency)


def test_only_yuan_are_converted_and_a_rate_is_positive() -> None:
    with pytest.raises(ValueError, match="expected CNY"):
        DayRate("USD", DAY, Decimal("7.1"), "test", False).from_cny(Money.of("1.00", "EUR"), Rounding.DOWN)
    with pytest.raises(ValueError, match="no rate"):
        DayRate("USD", DAY, Decimal(0), "test", False)


def test_every_rate_is_of_a_currency_that_the_branch_handles_and_is_marked_as_assumed() -> None:
    assert set(figures(FILE)) <= set(MINOR_DIGITS)
    assert all(version.is_assumption for dated in figures(FILE).values() for version in dated.versions)
