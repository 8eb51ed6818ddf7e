"""A code for one order that is paid already: who scans it is told before any amount is agreed on, and may stop or pay again knowingly."""

from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest

from tests.web.visitor.conftest import Wallet, _query, shown_on
from tests.web.visitor.test_paying import text
from yizhan.kernel.clock import SystemClock
from yizhan.records.models import Merchant, WalletOrder
from yizhan.web.merchant.statement import paid_twice
from yizhan.workflows.card_payments import payment_of
from yizhan.workflows.order_numbers import earlier_payments, marks_of
from yizhan.workflows.order_payments import payments_of

pytestmark = pytest.mark.usefixtures("wallet")


def scanned(wallet: Wallet, client=None, yuan: str = "42.00") -> str:
    """The page after a scan of the code for order INV0001."""
    return unescape(text((client or wallet.client).get("/wallet/pay/amount/?" + _query(code=wallet.dynamic(yuan)))))


def somebody_else(wallet: Wallet):
    """Another traveller's browser and card."""
    from tests.travelling import registered
    from tests.web.enterprise.conftest import signed_in
    from yizhan.payments import ids

    other = registered(SystemClock(), "+852 5123 4567")
    return signed_in(other.user), ids.shown_id("card", wallet.switch.bind(other.payer_id))


def test_who_scans_an_order_that_they_paid_is_told_before_the_amount_and_may_stop_or_pay_again(wallet: Wallet) -> None:
    assert "has been paid already" not in scanned(wallet)
    wallet.pay("42.00")
    page = scanned(wallet)
    assert "This order has been paid already" in page and "You paid it: ¥42.00" in page and "/wallet/payments/pay_" in page
    assert "Stop, do not pay" in page and "Go on all the same" in page
    here = wallet.order("42.00")
    asked = text(wallet.client.get(here))
    assert "has been paid already" in asked and "once more" in asked and "Stop, do not pay" in asked
    assert wallet.agree(here, wallet.card()).status_code == 302 and wallet.switch.charged == 2
    first, second = WalletOrder.objects.order_by("agreed_at")
    assert (first.order_number, first.agreed_terms["paid_before"]) == ("INV0001", [])
    assert second.agreed_terms["paid_before"] == [str(first.pk)], "that it was known is kept with the agreement"


def test_somebody_else_s_payment_is_told_without_saying_whose(wallet: Wallet) -> None:
    wallet.pay("42.00")
    stranger, _ = somebody_else(wallet)
    page = scanned(wallet, stranger)
    assert "Somebody else paid it at" in page and "pay_" not in page.partition("<main")[2] and wallet.traveller.phone not in page
    stranger.cookies["yizhan_language"] = "zh-hans"
    assert "这笔订单已经付过款" in scanned(wallet, stranger)


def test_an_order_that_was_paid_while_its_page_stood_open_is_shown_again_before_it_is_paid_twice(wallet: Wallet) -> None:
    stranger, card = somebody_else(wallet)
    theirs = stranger.post("/wallet/pay/amount/?" + _query(code=wallet.dynamic("42.00")), {})["Location"]
    before = shown_on(stranger.get(theirs))
    wallet.pay("42.00")
    answer = stranger.post(theirs, {"card": card, "shown": before})
    assert answer.status_code == 200 and "has been paid already" in text(answer) and wallet.switch.charged == 1
    assert stranger.post(theirs, {"card": card, "shown": shown_on(answer)}).status_code == 302 and wallet.switch.charged == 2


def test_a_payment_in_doubt_and_one_whose_answer_was_lost_are_told_as_perhaps(wallet: Wallet) -> None:
    wallet.switch.leaves_in_doubt = True
    wallet.pay("42.00")
    assert "is being checked" in scanned(wallet) and "may be being paid already" in scanned(wallet)
    WalletOrder.objects.update(payment_id=None)
    assert "is being checked" in scanned(wallet), "the shard has the payment, although the order has no note of it"
    WalletOrder.objects.update(agreed_at=SystemClock().now() + timedelta(minutes=1))
    assert "what became of that is not known yet" in scanned(wallet)


