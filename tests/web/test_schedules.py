"""Lines of a schedule: every interest figure explains itself."""

from datetime import date
from decimal import Decimal

from django.utils.translation import override

from yizhan.credit.schedule import LoanTerms, PeriodRule, RepaymentForm, build_schedule
from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money
from yizhan.kernel.text import plain
from yizhan.web.schedules import offered_lines, planned_lines


def terms(form: RepaymentForm, rule: PeriodRule) -> LoanTerms:
    return LoanTerms(Money.of("500000"), InterestRate(Decimal("0.0345"), DayCount.ACT_360), form, date(2026, 11, 17), 12, rule)


def test_a_whole_month_shows_its_twelfth() -> None:
    with override("en"):
        line = planned_lines(build_schedule(terms(RepaymentForm.ANNUITY, PeriodRule.EQUAL_PERIODS)))[0]
    # 500,000 × 3.45 % ÷ 12 = 1,437.50
    assert line.formula == "¥500,000.00 × 3.45% × 1 ÷ 12 = ¥1,437.50"
    assert line.interest == Money.of("1437.50") and line.payment == line.principal + line.interest
    assert "equal share" in line.rule


def test_days_show_their_count_and_basis() -> None:
    with override("en"):
        line = planned_lines(build_schedule(terms(RepaymentForm.INTEREST_FIRST, PeriodRule.ACTUAL_DAYS)))[0]
    # 17 November to 17 December are 30 days: 500,000 × 3.45 % × 30 ÷ 360 = 1,437.50
    assert line.formula == "¥500,000.00 × 3.45% × 30 ÷ 360 = ¥1,437.50"
    assert line.rule.startswith("30 days from 2026-11-17 Tue to 2026-12-17 Thu by ACT/360")


def test_an_offer_s_lines_are_those_of_its_schedule() -> None:
    schedule = build_schedule(terms(RepaymentForm.EQUAL_PRINCIPAL, PeriodRule.EQUAL_PERIODS))
    stored = [{"number": line.number, "due_on": line.due_on.isoformat(), "principal_minor": line.principal.amount_minor,
               "interest_minor": line.interest.amount_minor, "closing_minor": line.closing.amount_minor,
               "explanation": plain(line.explanation)} for line in schedule.instalments]
    assert offered_lines({"schedule": stored}) == planned_lines(schedule)


def test_a_loan_that_ends_has_no_lines() -> None:
    assert planned_lines(None) == []
