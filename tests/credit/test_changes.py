"""Changes of terms: who may renew, what a reset costs, and that no fen of principal is lost."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.credit.changes import (
    Coverage,
    RenewalConduct,
    class_after_restructure,
    is_renewal_alert_due,
    renewal_coverage,
    reset_rate,
    reshaped,
    restructured,
)
from yizhan.credit.classification import RiskClass
from yizhan.credit.parameters import Parameters
from yizhan.credit.schedule import LoanTerms, PeriodRule, RepaymentForm, Schedule, build_schedule
from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money, money_sum
from yizhan.kernel.refusal import Refusal

START = date(2026, 3, 2)
PARAMETERS = Parameters(date(2026, 11, 1))


def schedule(form: RepaymentForm = RepaymentForm.EQUAL_PRINCIPAL, minor: int = 12_000_000, months: int = 12) -> Schedule:
    return build_schedule(LoanTerms(Money(minor), InterestRate(Decimal("0.06"), DayCount.ACT_360), form, START, months,
                                    PeriodRule.EQUAL_PERIODS))


@pytest.mark.parametrize(("size", "due_on", "expected"), [
    ("medium", date(2027, 9, 29), Coverage.COVERED),  # E82
    ("medium", date(2027, 9, 30), Coverage.MANUAL),
    ("medium", date(2027, 10, 1), Coverage.NOT_COVERED),
    ("small", date(2030, 1, 1), Coverage.COVERED),
    ("micro", date(2030, 1, 1), Coverage.COVERED),
    ("large", date(2027, 1, 1), Coverage.NOT_COVERED),
    (None, date(2027, 1, 1), Coverage.MANUAL),
])
def test_renewal_without_repayment_covers_whom_the_notice_names(size, due_on, expected) -> None:
    assert renewal_coverage(size, due_on, PARAMETERS) is expected


def test_a_renewal_keeps_its_class_only_when_all_six_conditions_are_known_to_be_met() -> None:
    assert RenewalConduct(True, True, True, True, True, True).keeps_class
    asked = RenewalConduct(True, True, True, False, True, None)
    assert (asked.keeps_class, asked.unmet, asked.unknown) == (False, ("no_misuse",), ("meets_loan_standards",))


@pytest.mark.parametrize(("matures_on", "is_due"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False), (date(2026, 10, 31), False)])
def test_the_alert_comes_sixty_days_before_maturity(matures_on, is_due) -> None:
    assert is_renewal_alert_due(matures_on, date(2026, 11, 1), PARAMETERS) is is_due


def test_a_restructured_loan_is_special_mention_at_best() -> None:
    assert class_after_restructure(RiskClass.NORMAL, PARAMETERS) is RiskClass.SPECIAL_MENTION
    assert class_after_restructure(RiskClass.DOUBTFUL, PARAMETERS) is RiskClass.DOUBTFUL


def test_a_reset_keeps_the_spread_of_the_contract() -> None:
    assert reset_rate(Decimal("0.0415"), Decimal("0.0345"), Decimal("0.0300")) == Decimal("0.0370")


def test_an_extension_spreads_what_is_left_over_more_months() -> None:
    longer = reshaped(schedule(), date(2026, 3, 10), extra_months=11)
    assert isinstance(longer, Schedule)
    # The running month keeps its 10,000.00; 110,000.00 over 22 months is 5,000.00 each, with 550.00 interest in the first.
    assert [line.principal for line in longer.instalments[:2]] == [Money.of("10000"), Money.of("5000")]
    assert (longer.instalments[1].interest, len(longer.instalments), longer.matures_on) == (Money.of("550"), 23, date(2028, 2, 2))


def test_a_bullet_that_is_extended_pays_its_interest_at_the_old_maturity() -> None:
    longer = reshaped(schedule(RepaymentForm.BULLET), date(2026, 5, 1), extra_months=6)
    assert isinstance(longer, Schedule)
    first, last = longer.instalments
    assert (first.principal, first.interest, last.principal) == (Money(0), Money.of("7200"), Money.of("120000"))
    assert (last.period.starts_on, last.period.ends_on, last.interest) == (date(2027, 3, 2), date(2027, 9, 2), Money.of("3600"))


def test_what_changes_nothing_is_refused() -> None:
    same = reshaped(schedule(), START, Decimal("0.06"))
    late = reshaped(schedule(RepaymentForm.BULLET), date(2026, 5, 1), Decimal("0.05"))
    assert all(isinstance(found, Refusal) and found.code == "change_has_no_effect" for found in (same, late))


@given(st.sampled_from(list(RepaymentForm)), st.integers(1_000, 10**10), st.integers(1, 36), st.integers(1, 24), st.integers(0, 30))
def test_no_principal_is_lost_and_lines_follow_each_other(form, minor, months, extra, day) -> None:
    before = schedule(form, minor, months)
    after = reshaped(before, date(2026, 3, 2 + min(day, 28)), Decimal("0.05"), extra)
    assert isinstance(after, Schedule)
    assert money_sum([line.principal for line in after.instalments]) == Money(minor)
    assert [line.number for line in after.instalments] == list(range(1, len(after.instalments) + 1))
    assert all(one.closing == two.opening and one.period.ends_on == two.period.starts_on
               for one, two in zip(after.instalments, after.instalments[1:], strict=False))


@pytest.mark.parametrize(("on", "matures_on", "extra", "months"), [
    (date(2026, 4, 14), date(2027, 3, 2), 6, 17), (date(2026, 4, 2), date(2027, 3, 2), 0, 11), (date(2026, 4, 1), date(2026, 4, 2), 0, 1),
    (date(2026, 5, 1), date(2026, 4, 2), 3, 3)])
def test_a_restructure_counts_begun_months_as_whole_ones_and_loses_no_fen(on, matures_on, extra, months) -> None:
    terms = schedule().terms
    found = restructured(terms, Money(12_085_180), on, matures_on, extra)
    assert len(found.instalments) == months and found.instalments[0].period.starts_on == on
    assert money_sum([line.principal for line in found.instalments]) == Money(12_085_180)
