"""How merchants and payments look as JSON: numbers of persons and accounts masked, ids of payments as people see them."""

from collections.abc import Mapping
from typing import Any

from yizhan.api.shapes import columns
from yizhan.kernel.text import mask
from yizhan.records.models import Merchant, MerchantMembership, MerchantProposal

MASKS = {"identifier": 6, "settlement_account": 4}


def merchant(row: Merchant) -> dict[str, Any]:
    """A merchant. The id is text, as everywhere; `merchant_id` is the number that payments carry."""
    plain = columns(row, "code", "identifier_kind", "name", "name_latin", "city_latin", "category_code", "rate", "state", "created_at")
    return {"id": str(row.pk), "merchant_id": row.pk} | plain | masked({name: getattr(row, name) for name in MASKS})


def proposal(row: MerchantProposal) -> dict[str, Any]:
    """A proposal with what stood before and what is wanted."""
    found = columns(row, "id", "merchant_id", "kind", "state", "words", "proposed_by_id", "taken_by_id", "taken_at", "taken_words",
                    "created_at")
    return found | {"before": masked(row.before), "wanted": masked(row.wanted)}


def membership(row: MerchantMembership) -> dict[str, Any]:
    """Who acts for a merchant."""
    return columns(row, "id", "merchant_id", "position") | {"username": row.user.username}


def masked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a merchant with the middle of its numbers hidden."""
    return {name: mask(str(value), MASKS[name], 4) if name in MASKS else value for name, value in values.items()}
