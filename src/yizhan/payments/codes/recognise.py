"""What kind of code this is, before money is asked for: a shop's, a customer's payment code, or a person's (个人码)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.codes.merchant_code import MerchantCode, parse_merchant_code
from yizhan.payments.figures import figure, figures

FILE = "code_shapes.yaml"


class Kind(StrEnum):
    """Who shows the code, and what for."""

    MERCHANT = "merchant"
    PAYMENT = "payment"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Seen:
    """A recognised code: its kind, the wallet or rail it belongs to, and what an EMVCo code says."""

    kind: Kind
    wallet: str
    merchant: MerchantCode | None = None


def recognise(text: str, on: date) -> Seen | Refusal:
    """The kind of any scanned text. Digits are payment codes, known links belong to their wallet, the rest is read as EMVCo.

    Refusals: `payment_code_shape` for digits of no wallet; `code_unknown` for a link of no wallet; those of `parse_merchant_code`.
    """
    text = text.strip()
    if text.isascii() and text.isdigit() and not text.startswith("0002"):
        return _payment(text, on)
    if "://" in text[:16]:
        return _link(text, on)
    merchant = parse_merchant_code(text)
    return merchant if isinstance(merchant, Refusal) else Seen(Kind.MERCHANT, "emvco", merchant)


def recognise_for_paying(text: str, on: date) -> Seen | Refusal:
    """A code that a traveller may pay: `personal_code_shown` (wallet) for a person's, `payment_code_shown` for a customer's."""
    seen = recognise(text, on)
    if isinstance(seen, Refusal) or seen.kind is Kind.MERCHANT:
        return seen
    if seen.kind is Kind.PERSONAL:
        return refuse("personal_code_shown", wallet=seen.wallet)
    return refuse("payment_code_shown", wallet=seen.wallet)


def _payment(digits: str, on: date) -> Seen | Refusal:
    for shape in figure(figures(FILE), "digits", on).value:
        if shape["first"] <= digits[:2] <= shape["last"] and len(digits) in shape["lengths"]:
            return Seen(Kind.PAYMENT, shape["wallet"])
    return refuse("payment_code_shape")


def _link(text: str, on: date) -> Seen | Refusal:
    for shape in figure(figures(FILE), "links", on).value:
        if text.lower().startswith(shape["begins"]):
            return Seen(Kind(shape["kind"]), shape["wallet"])
    return refuse("code_unknown")
