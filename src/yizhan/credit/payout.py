"""How the money leaves: entrusted payment (受托支付, facts 6.6) and how far a loan can be extended (facts 6.4)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal


class PaymentMethod(StrEnum):
    """Who orders the payment: the bank on the borrower's order, or the borrower himself."""

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
    """The method with the codes of the reasons that decided; no reason means the borrower may pay himself."""

    method: PaymentMethod
    reasons: tuple[str, ...]
    limit: Money


def payment_method(plan: PaymentPlan, on: date) -> PaymentRuling:
    """Entrusted when any of the three grounds of facts 6.6 holds on a day, otherwise self-payment is possible."""
    raise NotImplementedError


def extension_limit_months(term_months: int, on: date) -> int:
    """The longest total extension: the term itself up to a year, half the original term beyond."""
    raise NotImplementedError


def check_extension(term_months: int, extended_months: int, asked_months: int, on: date) -> Refusal | None:
    """None when the extension is allowed, `extension_over_limit` with the months that remain otherwise."""
    raise NotImplementedError
