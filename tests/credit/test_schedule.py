"""Schedules of the four forms. E89 of the fact sheet; the roundings are those of docs/algorithms/schedules.md."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.credit.interest import InterestRule
from yizhan.credit.schedule import LoanTerms, PeriodRule, RepaymentForm, annuity_payment, build_schedule
from yizhan.kernel.calendar import WorkingCalendar
from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money, Rounding, money_sum

TERMS = LoanTerms(Money.of(1_000_000), InterestRate(Decimal("0.06"), DayCount.ACT_360), RepaymentForm.ANNUITY,
                  date(2026, 1, 15), 12, PeriodRule.EQUAL_PERIODS)
ANY_TERMS = st.builds(
    LoanTerms, st.integers(1, 10**12).map(Money),
    st.builds(InterestRate, st.decimals("0", "0.36", places=6), st.sampled_from(list(DayCount))),
    st.sampled_from(list(RepaymentForm)), st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(1, 120),
    st.sampled_from(list(PeriodRule)), st.none() | st.integers(1, 31), st.sampled_from(list(Rounding)),
    st.sampled_from([1, 100, 10_000]))


@given(ANY_TERMS)
def test_principal_sums_exactly_and_the_balance_is_never_negative(terms: LoanTerms) -> None:
    schedule = build_schedule(terms)
    assert money_sum([line.principal for line in schedule.instalments]) == terms.principal
    opening = terms.principal
    for line in schedule.instalments:
        assert line.opening == opening
        assert line.closing == line.opening - line.principal
        assert min(line.principal.amount_minor, line.interest.amount_minor, line.closing.amount_minor) >= 0
        assert line.explanation.amount == line.interest
        opening = line.closing
    assert not opening


@given(ANY_TERMS)
def test_only_the_last_instalment_of_an_equal_form_differs_from_the_level_one(terms: LoanTerms) -> None:
    schedule = build_schedule(replace(terms, principal=terms.principal + Money.of(100_000), level_multiple_minor=1))
    lines = schedule.instalments
    if terms.form is RepaymentForm.EQUAL_PRINCIPAL:
        assert len({line.principal for line in lines[:-1]}) <= 1
        assert abs((lines[-1].principal - lines[0].principal).amount_minor) <= len(lines)
    if terms.form is RepaymentForm.ANNUITY and len(lines) > 1:
        # A first period much longer than a month can bear more than the level part; the interest is then paid alone.
        level = [line.payment for line in lines[:-1] if line.principal]
        assert len(set(level)) <= 1


def test_e89_pays_86066_43_a_month_and_the_last_instalment_takes_the_rounding() -> None:
    """E89: 86,066.43 a month. Twelve level payments cost 32,797.16 of interest; by lines rounded to the fen the last
    payment is a fen lower, so that 32,797.15 is charged."""
    schedule = build_schedule(TERMS)
    payments = [line.payment for line in schedule.instalments]
    assert payments[:11] == [Money.of("86066.43")] * 11
    assert payments[0] * 12 - TERMS.principal == Money.of("32797.16")
    assert payments[11] == Money.of("86066.42")
    assert schedule.total_interest == Money.of("32797.15")


def test_equal_principal_repays_the_same_principal_and_less_interest_each_month() -> None:
    """100,000 yuan, 6 %, three months: 33,333.33 each and 33,333.34 at the end; interest 500.00, 333.33, 166.67."""
    terms = replace(TERMS, principal=Money.of(100_000), form=RepaymentForm.EQUAL_PRINCIPAL, term_months=3)
    lines = build_schedule(terms).instalments
    assert [str(line.principal.major) for line in lines] == ["33333.33", "33333.33", "33333.34"]
    assert [str(line.interest.major) for line in lines] == ["500.00", "333.33", "166.67"]


def test_interest_first_bears_its_actual_days_over_360() -> None:
    """1,000,000 yuan at 3.45 %: 31 days 2,970.83, 28 days 2,683.33, 31 days 2,970.83; principal at the end."""
    terms = LoanTerms(Money.of(1_000_000), InterestRate(Decimal("0.0345"), DayCount.ACT_360),
                      RepaymentForm.INTEREST_FIRST, date(2026, 1, 15), 3, PeriodRule.ACTUAL_DAYS)
    lines = build_schedule(terms).instalments
    assert [str(line.interest.major) for line in lines] == ["2970.83", "2683.33", "2970.83"]
    assert [line.principal for line in lines] == [Money.zero(), Money.zero(), Money.of(1_000_000)]


def test_bullet_pays_everything_once() -> None:
    """1,000,000 yuan at 3.45 % from 2026-01-15 to 2027-01-15: 365 days over 360 are 34,979.17."""
    terms = LoanTerms(Money.of(1_000_000), InterestRate(Decimal("0.0345"), DayCount.ACT_360), RepaymentForm.BULLET,
                      date(2026, 1, 15), 12, PeriodRule.ACTUAL_DAYS)
    (line,) = build_schedule(terms).instalments
    assert (line.due_on, line.days, line.payment) == (date(2027, 1, 15), 365, Money.of("1034979.17"))


def test_a_broken_period_bears_its_days_and_a_whole_one_a_twelfth() -> None:
    lines = build_schedule(replace(TERMS, starts_on=date(2026, 11, 26), payment_day=20)).instalments
    assert [line.explanation.rule for line in lines[:2]] == [InterestRule.DAYS, InterestRule.EQUAL_PERIOD]
    assert lines[0].days == 24
    assert lines[0].interest == Money.of("4000.00")  # 1,000,000 × 6 % × 24 ÷ 360.
    assert lines[-1].explanation.rule is InterestRule.DAYS
    assert len({line.payment for line in lines[:-1]}) == 1


def test_due_dates_move_to_a_working_day_where_the_calendar_knows_the_year() -> None:
    """2026-02-15 lies in the Spring Festival: the next working day is 2026-02-24. 2027 is not published."""
    lines = build_schedule(replace(TERMS, starts_on=date(2026, 1, 15)), WorkingCalendar()).instalments
    assert lines[0].due_on == date(2026, 2, 24)
    assert lines[0].period.ends_on == date(2026, 2, 15)
    assert lines[0].interest == Money.of("5000.00")
    assert lines[11].due_on == date(2027, 1, 15)


def test_without_interest_the_parts_are_equal() -> None:
    free = replace(TERMS, rate=InterestRate(Decimal(0), DayCount.ACT_360), principal=Money.of(1000), term_months=4)
    assert [line.payment for line in build_schedule(free).instalments] == [Money.of(250)] * 4


def test_a_level_part_in_whole_yuan_leaves_the_rest_to_the_last() -> None:
    lines = build_schedule(replace(TERMS, level_multiple_minor=100)).instalments
    assert lines[0].payment == Money.of(86_066)
    assert lines[-1].payment > Money.of(86_066)


def test_the_annuity_with_equal_factors_is_the_textbook_one() -> None:
    rate, count = Decimal("0.005"), 360
    textbook = rate * (1 + rate) ** count / ((1 + rate) ** count - 1)
    assert abs(annuity_payment(Decimal(1), [rate] * count) - textbook) < Decimal("1e-24")


@pytest.mark.parametrize("wrong", [
    {"principal": Money.zero()}, {"term_months": 0}, {"payment_day": 32}, {"level_multiple_minor": 0},
    {"rate": InterestRate(Decimal("-0.01"), DayCount.ACT_360)}])
def test_impossible_terms_are_an_error(wrong: dict) -> None:
    with pytest.raises(ValueError, match="must"):
        replace(TERMS, **wrong)
