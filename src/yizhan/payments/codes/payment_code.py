"""Consumer-presented payment codes (付款码): 18 digits that live a minute and are used once.

The digits say nothing about the traveller: random, followed by keyed check digits that let a forged code be turned away before any
table is asked. What is stored is a keyed hash, so that a copy of the table pays for nothing.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from yizhan.kernel.clock import branch_date
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.figures import figure, figures

FILE = "code_shapes.yaml"
KEY_BYTES_MIN = 32


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """A code as it was issued to a wallet account. The digits are money for a minute, so they stay out of logs."""

    digits: str = field(repr=False)
    account: str
    issued_at: datetime


def issue(key: bytes, account: str, now: datetime, random_below: Callable[[int], int]) -> PaymentCode:
    """A new code for a wallet account; `random_below` is `secrets.randbelow`, or a seeded twin in tests."""
    shape = _shape(branch_date(now))
    body = shape["prefix"] + str(random_below(10 ** shape["random_digits"])).zfill(shape["random_digits"])
    return PaymentCode(body + _check(key, body, shape["check_digits"]), account, now)


def is_genuine(key: bytes, digits: str, on: date) -> bool:
    """Whether digits can be a code of ours: form and keyed check digits, compared in constant time."""
    shape = _shape(on)
    length = len(shape["prefix"]) + shape["random_digits"] + shape["check_digits"]
    if not (digits.isascii() and digits.isdigit() and len(digits) == length and digits.startswith(shape["prefix"])):
        return False
    body, check = digits[: -shape["check_digits"]], digits[-shape["check_digits"] :]
    return hmac.compare_digest(_check(key, body, shape["check_digits"]), check)


def stored_as(key: bytes, digits: str) -> bytes:
    """The 32 bytes under which a code is kept and found again."""
    return _mac(key, b"stored", digits)


def redeem(code: PaymentCode | None, is_used: bool, now: datetime) -> PaymentCode | Refusal:
    """The code, if it may pay now: `payment_code_unknown`, `payment_code_used`, `payment_code_expired` (valid_seconds) else.

    The caller marks it as used in the transaction that reserves the payment, so that of two redeemers one wins.
    """
    if code is None:
        return refuse("payment_code_unknown")
    if is_used:
        return refuse("payment_code_used")
    seconds = valid_seconds(branch_date(code.issued_at))
    if not timedelta(0) <= now - code.issued_at <= timedelta(seconds=seconds):
        return refuse("payment_code_expired", valid_seconds=seconds)
    return code


def valid_seconds(on: date) -> int:
    """How long a code that is issued on a day lives."""
    return _shape(on)["valid_seconds"]


def _shape(on: date) -> dict[str, Any]:
    return figure(figures(FILE), "own_payment_code", on).value


def _check(key: bytes, body: str, digits: int) -> str:
    return str(int.from_bytes(_mac(key, b"check", body)) % 10**digits).zfill(digits)


def _mac(key: bytes, use: bytes, text: str) -> bytes:
    """One key serves two uses, told apart by a label that no text of digits can hold."""
    if len(key) < KEY_BYTES_MIN:
        raise ValueError(f"a key of {KEY_BYTES_MIN} bytes or more is needed")
    return hmac.digest(key, use + b":" + text.encode(), "sha256")
