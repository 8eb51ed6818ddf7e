"""After a decline, a refusal or a card that was not bound: every offer leads somewhere, and the shop need not be scanned again."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest

from tests.web.visitor.conftest import Wallet
from tests.web.visitor.test_paying import text
from tests.web.visitor.test_wallet_pages import bound
from yizhan.payments import ids
from yizhan.payments.stored import Step
from yizhan.records.models import WalletOrder
from yizhan.workflows.card_payments import payment_of
from yizhan.workflows.order_payments import order_of, payments_of

pytestmark = pytest.mark.usefixtures("wallet")


def declined(wallet: Wallet, code: str = "51", yuan: str = "50.00") -> tuple[str, str]:
    """A payment that the bank declined: its page's address and text."""
    wallet.switch.bank_says = code
    address = wallet.client.get(wallet.pay(yuan))["Location"]
    wallet.switch.bank_says = "00"
    return address, unescape(text(wallet.client.get(address)))


def test_a_declined_payment_is_paid_with_another_card_without_scanning_again(wallet: Wallet) -> None:
    first = wallet.card()
    second = ids.shown_id("card", wallet.switch.bind(wallet.traveller.payer_id))
    _, page = declined(wallet)
    (order,) = WalletOrder.objects.all()
    assert "Pay again with another card" in page and f'action="/wallet/pay/{order.pk}/again/"' in page
    key = re.search(r'name="request_key" value="(\w+)"', page)[1]
    answers = [wallet.client.post(f"/wallet/pay/{order.pk}/again/", {"request_key": key}) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"], "a double click makes one order"
    new = WalletOrder.objects.exclude(pk=order.pk).get()
    assert (new.merchant_id, new.amount_minor, new.channel, new.agreed_at) == (order.merchant_id, 5000, "dynamic_code", None)
    asked = text(wallet.client.get(answers[0]["Location"]))
    assert "Tea Stall" in asked and re.search(rf'value="{second}"[^>]*checked', asked), "the other card is chosen"
    assert not re.search(rf'value="{first}"[^>]*checked', asked)
    assert wallet.agree(answers[0]["Location"], second).status_code == 302 and wallet.switch.charged == 1


def test_a_declined_payment_whose_answer_was_lost_is_known_as_its_order_s(wallet: Wallet) -> None:
    address, _ = declined(wallet)
    (order,) = WalletOrder.objects.all()
    paid = payment_of(order.payment_id)
    WalletOrder.objects.update(payment_id=None)
    assert order_of(wallet.traveller, paid) == order and payments_of([order]) == {order.pk: paid}
    assert f'action="/wallet/pay/{order.pk}/again/"' in text(wallet.client.get(address))


def test_a_smaller_amount_keeps_the_shop(wallet: Wallet) -> None:
    _, page = declined(wallet)
    href = re.search(r'<a href="(/wallet/pay/amount/[^"]+)">Try a smaller amount', page)[1]
    asked = text(wallet.client.get(href))
    assert "Tea Stall" in asked and 'name="amount"' in asked
    here = wallet.client.post(href, {"amount": "5"})["Location"]
    assert wallet.agree(here, wallet.card()).status_code == 302 and wallet.switch.charged == 1


@pytest.mark.parametrize(("code", "is_told"), [("51", False), ("Q7", True)])
def test_a_hold_is_spoken_of_where_an_answer_that_nobody_knows_was_taken_back(wallet: Wallet, code: str, is_told: bool) -> None:
    _, page = declined(wallet, code)
    assert ("If your bank shows a hold" in page) is is_told


@pytest.mark.parametrize(("code", "words"), [("14", "Enter the card again."), ("54", "Enter the card with its new expiry date.")])
def test_a_card_that_has_to_be_entered_again_leads_to_its_form_and_back_to_the_payment(wallet: Wallet, code: str, words: str) -> None:
    _, page = declined(wallet, code)
    (order,) = WalletOrder.objects.all()
    assert f'<a href="/wallet/cards/new/?order={order.pk}">{words}' in page
    result = bound(wallet, "4111 1111 1111 1111", f"?order={order.pk}")
    assert "The card is bound" in result and "¥50.00</span> to Tea Stall is not paid yet" in result
    assert f'action="/wallet/pay/{order.pk}/again/"' in result


def test_an_order_that_waits_for_its_first_card_is_led_back_to(wallet: Wallet) -> None:
    wallet.switch._payer({"payer": ids.shown_id("payer", wallet.traveller.payer_id), "programme": "wechat_like", "tier": "t0"})
    here = wallet.order("50.00")
    (order,) = WalletOrder.objects.all()
    assert f'href="/wallet/cards/new/?order={order.pk}"' in text(wallet.client.get(here))
    assert f'href="{here}"' in bound(wallet, "4111 1111 1111 1111", f"?order={order.pk}")


def test_a_card_is_bound_for_no_order_of_somebody_else_s_and_for_none_that_was_paid(wallet: Wallet) -> None:
    wallet.pay("50.00")
    for shown in (str(WalletOrder.objects.get().pk), str(uuid4()), "x"):
        assert "not paid yet" not in bound(wallet, "4111 1111 1111 1111", f"?order={shown}")


def test_an_order_that_may_still_be_charged_is_not_repeated(wallet: Wallet) -> None:
    wallet.switch.leaves_in_doubt = True
    wallet.pay("50.00")
    (order,) = WalletOrder.objects.all()
    assert wallet.client.post(f"/wallet/pay/{order.pk}/again/")["Location"] == f"/wallet/pay/{order.pk}/state/"
    wallet.switch.till.step(order.payment_id, Step.PURCHASE, "00")
    assert wallet.client.post(f"/wallet/pay/{order.pk}/again/")["Location"] == f"/wallet/pay/{order.pk}/state/"
    WalletOrder.objects.update(payment_id=None)  # The answer was lost; the shard knows the key all the same.
    assert wallet.client.post(f"/wallet/pay/{order.pk}/again/")["Location"] == f"/wallet/pay/{order.pk}/state/"
    assert WalletOrder.objects.count() == 1


def test_an_order_that_never_arrived_is_begun_again_when_that_is_certain(wallet: Wallet) -> None:
    wallet.card()
    wallet.switch.is_away = True
    state = wallet.pay("50.00")
    wallet.switch.is_away = False
    (order,) = WalletOrder.objects.all()
    assert wallet.client.post(f"/wallet/pay/{order.pk}/again/")["Location"] == state
    order.agreed_at -= timedelta(hours=1)
    order.save()
    assert f'action="/wallet/pay/{order.pk}/again/"' in text(wallet.client.get(state))
    assert "instead_of" in wallet.client.post(f"/wallet/pay/{order.pk}/again/")["Location"]


@pytest.mark.parametrize(("code", "repeats", "binds", "amount"), [
    ("code_cap_reached", "Pay again<", False, True), ("price_changed", "Pay again<", False, False), ("limit_year", "", False, True),
    ("card_blocked", "Pay again with another card", True, False)])
def test_a_refusal_of_the_switch_keeps_the_shop_and_offers_what_helps(
        wallet: Wallet, code: str, repeats: str, binds: bool, amount: bool) -> None:
    """A limit holds for every card of the traveller's, so another one is no help."""
    wallet.card()
    wallet.switch.bind(wallet.traveller.payer_id)
    wallet.switch.refuses = code
    page = text(wallet.client.get(wallet.pay("50.00")))
    (order,) = WalletOrder.objects.all()
    assert (f'action="/wallet/pay/{order.pk}/again/"' in page, repeats in page) == (bool(repeats), True)
    assert (f"/wallet/cards/new/?order={order.pk}" in page, "Another amount at this shop" in page) == (binds, amount)
    assert page.count("btn-primary") == 1


def test_a_shop_that_takes_nothing_any_more_is_not_offered_again(wallet: Wallet) -> None:
    wallet.pay("1000.01")
    (order,) = WalletOrder.objects.all()
    wallet.merchant.state = "suspended"
    wallet.merchant.save()
    assert "Another amount at this shop" not in text(wallet.client.get(f"/wallet/pay/{order.pk}/state/"))
    told = wallet.client.post(f"/wallet/pay/{order.pk}/again/", follow=True)
    assert "cannot be paid at the moment" in text(told) and WalletOrder.objects.count() == 1


def test_a_payment_from_a_code_that_the_shop_scanned_leads_to_a_new_code(wallet: Wallet) -> None:
    wallet.card()
    address, _ = declined(wallet)
    WalletOrder.objects.all().delete()
    page = text(wallet.client.get(address))
    assert 'href="/wallet/code/"' in page and "/again/" not in page and "Bind another card" in page


def test_the_page_of_a_payment_in_doubt_looks_again_as_the_order_s_own_page_does(wallet: Wallet) -> None:
    wallet.switch.leaves_in_doubt = True
    wallet.pay("50.00")
    one = f"/wallet/payments/{ids.shown_id('payment', WalletOrder.objects.get().payment_id)}/"
    answer = wallet.client.get(one)
    assert answer["Refresh"] == "3" and "Look again now" in text(answer)
    wallet.switch.wants_check = True
    assert wallet.client.get(one)["Refresh"] == "15"
    wallet.switch.till.step(WalletOrder.objects.get().payment_id, Step.PURCHASE, "00")
    assert "Refresh" not in wallet.client.get(one)


@pytest.mark.parametrize("ending", ["card_bound_elsewhere", "cards_at_most", "binding_checks_used_up", "form_tries_used_up",
                                    "bind_token_expired", "scheme_not_reached", "binding_cut_off", "holder_not_authenticated"])
def test_a_card_that_its_bank_did_not_refuse_is_not_called_the_bank_s_decision(wallet: Wallet, ending: str) -> None:
    wallet.switch.ending = ending
    page = unescape(bound(wallet, "4111 1111 1111 1111"))
    assert "The card is not bound" in page and "decision is your bank's" not in page and "Nothing was charged" in page


@pytest.mark.parametrize("ending", ["issuer_refused_binding", "card_declined"])
@pytest.mark.parametrize(("language", "words", "decision"), [
    ("en", "Your bank did not allow this card to be bound and gave no reason.", "The decision is your bank's."),
    ("zh-hans", "您的银行不允许绑定这张卡，也没有说明原因。", "这是您的银行作出的决定。")])
def test_a_bank_that_refuses_a_binding_is_not_said_to_refuse_a_payment(
        wallet: Wallet, ending: str, language: str, words: str, decision: str) -> None:
    wallet.client.cookies["yizhan_language"] = language
    wallet.switch.ending, wallet.switch.told_of_ending = ending, {"words": "bank_refused", "offers": ["smaller_amount", "call_bank"]}
    page = unescape(bound(wallet, "4111 1111 1111 1111"))
    assert words in page and decision in page and "smaller amount" not in page and "较小的金额" not in page
