from datetime import date
from decimal import Decimal

import pytest

from yizhan.enterprise.innovation import Innovation, IpCounts, Staff, Title
from yizhan.kernel.money import Money

INNOVATION = Innovation(
    {2023: Money.of(100), 2024: Money.of(200), 2025: Money.of(300)}, IpCounts(2, 5, 1),
    (Title("high_tech", date(2023, 12, 1), date(2026, 11, 30)), Title("srdi_sme", date(2020, 1, 1), None)), Staff(50, 10))


def test_a_ratio_of_sums_is_no_mean_of_ratios() -> None:
    """Facts 3.6: 600 of 10,000 is 6 %, while the mean of 10 %, 10 % and 4.29 % would be 8.1 %."""
    revenue = {2023: Money.of(1000), 2024: Money.of(2000), 2025: Money.of(7000)}
    assert INNOVATION.research_ratio(revenue, (2023, 2024, 2025)) == Decimal("0.06")
    assert INNOVATION.research_ratio(revenue, (2022, 2023)) is None
    assert INNOVATION.research_ratio(revenue, ()) is None
    assert INNOVATION.research_ratio({2023: Money.zero()}, (2023,)) is None


def test_titles_hold_to_their_last_day() -> None:
    assert INNOVATION.titles_on(date(2026, 11, 30)) == ("high_tech", "srdi_sme")
    assert INNOVATION.titles_on(date(2026, 12, 1)) == ("srdi_sme",)
    assert INNOVATION.titles_on(date(2019, 12, 31)) == ()


def test_the_share_of_technical_staff_is_unknown_without_its_parts() -> None:
    assert INNOVATION.staff.technical_share == Decimal("0.2")
    assert Staff(50).technical_share is None
    assert Staff(0, 0).technical_share is None


def test_impossible_counts_are_bugs() -> None:
    with pytest.raises(ValueError, match="11 technical of 10"):
        Staff(10, 11)
    with pytest.raises(ValueError, match="not negative"):
        IpCounts(class_one=-1)
