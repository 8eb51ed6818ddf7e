"""How a payment counts: by the rate of its own day, in the day and year of Shanghai."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from yizhan.kernel.money import Money
from yizhan.payments.counting import Counted, Periods, Usage, count, given_back, largest_order, periods
from yizhan.payments.rates import DayRate

DAY = date(2026, 11, 23)


def dollars(rate: str = "7.1000") -> DayRate:
    return DayRate("USD", DAY, Decimal(rate), "facts 8", True)


@pytest.mark.parametrize(("moment", "expected"), [  # E14
    (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), Periods(date(2026, 12, 31), 2026)),
    (datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC), Periods(date(2027, 1, 1), 2027)),
])
def test_the_year_turns_at_midnight_in_shanghai(moment: datetime, expected: Periods) -> None:
    assert periods(moment) == expected


def test_a_moment_without_a_zone_counts_nowhere() -> None:
    with pytest.raises(ValueError, match="time zone"):
        periods(datetime(2026, 12, 31, 16, 0, 0))  # noqa: DTZ001


@pytest.mark.parametrize(("order", "usd_micro"), [
    ("7.10", 1_000_000), ("35500.00", 5_000_000_000), ("35500.01", 5_000_001_408), ("0.01", 1_408),
])
def test_an_order_counts_in_millionths_of_a_dollar(order: str, usd_micro: int) -> None:
    assert count(Money.of(order), dollars()) == Counted(usd_micro, Money.of(order).amount_minor)


def test_a_later_rate_changes_nothing_of_what_counts() -> None:
    """Used at 7.10, then the yuan weakens: what is left in dollars is what it was."""
    used = Usage() + count(Money.of("7100.00"), dollars("7.10"))
    after = used + count(Money.of("7200.00"), dollars("7.20"))
    assert (used.year.usd_micro, after.year.usd_micro) == (1_000_000_000, 2_000_000_000)


def test_a_full_refund_gives_back_all_room() -> None:
    """E15: 1,000.00 refunded in three uneven parts gives back exactly what it had taken."""
    order, counted = Money.of("1000.00"), count(Money.of("1000.00"), dollars())
    back, before = Counted(), Money.zero()
    for part in (Money.of("333.33"), Money.of("0.01"), Money.of("666.66")):
        back, before = back + given_back(counted, order, before, part), before + part
    assert counted - back == Counted()


def test_only_yuan_at_a_dollar_rate_count() -> None:
    with pytest.raises(ValueError, match="CNY"):
        count(Money.of("1.00", "USD"), dollars())
    with pytest.raises(ValueError, match="EUR"):
        count(Money.of("1.00"), DayRate("EUR", DAY, Decimal("7.7"), "test", False))


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**12), st.decimals(min_value="0.5", max_value="20", places=4))
def test_the_largest_order_fits_and_one_fen_more_does_not(usd_micro: int, rate: Decimal) -> None:
    order = largest_order(usd_micro, dollars(str(rate)))
    assert count(order, dollars(str(rate))).usd_micro <= usd_micro < count(order + Money(1), dollars(str(rate))).usd_micro


@settings(deadline=None, max_examples=50)
@given(st.integers(min_value=1, max_value=10**9), st.integers(min_value=0, max_value=10**9))
def test_partial_refunds_never_give_back_more_than_was_taken(order_minor: int, part_minor: int) -> None:
    assume(part_minor <= order_minor)
    order, counted = Money(order_minor), count(Money(order_minor), dollars())
    first = given_back(counted, order, Money.zero(), Money(part_minor))
    rest = given_back(counted, order, Money(part_minor), order - Money(part_minor))
    assert first + rest == counted
