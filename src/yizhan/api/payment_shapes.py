"""How merchants and payments look as JSON: numbers of persons and accounts masked, ids of payments as people see them."""

from collections.abc import Mapping
from typing import Any

from yizhan.api.shapes import columns
from yizhan.kernel.text import mask, plain
from yizhan.payments.ids import shown_id
from yizhan.payments.row_values import MerchantDay, Payment, RefundRow
from yizhan.records.models import Merchant, MerchantMembership, MerchantProposal, RefundOrder

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


def merchant_day(figures: MerchantDay) -> dict[str, Any]:
    """A shop's figures of a day."""
    return {"paid": figures.paid, "paid_minor": figures.paid_amount.amount_minor, "merchant_fee_minor": figures.merchant_fee.amount_minor,
            "refunded_minor": figures.refunded.amount_minor, "declined": figures.declined, "in_doubt": figures.in_doubt}


def payment(row: Payment) -> dict[str, Any]:
    """A payment as a shop may see it: of the card its scheme and last four digits."""
    return {"id": row.shown_id, "merchant_id": row.merchant_id, "state": row.shown_state, "scheme": row.scheme,
            "card_last4": row.masked[-4:], "order_minor": row.order.amount_minor, "merchant_fee_minor": row.merchant_fee.amount_minor,
            "refunded_minor": row.refunded.amount_minor, "left_minor": row.left.amount_minor, "created_at": plain(row.created_at)}


def refund(row: RefundRow) -> dict[str, Any]:
    """A refund that the switch made."""
    return {"id": row.shown_id, "order_minor": row.order_part.amount_minor, "user_fee_minor": row.fee_part.amount_minor,
            "to_card_minor": row.to_card.amount_minor, "send_at": plain(row.send_at), "created_at": plain(row.created_at)}


def refund_order(row: RefundOrder) -> dict[str, Any]:
    """A refund order with what became of it."""
    found = columns(row, "id", "merchant_id", "amount_minor", "words", "state", "ordered_by_id", "confirmed_by_id", "confirmed_at",
                    "confirm_words", "refusal", "created_at", "closed_at")
    return found | {"payment": shown_id("payment", row.payment_id), "refund": shown_id("refund", row.refund_id) if row.refund_id else None}


def masked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a merchant with the middle of its numbers hidden."""
    return {name: mask(str(value), MASKS[name], 4) if name in MASKS else value for name, value in values.items()}
