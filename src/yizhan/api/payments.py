"""A shop's payments: the statement of a day, one payment, and refunds ordered, confirmed or declined."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router, Status

from yizhan.api import payment_shapes as shapes
from yizhan.api.callers import CLOCK
from yizhan.api.doors import KEYED, door, one, page_of, run
from yizhan.api.merchants import MerchantNumber
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Page, Record, Thing
from yizhan.api.types import Day, PageNumber, PositiveMinor, Strict, text
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments import ids
from yizhan.records.models import Merchant, RefundOrder
from yizhan.workflows import access
from yizhan.workflows.card_payments import merchant_day, merchant_payments, payment_of, refunds_of
from yizhan.workflows.refund_orders import confirm_refund, order_refund, orders_of

router = Router(tags=["payments"])
PaymentText = Annotated[str, Path(max_length=40)]
QueryDay = Annotated[Day | None, Query()]


class NewRefund(Strict):
    """How much of the order goes back, and why."""

    payment: text(40, 1)
    amount_minor: PositiveMinor
    words: text(200) = ""


class ConfirmVerdict(Strict):
    """What the branch says of a refund that is above the authority of who ordered it."""

    verdict: Literal["confirmed", "declined"]
    words: text(200) = ""


@router.get("/merchants/{int:merchant_id}/figures", response={200: Thing, **PROBLEMS})
@door("merchant.statement")
def figures(request: HttpRequest, merchant_id: MerchantNumber, day: QueryDay = None):
    """A shop's figures of a day, today when none is named."""
    on = day or _today()
    return {"merchant_id": merchant_id, "day": on} | shapes.merchant_day(merchant_day(_merchant(request, merchant_id), on, on))


@router.get("/merchants/{int:merchant_id}/payments", response={200: Page, **PROBLEMS})
@door("merchant.statement")
def statement(request: HttpRequest, merchant_id: MerchantNumber, day: QueryDay = None, page: PageNumber = 1):
    """A shop's payments of a day, newest first."""
    on = day or _today()
    return page_of(merchant_payments(_merchant(request, merchant_id), on, on), page, shapes.payment)


@router.get("/merchants/{int:merchant_id}/payments/{payment}", response={200: Record, **PROBLEMS})
@door("merchant.statement")
def read_payment(request: HttpRequest, merchant_id: MerchantNumber, payment: PaymentText):
    """One payment with its refunds and the orders for them."""
    found = payment_of(_number(payment), _merchant(request, merchant_id))
    return shapes.payment(found) | {"refunds": [shapes.refund(row) for row in refunds_of(found.id)],
                                    "refund_orders": [shapes.refund_order(row) for row in orders_of(found.id)]}


@router.get("/merchants/{int:merchant_id}/refund-orders", response={200: Page, **PROBLEMS})
@door("merchant.statement")
def list_refund_orders(request: HttpRequest, merchant_id: MerchantNumber, page: PageNumber = 1):
    """The refunds that a shop ordered, newest first, with what became of them."""
    return page_of(_merchant(request, merchant_id).refund_orders.order_by("-created_at", "-id"), page, shapes.refund_order)


@router.post("/merchants/{int:merchant_id}/refund-orders", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("refund.order")
def order(request: HttpRequest, merchant_id: MerchantNumber, body: NewRefund):
    """Order a refund. `waiting`: on its way to the switch; `to_confirm`: above the caller's authority, the branch confirms first."""
    made = run(request, order_refund, merchant_id, _number(body.payment), Money(body.amount_minor), body.words)
    return Status(201, shapes.refund_order(made))


@router.get("/refund-orders/{uuid:refund_order_id}", response={200: Record, **PROBLEMS})
@door("payment.watch")
def read_refund_order(request: HttpRequest, refund_order_id: UUID):
    """One refund order, for the branch."""
    return shapes.refund_order(one(RefundOrder.objects.all(), refund_order_id))


@router.post("/refund-orders/{uuid:refund_order_id}/verdict", response={200: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("refund.confirm")
def confirm(request: HttpRequest, refund_order_id: UUID, body: ConfirmVerdict):
    """Confirm or decline a refund that waits for the branch."""
    return shapes.refund_order(run(request, confirm_refund, refund_order_id, body.verdict, body.words))


def _merchant(request: HttpRequest, merchant_id: int) -> Merchant:
    return access.merchants(request.user).get(pk=merchant_id)


def _number(shown: str) -> int:
    number = ids.read_id("payment", shown)
    if isinstance(number, Refusal):
        raise Http404
    return number


def _today() -> date:
    return branch_date(CLOCK.now())
