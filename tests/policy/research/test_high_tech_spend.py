"""R&D spend for the high-tech test (facts 3.12): outsourced at 80 %, other costs up to a fifth of the whole."""

from datetime import date

import pytest

from yizhan.kernel.money import Money
from yizhan.policy.research.high_tech_spend import high_tech_spend


@pytest.mark.parametrize(("five", "other", "outsourced", "counted"), [
    (80, 20, 0, 100), (80, 21, 0, 100), (80, 19, 0, 99), (0, 0, 100, 80), (40, 50, 50, 100), (0, 9, 0, 0),
])
def test_spend_is_counted_by_the_guide(five, other, outsourced, counted) -> None:
    amounts = [Money.of(amount) for amount in (five, other, outsourced)]
    assert high_tech_spend(*amounts, date(2026, 11, 23)) == Money.of(counted)