def test_what_was_declined_refused_or_wholly_refunded_and_what_another_shop_numbered_so_is_no_earlier_payment(wallet: Wallet) -> None:
    wallet.switch.bank_says = "51"
    wallet.pay("42.00")
    wallet.switch.bank_says, wallet.switch.refuses = "00", "limit_year"
    wallet.pay("42.00")
    wallet.switch.refuses = ""
    assert "paid already" not in scanned(wallet)
    wallet.pay("42.00")
    order = WalletOrder.objects.get(payment_id__isnull=False, pk__in=[
        one.pk for one in WalletOrder.objects.all() if one.payment_id and payment_of(one.payment_id).captured_at])
    wallet.switch.refund(order.payment_id, 4200)
    assert "paid already" not in scanned(wallet)
    assert not earlier_payments(wallet.merchant.pk + 1, "INV0001", SystemClock().now())
    assert not earlier_payments(wallet.merchant.pk, "", SystemClock().now())


def test_a_number_that_the_shop_used_on_an_earlier_day_warns_nobody_and_marks_no_payment(wallet: Wallet) -> None:
    wallet.pay("42.00")
    (old,) = WalletOrder.objects.all()
    for days, is_told in ((0, True), (1, False), (7, False)):
        WalletOrder.objects.update(agreed_at=SystemClock().now() - timedelta(days=days))
        assert ("paid already" in scanned(wallet)) is is_told, days
    wallet.pay("42.00")
    paid = list(payments_of(WalletOrder.objects.all()).values())
    marks = marks_of(Merchant.objects.get(), paid)
    assert [len(mark.paid) for mark in marks.values()] == [1, 1], "each of them paid an order of its own"
    WalletOrder.objects.filter(pk=old.pk).update(agreed_at=SystemClock().now())
    assert [len(mark.paid) for mark in marks_of(Merchant.objects.get(), paid).values()] == [2, 2]


def test_an_order_that_came_to_nothing_keeps_its_number_when_it_is_repeated(wallet: Wallet) -> None:
    wallet.switch.bank_says = "51"
    wallet.pay("42.00")
    wallet.switch.bank_says = "00"
    (order,) = WalletOrder.objects.all()
    here = wallet.client.post(f"/wallet/pay/{order.pk}/again/")["Location"]
    assert WalletOrder.objects.exclude(pk=order.pk).get().order_number == "INV0001"
    assert "paid already" not in text(wallet.client.get(here))


def test_the_printed_code_has_no_order_number_and_warns_of_nothing(wallet: Wallet) -> None:
    address = "/wallet/pay/amount/?" + _query(code=wallet.code)
    for _ in range(2):
        assert "paid already" not in text(wallet.client.get(address))
        wallet.agree(wallet.client.post(address, {"amount": "5"})["Location"], wallet.card())
    assert {order.order_number for order in WalletOrder.objects.all()} == {""} and wallet.switch.charged == 2


def test_a_number_that_was_paid_twice_is_marked_for_the_merchant_by_all_its_payments(wallet: Wallet) -> None:
    wallet.pay("42.00")
    wallet.pay("42.00")
    WalletOrder.objects.filter(pk=WalletOrder.objects.first().pk).update(payment_id=None)  # An answer that was lost.
    wallet.switch.bank_says = "51"
    wallet.pay("42.00")
    paid = list(payments_of(WalletOrder.objects.all()).values())
    marks = marks_of(Merchant.objects.get(), paid)
    assert len(paid) == len(marks) == 3 and {mark.order_number for mark in marks.values()} == {"INV0001"}
    assert all(mark.is_paid_twice and len(mark.paid) == 2 for mark in marks.values())
    request = SimpleNamespace(user=SimpleNamespace(is_branch_staff=False))
    (told,) = paid_twice(request, wallet.merchant, marks)
    assert told["order_number"] == "INV0001" and len(told["payments"]) == 2
    wallet.switch.refund(told["payments"][0]["payment"].id, 4200)
    paid = list(payments_of(WalletOrder.objects.all()).values())
    assert not any(mark.is_paid_twice for mark in marks_of(Merchant.objects.get(), paid).values()), "one of them went back"
    assert marks_of(Merchant.objects.get(), []) == {}
