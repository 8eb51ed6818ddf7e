"""Which payment became of an order in the wallet, and which order a payment came from.

An order's note of its payment is missing where the answer of the switch was lost. Then it is the payment of the same card, shop and
amount that began within the minutes in which the order could be sent, and that no other order has noted.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from yizhan.payments import ids, rows
from yizhan.payments.row_values import Payment
from yizhan.records.models import Traveller, WalletOrder
from yizhan.workflows.wallet_orders import NEVER_ARRIVED

# The clocks of pages and switch may differ by a little.
CLOCKS_DIFFER: Final = timedelta(seconds=10)


def payments_of(orders: Iterable[WalletOrder]) -> dict[UUID, Payment]:
    """The payments of agreed orders by the orders' ids; an order that no shard took on is left out."""
    agreed = [order for order in orders if order.agreed_at is not None and not order.refusal]
    noted = [order for order in agreed if order.payment_id is not None]
    with connection.cursor() as cursor:
        by_id = _by_id(cursor, [order.payment_id for order in noted])
        found = {order.pk: by_id[order.payment_id] for order in noted if order.payment_id in by_id}
        for order in agreed:
            likely = _likely(cursor, order) if order.payment_id is None else None
            if likely is not None and likely.id not in {one.id for one in found.values()}:
                found[order.pk] = likely
    return found


def order_of(traveller: Traveller, payment: Payment) -> WalletOrder | None:
    """The traveller's order that a payment came from; None where a shop scanned the traveller's code."""
    noted = traveller.orders.filter(payment_id=payment.id).first()
    if noted is not None:
        return noted
    without = traveller.orders.filter(payment_id=None, agreed_at__isnull=False, card_id=payment.card_id, merchant_id=payment.merchant_id,
                                      amount_minor=payment.order.amount_minor, agreed_at__gt=payment.created_at - NEVER_ARRIVED,
                                      agreed_at__lt=payment.created_at + CLOCKS_DIFFER, refusal__isnull=True)
    return without.order_by("-agreed_at").first()


def _by_id(cursor: Any, payment_ids: Sequence[int]) -> dict[int, Payment]:
    shards = {ids.shard_of(payment_id) for payment_id in payment_ids}
    return {one.id: one for shard in shards
            for one in rows.payments_of_ids(cursor, [each for each in payment_ids if ids.shard_of(each) == shard], shard)}


def _likely(cursor: Any, order: WalletOrder) -> Payment | None:
    """The payment of an order without a note."""
    began = rows.payments_of_payer_between(cursor, ids.payer_of(order.card_id), order.agreed_at - CLOCKS_DIFFER,
                                           order.agreed_at + NEVER_ARRIVED)
    known = set(WalletOrder.objects.filter(payment_id__in=[one.id for one in began]).values_list("payment_id", flat=True))
    return next((one for one in began if one.id not in known and one.card_id == order.card_id and one.merchant_id == order.merchant_id
                 and one.order.amount_minor == order.amount_minor), None)
