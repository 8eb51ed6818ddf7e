"""3-D Secure, by worked example 34."""

from datetime import date, timedelta

import pytest

from yizhan.payments.three_domain import (
    PROVEN,
    Authentication,
    NextStep,
    TransStatus,
    eci_of,
    next_step,
    payment_challenge_valid,
    shifts_liability,
)

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(("scheme", "eci", "shifts"), [  # E34
    ("visa", "05", True), ("mastercard", "02", True), ("visa", "07", False), ("mastercard", "00", False),
    ("jcb", "05", True), ("unionpay", "07", False), ("visa", "06", True), ("mastercard", "01", True),
    ("visa", "02", False), ("mastercard", "05", False), ("visa", "", False), ("nobody", "05", False),
])
def test_who_bears_a_fraud(scheme: str, eci: str, shifts: bool) -> None:
    assert shifts_liability(scheme, eci, DAY) is shifts


@pytest.mark.parametrize(("status", "step"), [
    ("Y", "authorise"), ("A", "authorise"), ("U", "authorise"), ("I", "authorise"), ("N", "refuse"), ("R", "refuse"), ("C", "challenge"),
])
def test_what_follows_from_a_status(status: str, step: str) -> None:
    found = Authentication(TransStatus(status), challenge_url="https://acs.example/c" if status == "C" else "")
    assert next_step(found, DAY) is NextStep(step)


def test_a_challenge_without_an_address_is_refused() -> None:
    assert next_step(Authentication(TransStatus.CHALLENGE), DAY) is NextStep.REFUSE


def test_a_payment_waits_a_while_and_only_two_statuses_are_a_proof() -> None:
    assert payment_challenge_valid(DAY) == timedelta(minutes=5)
    assert {status.value for status in PROVEN} == {"Y", "A"}


def test_the_indicators_of_two_schemes() -> None:
    """Facts 4.3.6."""
    assert [eci_of("mastercard", strength, DAY) for strength in ("full", "attempted", "none")] == ["02", "01", "00"]
    assert [eci_of("amex", strength, DAY) for strength in ("full", "attempted", "none")] == ["05", "06", "07"]
