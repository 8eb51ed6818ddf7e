"""Caps on barcode payments by strength of verification (条码支付限额), per customer and day, apart from the programme's limits."""

from datetime import date
from enum import StrEnum

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.figures import figure, figures

FILE = "code_caps.yaml"


class Strength(StrEnum):
    """How a payment by code is verified; a static code is a class of its own, however well its payer is verified."""

    A = "a_certificate_and_two_factors"
    B = "b_two_factors"
    C = "c_fewer_factors"
    D = "d_static_code"


def strength(factors: int, has_certificate: bool, is_static_code: bool) -> Strength:
    """The class of a payment."""
    if is_static_code:
        return Strength.D
    if factors < 2:
        return Strength.C
    return Strength.A if has_certificate else Strength.B


def cap(kind: Strength, on: date) -> Money | None:
    """The daily cap of a class; None where customer and institution agree on one."""
    value = figure(figures(FILE), kind, on).value
    return None if value == "by_agreement" else Money.of(value)


def check_cap(kind: Strength, order: Money, used_today: Money, on: date, agreed: Money | None = None) -> Money | Refusal | None:
    """What is left of the class's cap after an order (None without a cap), or `code_cap_reached` (strength, cap, left).

    `used_today` is what the customer paid in this class today; `agreed` the cap of the contract for class A.
    """
    limit = cap(kind, on) or agreed
    if limit is None:
        return None
    left = limit - used_today
    return left - order if order <= left else refuse("code_cap_reached", strength=kind.name, cap=limit, left=max(left, Money.zero()))


def without_password(on: date) -> tuple[Money, int]:
    """Up to which amount, and how many times a day, a payment code pays without the wallet's password."""
    value = figure(figures(FILE), "password", on).value
    return Money.of(value["amount_max"]), value["payments_max"]


def needs_password(order: Money, without_password_today: int, on: date) -> bool:
    """Whether a payment code must wait for the wallet's password: over the amount, or too many payments without one today."""
    amount_max, payments_max = without_password(on)
    return order > amount_max or without_password_today >= payments_max
