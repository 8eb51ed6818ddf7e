"""A shop's own number of an order, from a dynamic code: who has paid it already, in this wallet and at this branch.

Payments that another wallet sends name no order number, so they are not known here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from yizhan.payments.row_values import Payment
from yizhan.payments.states import Stage
from yizhan.records.models import Merchant, WalletOrder
from yizhan.workflows.order_payments import BEGINS_WITHIN, CLOCKS_DIFFER, payments_of

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
    """A payment's order number, and every payment by which that number was paid and not wholly refunded, oldest first."""

    reference: str
    paid: tuple[Payment, ...]

    @property
    def is_paid_twice(self) -> bool:
        """Whether the shop was paid more than once for it."""
        return len(self.paid) > 1


def earlier_payments(merchant_id: int, reference: str, now: datetime, besides: UUID | None = None) -> list[Earlier]:
    """What stands or is under way for an order number, oldest first; empty without a number."""
    if not reference:
        return []
    orders = list(_agreed(merchant_id).filter(reference=reference).exclude(pk=besides).order_by("-agreed_at")[:LOOKED_AT])
    payments = payments_of(orders)
    found = [Earlier(order, payments.get(order.pk)) for order in reversed(orders)]
    return [one for one in found if _stands(one.payment) or (one.payment is None and now - one.order.agreed_at < BEGINS_WITHIN)]


def marks_of(merchant: Merchant, payments: Sequence[Payment]) -> dict[int, OrderMark]:
    """The order numbers of a merchant's payments by payment; a payment without a number is left out."""
    if not payments:
        return {}
    begun = [payment.created_at for payment in payments]
    listed = _agreed(merchant.pk).exclude(reference="").filter(
        Q(payment_id__in=[payment.id for payment in payments]) |
        Q(payment_id=None, agreed_at__gt=min(begun) - BEGINS_WITHIN, agreed_at__lt=max(begun) + CLOCKS_DIFFER))
    references = set(listed.values_list("reference", flat=True))
    orders = list(_agreed(merchant.pk).filter(reference__in=references))
    found = payments_of(orders)
    by_reference = {reference: _paid(found[order.pk] for order in orders if order.reference == reference and order.pk in found)
                    for reference in references}
    return {found[order.pk].id: OrderMark(order.reference, by_reference[order.reference]) for order in orders if order.pk in found}


def _agreed(merchant_id: int) -> "QuerySet[WalletOrder]":
    return WalletOrder.objects.filter(merchant_id=merchant_id, agreed_at__isnull=False, refusal__isnull=True)


def _paid(payments: Iterable[Payment]) -> tuple[Payment, ...]:
    return tuple(sorted((one for one in payments if one.captured_at is not None and _stands(one)), key=lambda one: one.id))


def _stands(payment: Payment | None) -> bool:
    """Whether a payment holds money of the traveller for the shop, or may yet: not where all of it went back."""
    return payment is not None and payment.stage not in CAME_TO_NOTHING and bool(payment.left)
