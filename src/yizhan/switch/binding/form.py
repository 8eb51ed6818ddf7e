"""The form with the card, as the browser posts it: read once, each fault named by its field, nothing of it in a fault."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import parse_qsl

from yizhan.kernel.refusal import Refusal
from yizhan.payments.schemes import Recognised, recognise
from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard

BODY_MAX: Final = 4096
FIELDS_MAX: Final = 12
YEARS_MAX: Final = 20
_EXPIRY: Final = re.compile(r"(0[1-9]|1[0-2])[ ]?/?[ ]?([0-9]{2})")
_GAPS: Final = str.maketrans("", "", " \u00a0\u2009-")


class SecurityCode:
    """The code on the card. It is given out once and shows itself to nobody."""

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        self._digits: str | None = digits

    def take(self) -> str:
        """The digits, for the one message; ValueError the second time."""
        if self._digits is None:
            raise ValueError("a security code goes into one message")
        digits, self._digits = self._digits, None
        return digits

    def __repr__(self) -> str:
        return "SecurityCode(***)"

    def __reduce__(self) -> str:
        raise TypeError("a security code is not pickled")


@dataclass(frozen=True, slots=True)
class CardForm:
    """A card that may be asked for at its bank."""

    card: OpenCard
    scheme: str
    co_brand: str
    security_code: SecurityCode = field(repr=False)


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with which field."""

    field: str
    code: str


def fields_of(body: bytes, content_type: str) -> dict[str, str] | None:
    """The fields of a posted form; None for what is none, or too long."""
    if len(body) > BODY_MAX or content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return None
    try:
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_MAX))
    except ValueError:
        return None


def read_card(fields: dict[str, str], today: date) -> CardForm | FieldFault:
    """The card of a form. The name of its holder is not read: decision 0105."""
    digits = fields.get("number", "").translate(_GAPS)
    found = recognise(digits, today)
    if isinstance(found, Refusal):
        return FieldFault("number", found.code)
    expiry = _expiry(fields.get("expiry", "").strip(), today)
    if isinstance(expiry, FieldFault):
        return expiry
    code = fields.get("security_code", "").strip()
    if not (code.isascii() and code.isdigit() and len(code) == (4 if found.scheme == "amex" else 3)):
        return FieldFault("security_code", "security_code_malformed")
    return _form(found, OpenCard(CardNumber(digits), expiry), code)


def _form(found: Recognised, card: OpenCard, code: str) -> CardForm:
    return CardForm(card, found.scheme, found.co_brand or "", SecurityCode(code))


def _expiry(text: str, today: date) -> str | FieldFault:
    """YYMM; a card is good until the end of its month."""
    match = _EXPIRY.fullmatch(text)
    if match is None:
        return FieldFault("expiry", "expiry_malformed")
    month, year = int(match[1]), 2000 + int(match[2])
    if (year, month) < (today.year, today.month):
        return FieldFault("expiry", "expiry_past")
    return FieldFault("expiry", "expiry_malformed") if year > today.year + YEARS_MAX else f"{match[2]}{match[1]}"
