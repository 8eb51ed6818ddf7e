"""A shop's own number of an order, from a dynamic code: who has paid it already, in this wallet and at this branch.

Payments that another wallet sends name no order number, so they are not known here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from yizhan.kernel.clock import SHANGHAI, branch_date
from yizhan.payments.codes.issued import same_order_days
from yizhan.payments.row_values import Payment
from yizhan.payments.states import Stage
from yizhan.records.models import Merchant, WalletOrder
from yizhan.workflows.order_payments import CLOCKS_DIFFER, payments_of
from yizhan.workflows.wallet_orders import NEVER_ARRIVED, never_arrived

CAME_TO_NOTHING: Final = (Stage.DECLINED, Stage.REVERSED, Stage.CHARGED_BACK)
# A number that so many have agreed to pay is warned about whoever the others were.
LOOKED_AT: Final = 50


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another order with the same number. Without a payment it was agreed to minutes ago, and what became of it is not known yet."""

    order: WalletOrder
    payment: Payment | None

    @property
    def is_paid(self) -> bool:
        """Whether the shop has its money, as far as is known."""
        return self.payment is not None and self.payment.captured_at is not None


@dataclass(frozen=True, slots=True)
class OrderMark:
    """A payment's order number, and every payment of the days around by which it was paid and not wholly refunded, oldest first."""

    order_number: str
    paid: tuple[Payment, ...]

    @property
    def is_paid_twice(self) -> bool:
        """Whether the shop was paid more than once for it."""
        return len(self.paid) > 1


def earlier_payments(merchant_id: int, order_number: str, now: datetime, besides: UUID | None = None) -> list[Earlier]:
    """What stands or is under way for an order number, oldest first; empty without a number.

    Who paid it longer ago than a number is good for (`same_order_days`) paid another order.
    """
    if not order_number:
        return []
    since = _midnight(branch_date(now) - _reach(branch_date(now)))
    same = _agreed(merchant_id).filter(order_number=order_number, agreed_at__gte=since).exclude(pk=besides)
    orders = list(same.order_by("-agreed_at")[:LOOKED_AT])
    payments = payments_of(orders)
    found = [Earlier(order, payments.get(order.pk)) for order in reversed(orders)]
    return [one for one in found if _stands(one.payment) or (one.payment is None and not never_arrived(one.order, now))]


def marks_of(merchant: Merchant, payments: Sequence[Payment]) -> dict[int, OrderMark]:
    """The order numbers of a merchant's payments by payment; a payment without a number is left out."""
    if not payments:
        return {}
    begun = [payment.created_at for payment in payments]
    listed = _agreed(merchant.pk).exclude(order_number="").filter(
        Q(payment_id__in=[payment.id for payment in payments]) |
        Q(payment_id=None, agreed_at__gt=min(begun) - NEVER_ARRIVED, agreed_at__lt=max(begun) + CLOCKS_DIFFER))
    same: dict[str, list[WalletOrder]] = defaultdict(list)
    for order in _orders_around(merchant.pk, list(listed)):
        same[order.order_number].append(order)
    found = payments_of([order for orders in same.values() for order in orders])
    listed_ids = {payment.id for payment in payments}
    return {found[order.pk].id: OrderMark(number, _paid(found[one.pk] for one in orders if one.pk in found and _is_same(one, order)))
            for number, orders in same.items() for order in orders if order.pk in found and found[order.pk].id in listed_ids}


def _orders_around(merchant_id: int, listed: Sequence[WalletOrder]) -> list[WalletOrder]:
    """The orders that have the number of a listed one, of the days on which it may be the same order."""
    if not listed:
        return []
    days = [branch_date(order.agreed_at) for order in listed]
    start, end = min(days) - _reach(min(days)), max(days) + _reach(max(days)) + timedelta(days=1)
    return list(_agreed(merchant_id).filter(order_number__in={order.order_number for order in listed}, agreed_at__gte=_midnight(start),
                                            agreed_at__lt=_midnight(end)))


def _is_same(one: WalletOrder, other: WalletOrder) -> bool:
    """Whether two orders with one number are near enough to be one order of the shop."""
    day, other_day = branch_date(one.agreed_at), branch_date(other.agreed_at)
    return abs(day - other_day) <= _reach(max(day, other_day))


def _reach(on: date) -> timedelta:
    """How many days before its own an order may have been paid."""
    return timedelta(days=same_order_days(on) - 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def _agreed(merchant_id: int) -> "QuerySet[WalletOrder]":
    return WalletOrder.objects.filter(merchant_id=merchant_id, agreed_at__isnull=False, refusal__isnull=True)


def _paid(payments: Iterable[Payment]) -> tuple[Payment, ...]:
    return tuple(sorted((one for one in payments if one.captured_at is not None and _stands(one)), key=lambda one: one.id))


def _stands(payment: Payment | None) -> bool:
    """Whether a payment holds money of the traveller for the shop, or may yet: not where all of it went back."""
    return payment is not None and payment.stage not in CAME_TO_NOTHING and bool(payment.left)
