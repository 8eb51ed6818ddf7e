"""Paying a shop's code: what it is before money is asked, everything before agreeing, charged once whatever the browser does."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.web.visitor.conftest import Wallet, _query, shown_on
from yizhan.payments import ids
from yizhan.records.models import WalletOrder
from yizhan.workflows import wallet_orders

pytestmark = pytest.mark.usefixtures("wallet")
assert wallet_orders


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_shop_s_code_leads_to_its_name_and_an_amount(wallet: Wallet) -> None:
    answer = wallet.client.get("/wallet/pay/", {"code": wallet.code})
    assert answer.status_code == 302
    page = text(wallet.client.get(answer["Location"]))
    assert "Tea Stall" in page and "深圳湾茶铺" in page and 'name="amount"' in page


@pytest.mark.parametrize(("code", "said"), [
    ("https://qr.alipay.com/fkx12345", "person's code"),
    ("wxp://f2f0abc", "person's code"),
    ("134567890123456789", "customer's payment code"),
    ("https://qr.95516.com/00010000/abc", "another wallet"),
    ("00020101021126330015org.example.pay0110M0000000015204581253031565802CN5912Tea Stall 016008SHENZHEN63046C63", "damaged"),
    ("https://example.com/", "no payment code"),
    ("", "Paste what the code says"),
])
def test_what_cannot_be_paid_is_told_before_any_amount_is_asked_for(wallet: Wallet, code: str, said: str) -> None:
    page = text(wallet.client.get("/wallet/pay/", {"code": code}))
    assert said in page.replace("&#x27;", "'") and 'name="amount"' not in page
    assert not WalletOrder.objects.exists()


def test_a_code_of_another_bank_and_of_a_shop_that_is_suspended_are_told_apart(wallet: Wallet) -> None:
    foreign = "00020101021126330015cn.other.bank.p0110M0000000015204581253031565802CN5912Tea Stall 016008SHENZHEN6304"
    from yizhan.payments.codes.crc import crc16

    assert "another bank" in text(wallet.client.get("/wallet/pay/", {"code": foreign + crc16(foreign)}))
    wallet.merchant.state = "suspended"
    wallet.merchant.save()
    assert "cannot be paid at the moment" in text(wallet.client.get("/wallet/pay/", {"code": wallet.code}))


def test_a_dynamic_code_fixes_the_amount(wallet: Wallet) -> None:
    address = "/wallet/pay/amount/?" + _query(code=wallet.dynamic("42.00"))
    page = text(wallet.client.get(address))
    assert "¥42.00" in page and '<input type="text" name="amount"' not in page
    wallet.client.post(address, {"amount": "1"})
    assert WalletOrder.objects.get().amount_minor == 4200


@pytest.mark.parametrize(("yuan", "fee", "charged"), [
    ("0.01", "¥0.00", "¥0.01"), ("199.99", "¥0.00", "¥199.99"), ("200.00", "¥0.00", "¥200.00"), ("200.01", "¥6.00", "¥206.01"),
    ("200.17", "¥6.01", "¥206.18"), ("1288.50", "¥38.66", "¥1,327.16"), ("300.00", "¥9.00", "¥309.00"),
])
def test_the_fee_and_its_rule_are_shown_before_agreeing(wallet: Wallet, yuan: str, fee: str, charged: str) -> None:
    """Worked examples 1 and 2."""
    wallet.card()
    page = text(wallet.client.get(wallet.order(yuan)))
    assert f'>{fee}<' in page and f"Pay <span class=\"yz-num\">{charged}</span>" in page
    assert "Free up to and including" in page and "3%" in page
    assert "Your card&#x27;s bank and its scheme set the rate" in page or "Your card's bank and its scheme set the rate" in page
    assert "£" in page


def test_a_payment_is_charged_and_leads_to_its_receipt(wallet: Wallet) -> None:
    state = wallet.pay("300.00")
    answer = wallet.client.get(state)
    assert answer.status_code == 302
    page = text(wallet.client.get(answer["Location"]))
    assert "<h1>Paid</h1>" in page and "¥309.00" in page and "411111******1111" in page
    assert "Reference number" not in page  # This switch asks no scheme.
    wallet.switch.connection.execute("UPDATE pay_00.payment SET reference = 'A1B2C3D4E5F6'")
    receipt = text(wallet.client.get(answer["Location"] + "receipt/"))
    assert "Reference number for your bank" in receipt and "A1B2C3D4E5F6" in receipt
    assert "收据" in receipt and "Tea Stall" in receipt and "¥9.00" in receipt
    assert WalletOrder.objects.get().agreed_terms["charged"] == {"amount_minor": 30900, "currency": "CNY"}


def test_a_double_click_a_reload_and_the_back_button_charge_once(wallet: Wallet) -> None:
    card, here = wallet.card(), wallet.order("50.00")
    sent = {"card": card, "shown": shown_on(wallet.client.get(here))}
    first, second = (wallet.client.post(here, sent) for _ in range(2))
    assert first["Location"] == second["Location"] == here + "state/"
    assert wallet.client.get(here)["Location"] == here + "state/"
    assert wallet.switch.charged == 1
    assert [path for _, path in wallet.switch.asked].count("/v1/payments") == 1


def test_a_lost_answer_shows_that_it_is_being_checked_and_then_what_became_of_it(wallet: Wallet) -> None:
    """Worked example 31: the customer's page says checking, and the same order is asked for again by its key."""
    wallet.card()
    wallet.switch.loses_answers = True
    state = wallet.pay("50.00")
    waiting = wallet.client.get(state)
    assert waiting["Refresh"] == "3" and "do not pay again" in text(waiting)
    wallet.switch.loses_answers = False
    assert wallet.client.get(state).status_code == 302
    assert wallet.switch.charged == 1


