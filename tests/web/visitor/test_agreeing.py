"""What is agreed to is what stood on the page; what the switch says of the question is no word on the payment."""

import re
from datetime import date
from uuid import uuid4

import pytest

from tests.web.visitor.conftest import Wallet, shown_on
from tests.web.visitor.test_paying import text
from yizhan.kernel.money import Money
from yizhan.payments.amounts import quote
from yizhan.records.models import WalletOrder
from yizhan.web.visitor import ordering
from yizhan.web.visitor.shown import seal

pytestmark = pytest.mark.usefixtures("wallet")
PAID_CALLS = ("POST", "/v1/payments")


def shown_before(order: WalletOrder, fee: str) -> str:
    """What a page of the day before would hold, when the fee was another."""
    price = quote("wechat_like", Money(order.amount_minor), date(2026, 11, 1), None)
    terms = ordering.terms_of(price) | {"user_fee": Money.of(fee), "charged": price.order + Money.of(fee)}
    return seal(order, terms)


@pytest.mark.parametrize(("language", "said"), [("en", "The fee has changed"), ("zh-hans", "手续费已经变了")])
def test_a_fee_that_changed_since_the_page_was_shown_is_shown_again_and_nothing_is_sent(
        wallet: Wallet, language: str, said: str) -> None:
    card, here = wallet.card(), wallet.order("300.00")
    order = WalletOrder.objects.get()
    wallet.client.cookies["yizhan_language"] = language
    answer = wallet.client.post(here, {"card": card, "shown": shown_before(order, "6.00")})
    page = text(answer)
    assert answer.status_code == 200 and said in page and "¥306.00" in page and "¥309.00" in page
    assert re.search(rf'value="{card}"[^>]*checked', page), "the chosen card stays chosen"
    order.refresh_from_db()
    assert order.agreed_at is None and PAID_CALLS not in wallet.switch.asked
    assert wallet.client.post(here, {"card": card, "shown": shown_on(answer)}).status_code == 302
    assert wallet.switch.charged == 1


def test_what_is_kept_of_an_agreement_is_what_the_page_showed(wallet: Wallet) -> None:
    """Also the estimate, although its rate may be another by the time the button is pressed."""
    card, here = wallet.card(), wallet.order("300.00")
    order = WalletOrder.objects.get()
    price = quote("wechat_like", Money(30000), date(2026, 11, 1), None)
    sealed = seal(order, ordering.terms_of(price) | {"estimate": Money(4321, "GBP")})
    assert wallet.client.post(here, {"card": card, "shown": sealed}).status_code == 302
    order.refresh_from_db()
    assert order.agreed_terms["estimate"] == {"amount_minor": 4321, "currency": "GBP"}
    assert order.agreed_terms["charged"]["amount_minor"] == 30900


def test_figures_that_are_missing_forged_or_of_another_order_agree_to_nothing(wallet: Wallet) -> None:
    card, here = wallet.card(), wallet.order("300.00")
    order = WalletOrder.objects.get()
    elsewhere = WalletOrder(pk=uuid4(), amount_minor=30000)
    for sealed in ("", "nonsense", shown_before(order, "9.00")[:-1] + "!", shown_before(elsewhere, "9.00")):
        page = text(wallet.client.post(here, {"card": card, "shown": sealed}))
        assert "Look at the figures once more" in page and "¥309.00" in page, sealed
    order.refresh_from_db()
    assert order.agreed_at is None and PAID_CALLS not in wallet.switch.asked


def test_a_key_that_was_sent_with_other_content_before_is_looked_up_and_not_called_refused(wallet: Wallet) -> None:
    """The session's factors may change between two sendings of one order; the first of them may have been charged."""
    wallet.card()
    wallet.switch.loses_answers = True
    state = wallet.pay("50.00")
    order = WalletOrder.objects.get()
    wallet.switch.loses_answers, wallet.switch.hides_keys = False, True
    wallet.switch.contents[str(order.pk)]["factors"] = 2
    assert wallet.client.post(state).status_code == 302
    order.refresh_from_db()
    assert order.refusal is None, "nobody knows yet"
    wallet.switch.hides_keys = False
    page = text(wallet.client.get(wallet.client.get(state)["Location"]))
    assert "<h1>Paid</h1>" in page and wallet.switch.charged == 1


@pytest.mark.parametrize("code", ["field_malformed", "return_url_not_allowed", "body_malformed", "too_many_items"])
def test_a_refusal_of_the_question_is_kept_as_nothing(wallet: Wallet, code: str) -> None:
    wallet.card()
    wallet.switch.refuses = code
    state = wallet.pay("50.00")
    assert WalletOrder.objects.get().refusal is None
    wallet.switch.refuses = ""
    assert "Not sent yet" in text(wallet.client.get(state))


def test_a_refusal_of_the_payment_is_kept(wallet: Wallet) -> None:
    wallet.card()
    wallet.switch.refuses = "price_changed"
    wallet.pay("50.00")
    assert WalletOrder.objects.get().refusal["code"] == "price_changed"
