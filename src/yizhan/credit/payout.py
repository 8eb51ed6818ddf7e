"""How the money leaves (受托支付, facts 6.6) and how far a loan can be extended (展期, facts 6.4)."""

import functools
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from yizhan.kernel.dated import Dated, load_dated
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse


class PaymentMethod(StrEnum):
    """Who orders the payment: the bank on the borrower's behalf, or the borrower himself."""

    ENTRUSTED = "entrusted"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """The facts that decide the method of one payment to one counterparty."""

    amount: Money
    payee_is_clear: bool
    is_new_relationship: bool
    credit_is_ordinary_only: bool
    bank_decides_entrusted: bool = False


@dataclass(frozen=True, slots=True)
class PaymentRuling:
    """The method and the codes of the grounds that decided; without one the borrower may pay himself."""

    method: PaymentMethod
    grounds: tuple[str, ...]
    limit: Money


@functools.cache
def _dated() -> dict[str, Dated]:
    return load_dated(Path(__file__).with_name("payout.yaml"))


def _value(name: str, on: date) -> Any:
    return _dated()[name].on(on).value


def payment_method(plan: PaymentPlan, on: date) -> PaymentRuling:
    """Entrusted when any of the three grounds of facts 6.6 holds, otherwise self-payment is possible.

    A day before the order of 2024 raises LookupError.
    """
    limit = Money(_value("self_payment_max_minor", on))
    grounds = {
        "new_relationship_ordinary_credit": plan.is_new_relationship and plan.credit_is_ordinary_only,
        "clear_payee_over_limit": plan.payee_is_clear and plan.amount > limit,
        "bank_decides": plan.bank_decides_entrusted,
    }
    found = tuple(ground for ground, holds in grounds.items() if holds)
    return PaymentRuling(PaymentMethod.ENTRUSTED if found else PaymentMethod.SELF, found, limit)


def extension_limit_months(term_months: int, on: date) -> int:
    """The longest total extension: the term itself for a short loan, half of it (cut) for a longer one."""
    if term_months <= _value("short_term_max_months", on):
        return term_months
    return term_months * _value("longer_extension_percent", on) // 100


def check_extension(term_months: int, extended_months: int, asked_months: int, on: date) -> Refusal | None:
    """None when the extension is allowed, otherwise `extension_over_limit` with the months that remain.

    `term_months` is the original term, `extended_months` all extensions so far.
    """
    limit = extension_limit_months(term_months, on)
    if extended_months + asked_months <= limit:
        return None
    remaining = max(limit - extended_months, 0)
    return refuse("extension_over_limit", asked_months=asked_months, remaining_months=remaining,
                  limit_months=limit)