def test_a_payment_in_doubt_is_not_called_paid(wallet: Wallet) -> None:
    wallet.switch.leaves_in_doubt = True
    state = wallet.pay("50.00")
    assert "do not pay again" in text(wallet.client.get(state))
    listed = text(wallet.client.get("/wallet/payments/"))
    assert "Being checked" in listed and "Paid" not in listed


def test_a_bank_that_wants_a_check_gets_its_button_until_the_payment_is_known(wallet: Wallet) -> None:
    """Worked example 32, code 65."""
    wallet.switch.wants_check = True
    state = wallet.pay("50.00")
    page = wallet.client.get(state)
    assert "Your bank wants to check that it is you" in text(page) and page["Refresh"] == "15"
    assert f'href="{wallet.switch.address}/verify?verify=vt_1"' in text(page)
    assert wallet.switch.ways_back == [(f"http://testserver{state}", "en")]
    (found,) = wallet.switch.keys.values()
    one = f"/wallet/payments/{ids.shown_id('payment', found)}/"
    assert f'href="{wallet.switch.address}/verify?verify=vt_1"' in text(wallet.client.get(one)), "also from the list"
    wallet.switch.wants_check = False
    assert all("do not pay again" in text(wallet.client.get(page)) for page in (state, one))


def test_the_bank_s_page_is_asked_for_in_a_language_that_the_switch_knows(wallet: Wallet) -> None:
    for language, asked in (("ar", "en"), ("zh-hans", "zh-hans")):
        wallet.client.cookies["yizhan_language"] = language
        wallet.pay("5.00")
        assert wallet.switch.ways_back[-1][1] == asked


def test_an_address_that_is_none_makes_no_button(wallet: Wallet) -> None:
    wallet.switch.wants_check, wallet.switch.address = True, "javascript:alert(1)//"
    assert "javascript:" not in text(wallet.client.get(wallet.pay("50.00")))


def test_an_order_that_never_reached_the_switch_can_be_sent_once_more(wallet: Wallet) -> None:
    wallet.card()
    wallet.switch.is_away = True
    state = wallet.pay("50.00")
    assert "do not pay again" in text(wallet.client.get(state))
    wallet.switch.is_away = False
    assert "Not sent yet" in text(wallet.client.get(state))
    assert wallet.client.post(state).status_code == 302
    assert wallet.client.get(state).status_code == 302 and wallet.switch.charged == 1


