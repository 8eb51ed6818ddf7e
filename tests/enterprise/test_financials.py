from dataclasses import replace
from decimal import Decimal

import pytest

from yizhan.enterprise.financials import AverageBalances, Statement, average_balances, check, revenue_growth
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal

SOUND = Statement(2025, revenue=Money.of("5000"), total_assets=Money.of(100), total_liabilities=Money.of(60), equity=Money.of(40),
                  inventory=Money.of(30), staff=10, technical_staff=4)


def test_a_sound_statement_has_no_findings_and_silence_is_no_finding() -> None:
    assert check(SOUND) == ()
    assert check(Statement(2025)) == ()
    assert check(replace(SOUND, total_liabilities=Money.of(150), equity=Money.of(-50), net_profit=Money.of(-1))) == ()


def test_assets_must_be_liabilities_and_equity() -> None:
    (finding,) = check(replace(SOUND, equity=Money.of(41)))
    assert finding == Refusal("balance_sheet_unequal", {
        "assets": Money.of(100), "liabilities": Money.of(60), "equity": Money.of(41)})


def test_negative_figures_and_parts_over_the_whole_are_named() -> None:
    assert check(replace(SOUND, revenue=Money.of(-1))) == (
        Refusal("figure_negative", {"figure": "revenue", "value": Money.of(-1)}),)
    assert check(replace(SOUND, inventory=Money.of(101), technical_staff=11)) == (
        Refusal("part_over_whole", {"part": "inventory", "whole": "total_assets"}),
        Refusal("part_over_whole", {"part": "technical_staff", "whole": "staff"}))


def test_average_balances_are_those_of_example_e73() -> None:
    """E73 gives average balances of 700, 1,000, 500, 100 and 200; here they come from two balance sheets."""
    opening = Statement(2024, inventory=Money.of(600), receivables=Money.of(900), payables=Money.of(450),
                        prepayments=Money.of(80), advances_received=Money.of(150))
    closing = Statement(2025, inventory=Money.of(800), receivables=Money.of(1100), payables=Money.of(550),
                        prepayments=Money.of(120), advances_received=Money.of(250))
    assert average_balances(opening, closing) == AverageBalances(
        Money.of(700), Money.of(1000), Money.of(500), Money.of(100), Money.of(200))
    assert average_balances(replace(opening, inventory=None), closing).inventory is None
    assert average_balances(replace(opening, inventory=Money(1)), replace(closing, inventory=Money(2))).inventory == Money(2)


def test_averages_need_neighbouring_years() -> None:
    with pytest.raises(ValueError, match="2023 is not the year before 2025"):
        average_balances(Statement(2023), Statement(2025))


def test_growth_is_exact_or_not_defined() -> None:
    earlier = Statement(2024, revenue=Money.of(4000))
    assert revenue_growth(earlier, SOUND) == Decimal("0.25")
    assert revenue_growth(Statement(2024), SOUND) is None
    assert revenue_growth(replace(earlier, revenue=Money.zero()), SOUND) is None
