"""Claims on programmes: the official example, the cap, the months."""

from datetime import date
from decimal import Decimal

import pytest

from yizhan.credit.schedule import LoanTerms, PeriodRule, RepaymentForm, build_schedule
from yizhan.credit.subsidy import guarantee_fee_max, guaranteed_part, interest_subsidy
from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money

START = date(2026, 3, 2)


def schedule(wan: int, months: int = 24, form: RepaymentForm = RepaymentForm.INTEREST_FIRST):
    return build_schedule(LoanTerms(Money.of(wan * 10_000), InterestRate(Decimal("0.04"), DayCount.ACT_360), form, START, months,
                                    PeriodRule.EQUAL_PERIODS))


@pytest.mark.parametrize(("wan", "months", "claim_wan"), [(5_000, 24, 150), (6_000, 24, 150), (5_000, 36, 150), (1_000, 12, 15)])
def test_the_subsidy_is_the_official_figure_and_is_capped(wan, months, claim_wan) -> None:
    """E86: 5,000 for two years at 1.5 points is 150; 6,000 is still 150; a third year adds nothing."""
    assert interest_subsidy(schedule(wan, months), START).total == Money.of(claim_wan * 10_000)


def test_what_other_loans_use_of_the_cap_is_gone_and_no_programme_pays_nothing() -> None:
    assert interest_subsidy(schedule(5_000), START, Money.of(40_000_000)).total == Money.of(300_000)
    assert interest_subsidy(schedule(5_000), date(2025, 12, 31)).total == Money(0)


def test_the_claim_falls_with_the_principal() -> None:
    claim = interest_subsidy(schedule(1_200, 12, RepaymentForm.EQUAL_PRINCIPAL), START)
    # 1,200万 × 1.5 % ÷ 12 in the first month, a twelfth less each month after it.
    assert [line.amount for line in claim.lines[:2]] == [Money.of("15000"), Money.of("13750")]


def test_the_guarantee_plan_has_room_up_to_its_limit() -> None:
    assert guaranteed_part(Money.of(20_000_000), Money.of(15_000_000), START) == Money.of(15_000_000)
    assert guaranteed_part(Money.of(1), Money.of(30_000_000), START) == Money(0)
    assert guarantee_fee_max(Money.of(1_000_000), START) == Money.of(10_000)
