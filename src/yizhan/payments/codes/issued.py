"""Codes that the branch issues to its merchants: the number in the code, a shop's code, the way back from a scan."""

import re
from datetime import date

from yizhan.payments.codes.merchant_code import MerchantCode, Shop
from yizhan.payments.figures import figure, figures

FILE = "code_shapes.yaml"
NUMBER = re.compile(r"M(\d{9})", re.ASCII)
LOCAL_NAME_MAX = 25


def issued_number(merchant_id: int) -> str:
    """What stands in the merchant's codes: M and nine digits. A number beyond raises ValueError."""
    if not 0 < merchant_id < 10**9:
        raise ValueError(f"no code for merchant {merchant_id}")
    return f"M{merchant_id:09d}"


def issuer_id(on: date) -> str:
    """The globally unique id under which the branch issues codes."""
    return figure(figures(FILE), "own_merchant_code", on).value["issuer_id"]


def same_order_days(on: date) -> int:
    """For how many days of the calendar, the day of the payment among them, a shop's order number means the same order."""
    return int(figure(figures(FILE), "same_order_days", on).value)


def issued_shop(merchant_id: int, category_code: str, name_latin: str, city_latin: str, name: str, on: date) -> Shop:
    """What a code of ours says of a merchant; a name in Chinese that is too long for the code is left out."""
    local = name.strip() if len(name.strip()) <= LOCAL_NAME_MAX else ""
    return Shop(issuer_id(on), issued_number(merchant_id), category_code, name_latin, city_latin, local)


def merchant_id_of(code: MerchantCode, on: date) -> int | None:
    """The merchant whose code was scanned, or None when another bank issued it."""
    found = NUMBER.fullmatch(code.merchant_number.get(issuer_id(on), ""))
    return int(found.group(1)) if found and int(found.group(1)) else None
