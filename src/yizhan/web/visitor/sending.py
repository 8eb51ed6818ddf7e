"""Sending an agreed order to the switch, and keeping what it said."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from yizhan.kernel.refusal import Refusal
from yizhan.records.models import WalletOrder
from yizhan.web.doors import CLOCK
from yizhan.web.visitor import switch
from yizhan.workflows.wallet_orders import keep_answer


def send(request: HttpRequest, order: WalletOrder) -> None:
    """Ask the switch for the payment, outside any transaction, and keep what it said; nothing is kept when nobody knows."""
    address = request.build_absolute_uri(reverse("wallet_order_state", args=[order.pk]))
    answer = switch.pay(order, factors_of(request), address, get_language() or "en")
    if isinstance(answer, Refusal):
        keep_answer(request.user, CLOCK, order.pk, None, answer, request_id=request.id)
    elif answer is not None:
        keep_answer(request.user, CLOCK, order.pk, answer, request_id=request.id)


def factors_of(request: HttpRequest) -> int:
    """How many factors stand behind this session: the password, and the second step where it was asked for."""
    return 2 if request.user.is_verified() else 1
