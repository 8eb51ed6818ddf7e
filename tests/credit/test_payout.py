"""Entrusted payment and extension. E80 and E81 of the fact sheet."""

from dataclasses import replace
from datetime import date

import pytest

from yizhan.credit.payout import PaymentMethod, PaymentPlan, check_extension, extension_limit_months, payment_method
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import refuse

ON = date(2026, 11, 23)
PLAN = PaymentPlan(Money.of(10_000_000), payee_is_clear=True, is_new_relationship=False, credit_is_ordinary_only=True)


def test_e81_exactly_1000_wan_may_be_paid_by_the_borrower_and_more_may_not() -> None:
    """E81: 1,000万 to one supplier: self-payment possible; 1,000.01万: entrusted."""
    at_limit = payment_method(PLAN, ON)
    assert (at_limit.method, at_limit.grounds, at_limit.limit) == (PaymentMethod.SELF, (), Money.of(10_000_000))
    over = payment_method(replace(PLAN, amount=Money.of(10_000_100)), ON)
    assert (over.method, over.grounds) == (PaymentMethod.ENTRUSTED, ("clear_payee_over_limit",))


@pytest.mark.parametrize(("change", "grounds"), [
    ({"is_new_relationship": True}, ("new_relationship_ordinary_credit",)),
    ({"is_new_relationship": True, "credit_is_ordinary_only": False}, ()),
    ({"amount": Money.of(20_000_000), "payee_is_clear": False}, ()),
    ({"bank_decides_entrusted": True}, ("bank_decides",)),
    ({"is_new_relationship": True, "amount": Money.of(20_000_000)},
     ("new_relationship_ordinary_credit", "clear_payee_over_limit")),
])
def test_any_ground_of_rule_6_6_entrusts_the_payment(change: dict, grounds: tuple[str, ...]) -> None:
    ruling = payment_method(replace(PLAN, **change), ON)
    assert ruling.grounds == grounds
    assert ruling.method is (PaymentMethod.ENTRUSTED if grounds else PaymentMethod.SELF)


def test_e80_a_loan_of_a_year_can_be_extended_by_its_term_and_a_longer_one_by_half() -> None:
    assert check_extension(12, 6, 6, ON) is None
    assert check_extension(12, 6, 7, ON) == refuse(
        "extension_over_limit", asked_months=7, remaining_months=6, limit_months=12)
    assert extension_limit_months(24, ON) == 12
    assert check_extension(24, 0, 12, ON) is None
    assert check_extension(24, 0, 13, ON) is not None
    assert extension_limit_months(13, ON) == 6


def test_the_order_of_2024_is_not_applied_before_its_day() -> None:
    with pytest.raises(LookupError):
        payment_method(PLAN, date(2024, 6, 30))
