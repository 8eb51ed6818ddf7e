"""Checks before a merchant is taken on (商户准入): who it is, what it sells, where its money goes, what it pays."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from stdnum.cn import ric

from yizhan.enterprise.identity import parse_uscc
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.figures import figure, figures
from yizhan.payments.permitted import check_category

FILE = "merchant.yaml"
# The lengths of the merchant's code (EMVCo, facts 4.2.1): a name that does not fit could not be scanned.
NAME_MAX, CITY_MAX = 25, 15


class Identifier(StrEnum):
    """By what a merchant is known: credit code of an enterprise, or a resident's identity number for a small trader without one."""

    USCC = "uscc"
    RESIDENT_ID = "resident_id"


@dataclass(frozen=True, slots=True)
class MerchantApplication:
    """What a merchant hands in. `name_latin` and `city_latin` go into the code; `rate` is its share of an order, 0.0060 is 0.6 %."""

    identifier_kind: Identifier
    identifier: str
    name: str
    name_latin: str
    city_latin: str
    category_code: str
    settlement_account: str
    rate: Decimal


def check_merchant(application: MerchantApplication, on: date) -> tuple[Refusal, ...]:
    """Everything that stands in the way, so that it can be mended in one go; () when the merchant may be proposed.

    Refusals: those of `parse_uscc`; `resident_id_invalid`; `merchant_name_missing`; `latin_text_malformed` (field, length_max);
    those of `check_category`; `settlement_account_malformed` (digits_min, digits_max); `merchant_rate_outside` (rate_min, rate_max).
    """
    found = (
        _identifier(application),
        None if application.name.strip() else refuse("merchant_name_missing"),
        _latin("name_latin", application.name_latin, NAME_MAX),
        _latin("city_latin", application.city_latin, CITY_MAX),
        check_category(application.category_code, on),
        _account(application.settlement_account, on),
        _rate(application.rate, on),
    )
    return tuple(refusal for refusal in found if refusal is not None)


def _identifier(application: MerchantApplication) -> Refusal | None:
    if application.identifier_kind is Identifier.USCC:
        parsed = parse_uscc(application.identifier)
        return parsed if isinstance(parsed, Refusal) else None
    return None if ric.is_valid(application.identifier) else refuse("resident_id_invalid")


def _latin(field: str, text: str, length_max: int) -> Refusal | None:
    fits = len(text.strip()) > 0 and len(text) <= length_max and text.isascii() and text.isprintable()
    return None if fits else refuse("latin_text_malformed", field=field, length_max=length_max)


def _account(number: str, on: date) -> Refusal | None:
    bounds = figure(figures(FILE), "settlement_account_digits", on).value
    fits = number.isascii() and number.isdigit() and bounds["min"] <= len(number) <= bounds["max"]
    return None if fits else refuse("settlement_account_malformed", digits_min=bounds["min"], digits_max=bounds["max"])


def _rate(rate: Decimal, on: date) -> Refusal | None:
    bounds = {name: Decimal(value) for name, value in figure(figures(FILE), "rate", on).value.items()}
    fits = bounds["min"] <= rate <= bounds["max"]
    return None if fits else refuse("merchant_rate_outside", rate_min=bounds["min"], rate_max=bounds["max"])
