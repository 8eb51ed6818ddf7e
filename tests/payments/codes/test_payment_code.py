"""Payment codes: 18 digits, one minute, used once, nothing to learn from them."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.kernel.refusal import Refusal
from yizhan.payments.codes.payment_code import PaymentCode, is_genuine, issue, redeem, stored_as
from yizhan.payments.codes.recognise import Kind, Seen, recognise

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
NOW, DAY = datetime(2026, 11, 23, 4, 0, tzinfo=UTC), date(2026, 11, 23)


def issued(seed: int = 1) -> PaymentCode:
    return issue(KEY, "wallet:17", NOW, random.Random(seed).randrange)


def test_a_code_is_eighteen_digits_of_our_wallet() -> None:
    assert recognise(issued().digits, DAY) == Seen(Kind.PAYMENT, "yizhan") and len(issued().digits) == 18


@pytest.mark.parametrize(("age_seconds", "is_used", "expected"), [  # E25
    (0, False, None), (60, False, None), (61, False, "payment_code_expired"), (-1, False, "payment_code_expired"),
    (10, True, "payment_code_used"),
])
def test_a_code_lives_a_minute_and_pays_once(age_seconds: int, is_used: bool, expected: str | None) -> None:
    found = redeem(issued(), is_used, NOW + timedelta(seconds=age_seconds))
    assert (found.code if isinstance(found, Refusal) else None) == expected


def test_a_code_that_was_never_issued_pays_nothing() -> None:
    found = redeem(None, False, NOW)
    assert isinstance(found, Refusal) and found.code == "payment_code_unknown"


def test_a_forged_code_is_turned_away_by_its_check_digits() -> None:
    digits = issued().digits
    forged = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    assert is_genuine(KEY, digits, DAY) and not is_genuine(KEY, forged, DAY) and not is_genuine(OTHER_KEY, digits, DAY)


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_genuine_or_not(text: str) -> None:
    assert is_genuine(KEY, text, DAY) in (True, False)


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**6))
def test_every_issued_code_is_genuine(seed: int) -> None:
    code = issued(seed)
    assert is_genuine(KEY, code.digits, DAY) and code.digits.startswith("19")


def test_the_digits_stay_out_of_what_is_printed_and_stored() -> None:
    code = issued()
    assert code.digits not in repr(code) and code.digits.encode() not in stored_as(KEY, code.digits)
    assert stored_as(KEY, code.digits) != stored_as(OTHER_KEY, code.digits) and len(stored_as(KEY, code.digits)) == 32


def test_a_short_key_is_a_broken_call() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        issue(b"short", "wallet:17", NOW, random.Random(1).randrange)
