"""The annualised rate and the list of costs. E88 and E90 of the fact sheet."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.credit.annual_rate import AnnualisedRate, CashFlow, Cost, CostList, annualised_rate, cost_list
from yizhan.credit.periods import add_months
from yizhan.credit.schedule import LoanTerms, PeriodRule, RepaymentForm, build_schedule
from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import refuse

START = date(2026, 1, 15)


def terms(annual: str, form: RepaymentForm, months: int = 12) -> LoanTerms:
    return LoanTerms(Money.of(1_000_000), InterestRate(Decimal(annual), DayCount.ACT_360), form, START, months,
                     PeriodRule.EQUAL_PERIODS)


def percent(rate: Decimal, digits: str) -> Decimal:
    return (rate * 100).quantize(Decimal(digits))


def test_e88_counts_the_fee_in_and_prints_every_digit() -> None:
    """E88: 3.45 % interest first, fee 1 % upfront: monthly 0.37287 %, simple 4.474 %, compound 4.567 %."""
    schedule = build_schedule(terms("0.0345", RepaymentForm.INTEREST_FIRST))
    listed = cost_list(schedule, [Cost("arrangement_fee", "bank", START, Money.of(10_000))])
    assert isinstance(listed, CostList)
    assert percent(listed.annualised.period_rate, "0.00001") == Decimal("0.37287")
    assert percent(listed.annualised.simple, "0.001") == Decimal("4.474")
    assert percent(listed.annualised.compound, "0.001") == Decimal("4.567")
    assert (listed.interest, listed.total) == (Money.of(34_500), Money.of(44_500))


def test_e90_shows_what_half_a_percent_a_month_on_the_original_principal_costs() -> None:
    """E90: principal in 12 equal parts and 5,000 a month: simple 10.896 %, compound 11.457 %."""
    flows = [CashFlow(START, Money.of(1_000_000))]
    flows += [CashFlow(add_months(START, month), -Money.of("88333.33")) for month in range(1, 13)]
    rate = annualised_rate(flows)
    assert isinstance(rate, AnnualisedRate)
    assert percent(rate.simple, "0.001") == Decimal("10.896")
    assert percent(rate.compound, "0.001") == Decimal("11.457")


@pytest.mark.parametrize("form", [RepaymentForm.ANNUITY, RepaymentForm.EQUAL_PRINCIPAL, RepaymentForm.INTEREST_FIRST])
def test_without_other_costs_the_simple_rate_is_the_contract_rate(form: RepaymentForm) -> None:
    listed = cost_list(build_schedule(terms("0.0435", form)), [])
    assert isinstance(listed, CostList)
    assert percent(listed.annualised.simple, "0.0001") == Decimal("4.3500")


def test_flows_that_are_not_whole_months_apart_are_discounted_by_days() -> None:
    """One year later and 10 % more: the compound rate over 365 days is 10 %."""
    rate = annualised_rate([CashFlow(date(2026, 1, 1), Money.of(100)), CashFlow(date(2026, 1, 11), Money.of(0)),
                            CashFlow(date(2027, 1, 1), -Money.of(110))])
    assert isinstance(rate, AnnualisedRate)
    assert rate.periods_per_year == 365
    assert percent(rate.compound, "0.000001") == Decimal("10.000000")
    assert rate.simple < rate.compound


@given(st.integers(10_000, 10**9), st.decimals("0", "0.36", places=4), st.integers(1, 60), st.integers(0, 5000))
def test_a_cost_never_lowers_the_rate(principal: int, annual: Decimal, months: int, fee: int) -> None:
    loan = LoanTerms(Money(principal * 100), InterestRate(annual, DayCount.ACT_360), RepaymentForm.ANNUITY, START, months,
                     PeriodRule.EQUAL_PERIODS)
    schedule = build_schedule(loan)
    free = cost_list(schedule, [])
    charged = cost_list(schedule, [Cost("valuation_fee", "valuer", START, Money(fee))])
    assert isinstance(free, CostList)
    assert isinstance(charged, CostList)
    assert charged.annualised.compound >= free.annualised.compound


def test_the_rate_agrees_with_an_independent_library() -> None:
    pyxirr = pytest.importorskip("pyxirr")
    schedule = build_schedule(LoanTerms(Money.of(500_000), InterestRate(Decimal("0.0395"), DayCount.ACT_360),
                                        RepaymentForm.ANNUITY, date(2026, 11, 26), 24, PeriodRule.EQUAL_PERIODS, 20))
    listed = cost_list(schedule, [])
    assert isinstance(listed, CostList)
    days = [schedule.terms.starts_on, *(line.period.ends_on for line in schedule.instalments)]
    amounts = [500_000.0, *(-float(line.payment.major) for line in schedule.instalments)]
    assert abs(float(listed.annualised.compound) - pyxirr.xirr(days, amounts)) < 1e-9


def test_flows_without_a_change_of_sign_have_no_rate() -> None:
    undefined = refuse("annualised_rate_undefined")
    assert annualised_rate([]) == undefined
    assert annualised_rate([CashFlow(START, Money.of(1)), CashFlow(add_months(START, 1), Money.of(1))]) == undefined
    assert annualised_rate([CashFlow(START, -Money.of(1))]) == undefined
    assert annualised_rate([CashFlow(START, Money.of(1)), CashFlow(START, -Money.of(1))]) == undefined