def test_a_page_that_stood_open_sends_nothing_once_the_order_may_not_be_sent_any_more(wallet: Wallet) -> None:
    """Its button is pressed after another page has sent the traveller away to pay anew: nobody is charged twice."""
    wallet.card()
    wallet.switch.is_away = True
    state = wallet.pay("50.00")
    wallet.switch.is_away = False
    assert "Send it once more" in text(wallet.client.get(state))
    order = WalletOrder.objects.get()
    for minutes, told in ((4, "please wait until"), (9, "please wait until"), (11, "never will")):
        WalletOrder.objects.update(agreed_at=order.agreed_at - timedelta(minutes=minutes))
        answer = wallet.client.get(state)
        assert told in text(answer) and "Send it once more" not in text(answer)
        assert answer.has_header("Refresh") is (minutes < 11)
        assert wallet.client.post(state).status_code == 302 and wallet.switch.charged == 0


def test_an_order_that_is_older_than_its_signature_was_never_charged(wallet: Wallet) -> None:
    wallet.card()
    wallet.switch.is_away = True
    state = wallet.pay("50.00")
    wallet.switch.is_away = False
    order = WalletOrder.objects.get()
    order.agreed_at = order.agreed_at.replace(year=order.agreed_at.year - 1)
    order.save()
    page = text(wallet.client.get(state))
    assert "<h1>Not charged</h1>" in page and "Send it once more" not in page


def test_what_the_bank_refused_is_told_in_words_with_what_can_be_done(wallet: Wallet) -> None:
    wallet.switch.bank_says = "51"
    answer = wallet.client.get(wallet.client.get(wallet.pay("50.00"))["Location"])
    assert "not enough money" in text(answer) and "Bind another card" in text(answer)
    assert 'Your card is charged</dt><dd><span class="yz-num">¥0.00<' in text(answer) and "The shop gets" not in text(answer)
    assert wallet.client.get(answer.request["PATH_INFO"] + "receipt/").status_code == 404


def test_a_cap_of_codes_names_the_second_step_and_a_limit_names_the_upgrade(wallet: Wallet) -> None:
    page = text(wallet.client.get(wallet.pay("1000.01")))
    assert "Not paid" in page and "second step" in page
    wallet.client.get("/wallet/")
    order = WalletOrder.objects.get()
    order.refusal = {"code": "limit_year", "facts": {}}
    order.save()
    page = text(wallet.client.get(f"/wallet/pay/{order.pk}/state/"))
    assert "limit of a year" in page and "/wallet/upgrade/" in page


def test_somebody_else_s_card_order_and_payment_are_not_there(wallet: Wallet) -> None:
    from tests.travelling import registered
    from tests.web.enterprise.conftest import signed_in
    from yizhan.kernel.clock import SystemClock

    state, other = wallet.pay("50.00"), registered(SystemClock(), "+852 5123 4567")
    shown = wallet.client.get(state)["Location"]
    stranger = signed_in(other.user)
    assert {stranger.get(path).status_code for path in (state, shown, shown + "receipt/")} == {404}
    wallet.switch.bind(other.payer_id)
    theirs = stranger.post("/wallet/pay/amount/?" + _query(code=wallet.dynamic("1.00")), {})["Location"]
    assert wallet.agree(theirs, wallet.card(), stranger).status_code == 200
    assert Client().get(state)["Location"].startswith("/sign-in/")


def test_a_refund_stands_beside_the_payment_with_its_fee_and_its_days(wallet: Wallet) -> None:
    """Worked example 4: 150.00 of 300.00 brings 4.50 of the fee back, not 9.00."""
    wallet.pay("300.00")
    order = WalletOrder.objects.get()
    wallet.switch.refund(order.payment_id, 15000)
    shown = wallet.client.get(f"/wallet/pay/{order.pk}/state/")["Location"]
    page = text(wallet.client.get(shown))
    assert "¥154.50 goes back to your card (¥4.50 of it is the fee)" in page
    assert "expected on your card" in page and "Refunded in part" in page
