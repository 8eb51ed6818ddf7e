"""The figures that a page showed, sealed in its form: what is agreed to is what stood on the page, or nothing."""

from collections.abc import Mapping
from typing import Any, Final

from django.core import signing

from yizhan.kernel.text import plain
from yizhan.records.models import WalletOrder

SALT: Final = "yizhan.visitor.shown"
FIGURES: Final = ("order", "user_fee", "charged")


def seal(order: WalletOrder, terms: Mapping[str, Any]) -> str:
    """The terms of an order as a hidden field: anybody can read it, nobody can change it."""
    return signing.dumps({"order": str(order.pk), "terms": plain(terms)}, salt=SALT)


def shown_terms(order: WalletOrder, sealed: str) -> dict[str, Any] | None:
    """The terms that were shown for this order; None where the field is missing, was changed or belongs to another order."""
    try:
        content = signing.loads(sealed, salt=SALT)
    except signing.BadSignature:
        return None
    terms: dict[str, Any] = content["terms"]
    return terms if content["order"] == str(order.pk) else None


def is_same_price(shown: Mapping[str, Any] | None, now: Mapping[str, Any]) -> bool:
    """Whether order, fee and total are still what was shown; an estimate may move with its rate."""
    return shown is not None and all(shown[name] == plain(now[name]) for name in FIGURES)
