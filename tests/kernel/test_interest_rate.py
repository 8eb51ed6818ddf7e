"""Interest rates and day counts by ISDA 2006, section 4.16."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def test_each_basis_counts_a_known_span_as_isda_does() -> None:
    """From 2023-11-01 to 2024-02-29: 120 days, of which 61 in 2023 and 59 in the leap year 2024."""
    start, end = date(2023, 11, 1), date(2024, 2, 29)
    assert DayCount.ACT_360.year_fraction(start, end) == Decimal(120) / 360
    assert DayCount.ACT_365.year_fraction(start, end) == Decimal(120) / 365
    assert DayCount.THIRTY_360.year_fraction(start, end) == Decimal(118) / 360
    assert DayCount.ACT_ACT.year_fraction(start, end) == Decimal(61) / 365 + Decimal(59) / 366


@pytest.mark.parametrize(("start", "end", "days"), [
    (date(2026, 1, 31), date(2026, 2, 28), 28),   # The first day becomes the 30th.
    (date(2026, 1, 30), date(2026, 3, 31), 60),   # A last 31st after a 30th becomes the 30th.
    (date(2026, 1, 15), date(2026, 3, 31), 76),   # Otherwise the 31st stays.
    (date(2026, 2, 28), date(2026, 3, 31), 33),
])
def test_thirty_360_treats_the_last_days_of_a_month_by_the_bond_basis(start: date, end: date, days: int) -> None:
    assert DayCount.THIRTY_360.days(start, end) == days


@given(DAYS, st.integers(0, 3000), st.integers(0, 3000),
       st.sampled_from([DayCount.ACT_360, DayCount.ACT_365, DayCount.ACT_ACT]))
def test_year_fractions_of_adjacent_spans_add_up(start: date, first: int, second: int, basis: DayCount) -> None:
    middle, end = start + timedelta(first), start + timedelta(first + second)
    parts = basis.year_fraction(start, middle) + basis.year_fraction(middle, end)
    assert abs(parts - basis.year_fraction(start, end)) < Decimal("1e-24")


def test_a_whole_year_is_one_under_act_act() -> None:
    assert DayCount.ACT_ACT.year_fraction(date(2024, 1, 1), date(2025, 1, 1)) == 1
    assert DayCount.ACT_ACT.year_fraction(date(2025, 1, 1), date(2026, 1, 1)) == 1


def test_an_end_before_the_start_is_an_error() -> None:
    with pytest.raises(ValueError, match="before"):
        DayCount.ACT_365.year_fraction(date(2026, 1, 2), date(2026, 1, 1))


def test_simple_interest_is_rounded_to_the_fen() -> None:
    """1,000,000 yuan at 3.45 % for 31 days over 360: 2,970.8333 yuan."""
    rate = InterestRate(Decimal("0.0345"), DayCount.ACT_360)
    assert rate.interest(Money.of(1_000_000), date(2026, 1, 1), date(2026, 2, 1)) == Money.of("2970.83")
    assert rate.monthly == Decimal("0.002875")
    assert str(rate) == "3.45 % (ACT/360)"


def test_a_rate_written_as_a_percentage_or_a_float_is_refused() -> None:
    with pytest.raises(ValueError, match="out of range"):
        InterestRate(Decimal("34.5"), DayCount.ACT_360)
    with pytest.raises(TypeError, match="Decimal"):
        InterestRate(0.0345, DayCount.ACT_360)  # type: ignore[arg-type]
