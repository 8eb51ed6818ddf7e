"""What a payment pays, and what an early repayment would cost and change."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yizhan.credit.repayment import (
    Allocation,
    Claim,
    ClaimKind,
    EarlyRepaymentPreview,
    Keep,
    allocate_payment,
    due_claims,
    preview_early_repayment,
)
from yizhan.credit.schedule import LoanTerms, PeriodRule, RepaymentForm, build_schedule
from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money, money_sum
from yizhan.kernel.refusal import refuse

TERMS = LoanTerms(Money.of(1_000_000), InterestRate(Decimal("0.06"), DayCount.ACT_360), RepaymentForm.ANNUITY,
                  date(2026, 1, 15), 12, PeriodRule.EQUAL_PERIODS)
SCHEDULE = build_schedule(TERMS)
NO_FEE = Decimal(0)
CLAIMS = st.lists(st.builds(Claim, st.sampled_from(list(ClaimKind)), st.integers(0, 10**9).map(Money)), max_size=8)


def preview(principal: Money | None, keep: Keep = Keep.TERM, paid: int = 3, on: date = date(2026, 4, 25),
            fee_rate: Decimal = NO_FEE, terms: LoanTerms = TERMS) -> EarlyRepaymentPreview:
    found = preview_early_repayment(build_schedule(terms), paid, on, principal, keep, fee_rate)
    assert isinstance(found, EarlyRepaymentPreview)
    return found


@given(st.integers(1, 10**10), CLAIMS)
def test_a_payment_is_split_without_loss_and_in_order(amount: int, claims: list[Claim]) -> None:
    split = allocate_payment(Money(amount), claims)
    assert isinstance(split, Allocation)
    assert money_sum([line.paid for line in split.lines]) + split.excess == Money(amount)
    assert all(Money(0) <= line.paid <= line.claimed for line in split.lines)
    unpaid = [index for index, line in enumerate(split.lines) if line.left]
    assert not unpaid or all(not line.paid for line in split.lines[unpaid[0] + 1:])


def test_the_first_instalment_pays_interest_then_principal() -> None:
    """5,000.00 of interest and 81,066.43 of principal; of 6,000 yuan, 1,000 reaches the principal."""
    claims = due_claims(SCHEDULE.instalments[0], Money.zero(), Money.zero())
    assert [(claim.kind, claim.amount) for claim in claims] == [
        (ClaimKind.INTEREST, Money.of(5000)), (ClaimKind.PRINCIPAL, Money.of("81066.43"))]
    split = allocate_payment(Money.of(6000), claims)
    assert isinstance(split, Allocation)
    assert (split.paid(ClaimKind.INTEREST), split.paid(ClaimKind.PRINCIPAL)) == (Money.of(5000), Money.of(1000))
    assert split.lines[1].left == Money.of("80066.43")
    assert due_claims(SCHEDULE.instalments[0], Money.of(5000), Money.of("81066.43")) == ()


def test_a_payment_of_nothing_is_refused() -> None:
    assert allocate_payment(Money.zero(), []) == refuse("amount_not_positive", amount=Money.zero())


def test_repaying_all_costs_principal_interest_to_the_day_and_the_fee() -> None:
    """After three instalments 755,582.69 are open; ten days at 6 % over 360 are 1,259.30; a fee of 1 % is 7,555.83."""
    whole = preview(None, fee_rate=Decimal("0.01"))
    assert whole.principal == Money.of("755582.69")
    assert whole.interest.amount == Money.of("1259.30")
    assert whole.interest.explanation.days == 10
    assert whole.fee == Money.of("7555.83")
    assert whole.total == Money.of("764397.82")
    assert whole.after is None
    assert whole.interest_saved == whole.before.total_interest - Money.of("1259.30")


def test_keeping_the_term_lowers_the_instalment_and_keeps_the_due_dates() -> None:
    part = preview(Money.of(300_000))
    assert part.after is not None
    assert [line.due_on for line in part.after.instalments] == [line.due_on for line in part.before.instalments]
    assert part.after.instalments[0].payment < part.before.instalments[0].payment
    assert part.after.instalments[0].number == 4
    assert part.interest_saved > Money.zero()


def test_keeping_the_instalment_shortens_the_loan() -> None:
    part = preview(Money.of(300_000), Keep.INSTALMENT)
    assert part.after is not None
    assert {line.payment for line in part.after.instalments[:-1]} == {Money.of("86066.43")}
    assert len(part.after.instalments) == 6  # 455,582.69 at 86,066.43 a month: five whole and a smaller last one.
    assert part.after.instalments[-1].payment < Money.of("86066.43")
    assert part.interest_saved > preview(Money.of(300_000)).interest_saved


def test_keeping_the_instalment_of_equal_principal_keeps_its_principal() -> None:
    terms = replace(TERMS, form=RepaymentForm.EQUAL_PRINCIPAL)
    part = preview(Money.of(300_000), Keep.INSTALMENT, terms=terms)
    assert part.after is not None
    assert [str(line.principal.major) for line in part.after.instalments] == ["83333.33"] * 5 + ["33333.36"]


def test_on_the_day_of_the_last_payment_the_running_period_stays_whole() -> None:
    part = preview(Money.of(300_000), on=date(2026, 4, 15))
    assert part.interest.amount == Money.zero()
    assert part.after is not None
    assert part.after.instalments[0].period.is_whole


def test_interest_first_lowers_the_interest_of_what_follows() -> None:
    terms = replace(TERMS, form=RepaymentForm.INTEREST_FIRST, period_rule=PeriodRule.ACTUAL_DAYS)
    part = preview(Money.of(400_000), terms=terms)
    assert part.after is not None
    assert part.after.instalments[-1].principal == Money.of(600_000)
    assert part.after.instalments[1].interest == Money.of(3100)  # 600,000 × 6 % × 31 ÷ 360.


@pytest.mark.parametrize(("principal", "paid", "on", "keep", "code"), [
    (Money.of(1), 12, date(2027, 1, 20), Keep.TERM, "nothing_outstanding"),
    (Money.of(1), 3, date(2026, 4, 14), Keep.TERM, "before_last_payment"),
    (Money.of(1), 3, date(2026, 5, 15), Keep.TERM, "instalment_due_first"),
    (Money.zero(), 3, date(2026, 4, 25), Keep.TERM, "amount_not_positive"),
    (Money.of("755582.70"), 3, date(2026, 4, 25), Keep.TERM, "amount_over_principal"),
])
def test_an_early_repayment_that_cannot_be_is_refused(principal: Money, paid: int, on: date, keep: Keep,
                                                      code: str) -> None:
    refusal = preview_early_repayment(SCHEDULE, paid, on, principal, keep, NO_FEE)
    assert getattr(refusal, "code", "") == code


def test_a_form_without_instalments_of_principal_has_none_to_keep() -> None:
    bullet = build_schedule(replace(TERMS, form=RepaymentForm.BULLET))
    refusal = preview_early_repayment(bullet, 0, date(2026, 4, 25), Money.of(1), Keep.INSTALMENT, NO_FEE)
    assert refusal == refuse("no_instalment_to_keep", form="bullet")


@given(st.integers(1, 10**9), st.integers(0, 11), st.integers(0, 27), st.sampled_from(list(Keep)),
       st.sampled_from([RepaymentForm.ANNUITY, RepaymentForm.EQUAL_PRINCIPAL]))
def test_before_and_after_owe_the_same_principal(amount: int, paid: int, days: int, keep: Keep,
                                                 form: RepaymentForm) -> None:
    schedule = build_schedule(replace(TERMS, form=form))
    line = schedule.instalments[paid]
    assume(amount <= line.opening.amount_minor)
    found = preview_early_repayment(schedule, paid, line.period.starts_on + timedelta(days), Money(amount), keep, NO_FEE)
    assert isinstance(found, EarlyRepaymentPreview)
    left = money_sum([item.principal for item in found.after.instalments]) if found.after else Money.zero()
    assert left + Money(amount) == line.opening
    assert len(found.after.instalments if found.after else ()) <= len(found.before.instalments)
