"""Barcode caps by strength of verification, and the password of payment codes."""

from datetime import date

import pytest

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments.code_caps import Strength, cap, check_cap, needs_password, strength

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(("kind", "used", "order", "left"), [  # E17
    (Strength.D, "480.00", "20.00", "0.00"), (Strength.C, "0.00", "1000.00", "0.00"), (Strength.B, "4000.00", "999.99", "0.01"),
])
def test_an_order_within_its_cap(kind: Strength, used: str, order: str, left: str) -> None:
    assert check_cap(kind, Money.of(order), Money.of(used), DAY) == Money.of(left)


@pytest.mark.parametrize(("kind", "used", "order"), [
    (Strength.D, "480.00", "20.01"), (Strength.C, "0.00", "1000.01"), (Strength.B, "5000.00", "0.01"),
])
def test_an_order_over_its_cap_names_the_class(kind: Strength, used: str, order: str) -> None:
    found = check_cap(kind, Money.of(order), Money.of(used), DAY)
    assert isinstance(found, Refusal)
    assert (found.code, found.facts["strength"]) == ("code_cap_reached", kind.name)


def test_a_certificate_is_capped_by_agreement_only() -> None:
    assert cap(Strength.A, DAY) is None
    assert check_cap(Strength.A, Money.of("99999.00"), Money.zero(), DAY) is None
    assert isinstance(check_cap(Strength.A, Money.of("20000.01"), Money.zero(), DAY, agreed=Money.of("20000.00")), Refusal)


@pytest.mark.parametrize(("factors", "has_certificate", "is_static", "expected"), [
    (1, False, False, Strength.C), (1, True, False, Strength.C),
    (2, False, False, Strength.B), (2, True, False, Strength.A), (2, True, True, Strength.D),
])
def test_the_class_of_a_payment(factors: int, has_certificate: bool, is_static: bool, expected: Strength) -> None:
    assert strength(factors, has_certificate, is_static) is expected


@pytest.mark.parametrize(("order", "without_password", "expected"), [  # E19
    ("1000.00", 0, False), ("1000.01", 0, True), ("1.00", 9, False), ("1.00", 10, True),
])
def test_a_payment_code_waits_for_the_password(order: str, without_password: int, expected: bool) -> None:
    assert needs_password(Money.of(order), without_password, DAY) is expected
