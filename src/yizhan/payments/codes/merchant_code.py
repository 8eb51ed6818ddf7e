"""Merchant-presented codes of EMVCo 1.1 (商户码): what a traveller scans in a shop. Parsed strictly, each fault by its own name."""

import re
from dataclasses import dataclass
from decimal import Decimal

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.codes.crc import crc16
from yizhan.payments.codes.fields import Field, read_fields, template, write_fields
from yizhan.payments.currencies import NUMERIC, currency_of, minor_digits

CRC_HEAD = "6304"
STATIC, DYNAMIC = "11", "12"
# Form of each plain field (facts 4.2.1); a field outside this table is kept as it is.
PRINTABLE = "[\x20-\x7e]"
FORMS = {
    "01": r"1[12]", "52": r"\d{4}", "53": r"\d{3}", "54": r"(?=.{1,13}$)\d+\.?\d*", "55": r"0[123]", "58": r"[A-Za-z]{2}",
    "59": PRINTABLE + "{1,25}", "60": PRINTABLE + "{1,15}", "61": PRINTABLE + "{1,10}",
}
NEEDED = ("52", "53", "58", "59", "60")
ACCOUNTS = frozenset(f"{number:02d}" for number in range(2, 52))
IDENTIFIED = frozenset({*(f"{number:02d}" for number in range(26, 52)), *(str(number) for number in range(80, 100))})
IDENTIFIER_MAX = 32


@dataclass(frozen=True, slots=True)
class LocalName:
    """The merchant in its own language (ID 64): two letters of language, name, city."""

    language: str
    name: str
    city: str


@dataclass(frozen=True, slots=True)
class MerchantCode:
    """A code that was read. `fields` are all of it but the checksum, in order, so that it can be written again as it was."""

    fields: tuple[Field, ...]

    def value(self, field_id: str) -> str | None:
        """The value of a field, or None."""
        return next((field.value for field in self.fields if field.id == field_id), None)

    def part(self, field_id: str, part_id: str) -> str | None:
        """The value of a part of a template, or None."""
        return next((field.part(part_id) for field in self.fields if field.id == field_id), None)

    @property
    def is_static(self) -> bool:
        """Printed once and paid many times; a code that does not say is taken for static, the class with the lower cap."""
        return self.value("01") != DYNAMIC

    @property
    def amount(self) -> Money | None:
        """The amount asked for; None when the payer enters it or the currency is not handled here."""
        amount, currency = self.value("54"), currency_of(self.value("53") or "")
        return Money.of(Decimal(amount), currency) if amount and currency else None

    @property
    def merchant_number(self) -> dict[str, str]:
        """The merchant's number by the globally unique id of whoever issued it."""
        return {field.part("00") or "": field.part("01") or "" for field in self.fields if field.id in ACCOUNTS and field.parts}

    @property
    def local(self) -> LocalName | None:
        """The merchant in its own language, if the code has it."""
        language, name = self.part("64", "00"), self.part("64", "01")
        return LocalName(language, name, self.part("64", "02") or "") if language and name else None


@dataclass(frozen=True, slots=True)
class Shop:
    """What a code of ours says of a merchant; names as in its contract, `local_name` and `local_city` in Chinese or empty."""

    issuer_id: str
    number: str
    category_code: str
    name: str
    city: str
    local_name: str = ""
    local_city: str = ""


def parse_merchant_code(text: str) -> MerchantCode | Refusal:
    """The code, or the first thing that is wrong with it; any text is accepted as input.

    Refusals: those of `read_fields`; `code_format_indicator`; `code_crc_missing`, `code_crc_malformed`, `code_crc_wrong`;
    `code_field_missing` (field); `code_field_malformed` (field); `code_amount_malformed`; `code_template_identifier` (field).
    """
    fields = read_fields(text)
    if isinstance(fields, Refusal):
        return fields
    if not fields or fields[0] != Field("00", "01"):
        return refuse("code_format_indicator")
    refusal = _crc_refusal(text, fields) or _refusal(fields[:-1])
    return refusal or MerchantCode(fields[:-1])


def write_merchant_code(code: MerchantCode) -> str:
    """The text of a code with its checksum."""
    body = write_fields(code.fields) + CRC_HEAD
    return body + crc16(body)


def static_code(shop: Shop) -> MerchantCode:
    """A code to be printed: no amount."""
    return MerchantCode(_shop_fields(shop, STATIC, None, ()))


def dynamic_code(shop: Shop, amount: Money, reference: str, terminal: str) -> MerchantCode:
    """A code for one order, with its amount, order number and terminal (up to 25 characters each)."""
    return MerchantCode(_shop_fields(shop, DYNAMIC, amount, (("01", reference), ("07", terminal))))


def _shop_fields(shop: Shop, initiation: str, amount: Money | None, additional: tuple[tuple[str, str], ...]) -> tuple[Field, ...]:
    fields = [
        Field("00", "01"), Field("01", initiation), template("26", (("00", shop.issuer_id), ("01", shop.number))),
        Field("52", shop.category_code), Field("53", NUMERIC[amount.currency if amount else "CNY"]),
        *([Field("54", str(amount.major))] if amount else []),
        Field("58", "CN"), Field("59", shop.name), Field("60", shop.city),
        *([template("62", additional)] if additional else []),
        *([template("64", _local(shop))] if shop.local_name else []),
    ]
    refusal = _refusal(tuple(fields))
    if refusal is not None:
        raise ValueError(f"{refusal.code} {dict(refusal.facts)}: check a merchant before its code is made")
    return tuple(fields)


def _local(shop: Shop) -> tuple[tuple[str, str], ...]:
    """The merchant in Chinese; a part without a value is left out, for a field has at least one character."""
    return tuple((part, value) for part, value in (("00", "ZH"), ("01", shop.local_name), ("02", shop.local_city)) if value)


def _crc_refusal(text: str, fields: tuple[Field, ...]) -> Refusal | None:
    last = fields[-1]
    if last.id != "63":
        return refuse("code_crc_missing")
    if not re.fullmatch("[0-9A-F]{4}", last.value):
        return refuse("code_crc_malformed")
    return None if crc16(text[: -len(last.value)]) == last.value else refuse("code_crc_wrong")


def _refusal(fields: tuple[Field, ...]) -> Refusal | None:
    by_id = {field.id: field for field in fields}
    missing = next((field_id for field_id in NEEDED if field_id not in by_id), None)
    if missing is not None:
        return refuse("code_field_missing", field=missing)
    if not ACCOUNTS & set(by_id):
        return refuse("code_field_missing", field="26")
    for field in fields:
        refusal = _field_refusal(field, by_id["53"].value)
        if refusal is not None:
            return refusal
    return None


def _field_refusal(field: Field, currency: str) -> Refusal | None:
    if field.id == "54" and not _is_amount(field.value, currency):
        return refuse("code_amount_malformed")
    if field.id in FORMS and not re.fullmatch(FORMS[field.id], field.value, re.ASCII):
        return refuse("code_field_malformed", field=field.id)
    if field.id in IDENTIFIED and not 0 < len(field.part("00") or "") <= IDENTIFIER_MAX:
        return refuse("code_template_identifier", field=field.id)
    return None


def _is_amount(text: str, currency: str) -> bool:
    """Digits with at most one point, above zero, and no more decimals than the currency has, where it is known."""
    if not re.fullmatch(FORMS["54"], text, re.ASCII) or not Decimal(text):
        return False
    digits = minor_digits(currency)
    return digits is None or len(text.partition(".")[2]) <= digits
