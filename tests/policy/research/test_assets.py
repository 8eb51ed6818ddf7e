"""Depreciation by the tax return beyond the worked examples, and amortisation of capitalised research (E62)."""

from decimal import Decimal

from yizhan.kernel.money import Money, money_sum
from yizhan.policy.research.assets import CapitalisedResult, Equipment


def wan(amount: int) -> Money:
    return Money.of(Decimal(amount) * 10_000)


def test_equipment_bought_in_may_counts_from_june() -> None:
    assert Equipment(wan(120), 2024, 5, 10).deducted_in(2024) == wan(7)
    assert money_sum([Equipment(wan(120), 2024, 5, 10).deducted_in(year) for year in range(2024, 2036)]) == wan(120)


def test_e62_a_capitalised_result_is_spread_over_its_years() -> None:
    result = CapitalisedResult(wan(1000), 2026, 10)
    assert [result.amortised_in(year) for year in (2025, 2026, 2035, 2036)] == [wan(0), wan(100), wan(100), wan(0)]
