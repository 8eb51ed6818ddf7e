"""The wallet's pages: signing up, cards, codes, room, upgrades; masked data, and the languages."""

import re

import pytest
from django.test import Client

from tests.cast import PASSWORD
from tests.travelling import CARD_NAME, PASSPORT, hashes, picture
from tests.web.visitor.conftest import Wallet
from yizhan.payments.tiers import Tier
from yizhan.records.models import AuditRow, TierUpgrade, Traveller

pytestmark = pytest.mark.usefixtures("wallet")


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_stranger_opens_a_wallet_with_a_phone_number_and_a_password(wallet: Wallet) -> None:
    client = Client(headers={"accept-language": "en"})
    assert "No passport, no name" in text(client.get("/wallet/"))
    form = {"phone": "+81 90 1234 5678", "password": PASSWORD, "programme": "alipay_like", "home_currency": "JPY"}
    assert "tick it first" in text(client.post("/wallet/sign-up/", form))
    made = client.post("/wallet/sign-up/", form | {"consent": "on", "consent_sha256": hashes(Tier.T0)["wallet_account"]})
    assert made["Location"] == "/wallet/cards/new/"
    assert client.get("/home/")["Location"] == "/wallet/home/"
    assert Traveller.objects.get(phone="+819012345678").held_identity == frozenset()


def test_what_is_wrong_at_sign_up_is_told_at_its_field(wallet: Wallet) -> None:
    page = text(Client(headers={"accept-language": "en"}).post("/wallet/sign-up/", {
        "phone": "07700", "password": PASSWORD, "programme": "alipay_like", "home_currency": "JPY"}))
    assert "Begin with a plus" in page and 'aria-invalid="true"' in page


def test_the_card_s_form_posts_to_the_switch_and_names_it_in_the_policy_of_that_page_alone(wallet: Wallet) -> None:
    begun = wallet.client.post("/wallet/cards/new/")
    assert begun["Location"] == "/wallet/cards/new/form/"
    page = wallet.client.get("/wallet/cards/new/form/")
    assert f'action="{wallet.switch.address}/bind"' in text(page)
    assert f"form-action 'self' {wallet.switch.address} http://testserver;" in page["Content-Security-Policy"]
    for name in ("cc-number", "cc-exp", "cc-csc", "cc-name"):
        assert f'autocomplete="{name}"' in text(page)
    assert "csrfmiddlewaretoken" not in text(page).partition('action="' + wallet.switch.address)[2].partition("</form>")[0]
    assert wallet.switch.address not in wallet.client.get("/wallet/cards/")["Content-Security-Policy"]


def test_django_reads_no_card_number_even_when_the_form_is_sent_to_it(wallet: Wallet) -> None:
    wallet.client.post("/wallet/cards/new/")
    assert wallet.client.post("/wallet/cards/new/form/", {"number": "4111111111111111"}).status_code == 405
    assert "4111111111111111" not in str(list(AuditRow.objects.values()))


def bound(wallet: Wallet, number: str, query: str = "") -> str:
    """What the browser does: the form goes to the switch, which sends it on to the result."""
    wallet.client.post(f"/wallet/cards/new/{query}")
    token = wallet.client.session["binding"]["token"]
    address = wallet.switch.bind_form({"bind_token": token, "number": number})
    return text(wallet.client.get(address.partition("testserver")[2], follow=True))


def test_a_card_that_the_bank_allows_is_bound_and_listed_masked(wallet: Wallet) -> None:
    assert "The card is bound" in bound(wallet, "4111 1111 1111 1111")
    page = text(wallet.client.get("/wallet/cards/"))
    assert "411111******1111" in page and "12/30" in page and "Ready to pay" in page


def test_a_bank_that_refuses_is_told_in_words_with_the_bank_s_own_action(wallet: Wallet) -> None:
    wallet.switch.bank_says = "57"
    page = bound(wallet, "4111 1111 1111 1111")
    assert "does not allow this card to be used abroad" in page and "Switch on use abroad" in page and "Nothing was charged" in page


def test_a_mistyped_number_leads_back_to_the_form_with_its_field(wallet: Wallet) -> None:
    page = bound(wallet, "4111 1111 1111 1112")
    assert "Check the card number" in page and 'href="#id_number"' in page


def test_a_result_of_a_token_that_is_not_this_browser_s_shows_nothing(wallet: Wallet) -> None:
    wallet.client.post("/wallet/cards/new/")
    assert wallet.client.get("/wallet/cards/new/result/?bind=other&outcome=bound")["Location"] == "/wallet/cards/"


def test_without_a_switch_binding_says_that_nothing_was_sent(wallet: Wallet) -> None:
    wallet.switch.is_away = True
    assert "Nothing was sent" in text(wallet.client.post("/wallet/cards/new/"))


def test_a_card_is_unbound_after_one_question_and_its_payments_stay(wallet: Wallet) -> None:
    wallet.pay("42.00")
    card = wallet.card()
    asked = text(wallet.client.get(f"/wallet/cards/{card}/unbind/"))
    assert "Unbind Visa ···· 1111?" in asked and "refunds still go back to this card" in asked
    page = text(wallet.client.post(f"/wallet/cards/{card}/unbind/", follow=True))
    assert "Visa ···· 1111 is unbound" in page and "No card yet" in page
    assert "¥42.00" in text(wallet.client.get("/wallet/payments/"))
    assert wallet.client.post(f"/wallet/cards/{card}/unbind/")["Location"] == "/wallet/cards/"


def test_without_a_switch_a_card_stays_bound_and_a_stranger_s_is_not_found(wallet: Wallet) -> None:
    card = wallet.card()
    wallet.switch.is_away = True
    assert "cannot be unbound at the moment" in text(wallet.client.post(f"/wallet/cards/{card}/unbind/"))
    assert "411111******1111" in text(wallet.client.get("/wallet/cards/"))
    assert wallet.client.get("/wallet/cards/crd_0000000000000/unbind/")["Location"] == "/wallet/cards/"


def test_a_payment_code_is_the_answer_to_a_form_and_leaves_when_its_minute_is_over(wallet: Wallet) -> None:
    shown = wallet.client.post("/wallet/code/", {"card": wallet.card()})
    page = text(shown)
    assert "<span>1912</span> <span>3456</span> <span>7890</span> <span>1234</span> <span>56</span>" in page
    assert "<svg" in page and "yz-countdown-bar" in page
    assert shown["Refresh"] == "60; url=/wallet/code/?over=1" and shown["Cache-Control"] == "no-store"
    assert "The minute is over" in text(wallet.client.get("/wallet/code/?over=1"))


def test_a_code_for_larger_amounts_is_shown_to_whoever_types_the_password(wallet: Wallet) -> None:
    """Worked example 19: over 1,000.00 and from the eleventh of a day on; the switch is told that the password was typed."""
    card = wallet.card()
    page = text(wallet.client.get("/wallet/code/"))
    assert "more than ¥1,000.00" in page and "after 10 payments" in page
    assert "<svg" in text(wallet.client.post("/wallet/code/", {"card": card}))
    assert "<svg" in text(wallet.client.post("/wallet/code/", {"card": card, "password": PASSWORD}))
    assert [said["has_password"] for said in wallet.switch.codes] == [False, True]


def test_a_wrong_password_shows_no_code_and_too_many_lock_the_account(wallet: Wallet) -> None:
    card = wallet.card()
    for _ in range(7):
        answer = wallet.client.post("/wallet/code/", {"card": card, "password": "a guess"})
        assert "This is not your password" in text(answer) and b"a guess" not in answer.content
    assert wallet.client.post("/wallet/code/", {"card": card, "password": "a guess"}).status_code == 429
    assert wallet.client.post("/wallet/code/", {"card": card, "password": PASSWORD}).status_code == 429 and wallet.switch.codes == []


def test_a_code_needs_a_card_of_one_s_own(wallet: Wallet) -> None:
    assert "No card that can pay" in text(wallet.client.get("/wallet/code/"))
    wallet.card()
    assert "Choose the card" in text(wallet.client.post("/wallet/code/", {"card": "crd_0000000000000"}))


@pytest.mark.parametrize(("paid", "level"), [(["500.00"] * 3, ""), (["1000.00", "800.00"], "50"), (["1000.00"] * 2 + ["850.00"], "80"),
                                             (["1000.00"] * 3 + ["380.00"], "95")])
def test_the_room_is_told_at_fifty_eighty_and_ninety_five_per_cent(wallet: Wallet, paid: list[str], level: str) -> None:
    """USD 500 at 7.1 are 3,550.00: 1,500 is 42 %, 1,800 is 50 %, 2,850 is 80 %, 3,380 is 95 %."""
    card = wallet.switch.bind(wallet.traveller.payer_id)
    for yuan in paid:
        wallet.switch.till.paid(card, int(float(yuan) * 100), strength="A")
    use_now(wallet)
    page = text(wallet.client.get("/wallet/limits/"))
    assert (re.findall(r"more than (\d+) %", page) or [""])[-1] == level
    assert ("of the limit is used" in text(wallet.client.get("/wallet/home/"))) is bool(level)


def use_now(wallet: Wallet) -> None:
    """What was paid at the till's clock counts today: the pages read the machine's clock."""
    wallet.switch.connection.execute("UPDATE pay_00.payer SET day = (now() AT TIME ZONE 'Asia/Shanghai')::date, "
                                     "year = extract(year FROM now() AT TIME ZONE 'Asia/Shanghai')")


def test_the_room_page_says_what_an_upgrade_gives_and_exactly_what_is_missing(wallet: Wallet) -> None:
    page = text(wallet.client.get("/wallet/limits/"))
    assert "Simple identity: up to" in page and "¥14,200.00" in page
    assert re.findall(r"<li>([^<]+)</li>", page.partition("Only this is missing")[2].partition("</ul>")[0]) == ["Name", "Nationality"]


def upgraded(wallet: Wallet, card_name: str) -> TierUpgrade:
    """The whole way by the pages."""
    begun = wallet.client.post("/wallet/upgrade/", {"tier": "t2"})["Location"]
    assert "After the consents" in text(wallet.client.get(begun))
    sent = {f"{kind}_sha256": value for kind, value in hashes(Tier.T2).items()}
    assert "tick it first" in text(wallet.client.post(begun + "consents/", sent))
    wallet.client.post(begun + "consents/", sent | dict.fromkeys(hashes(Tier.T2), "on"))
    steps = {"kind/": {"document_type": "passport"}, "lines/": {"lines": PASSPORT}, "card-name/": {"card_name": card_name},
             "about/": {"occupation": "engineer", "address": "1 Mill Lane, Leeds"}, "copy/": {"file": picture()}}
    for step, values in steps.items():
        assert wallet.client.get(begun + step).status_code == 200
        assert wallet.client.post(begun + step, values)["Location"] == begun, step
    assert "ERIKSSON ANNA MARIA" in text(wallet.client.get(begun + "check/"))
    wallet.client.post(begun + "check/")
    return TierUpgrade.objects.get()


def test_an_upgrade_by_the_pages_raises_the_limits_at_once(wallet: Wallet) -> None:
    assert upgraded(wallet, CARD_NAME).state == "approved"
    assert "highest limits" in text(wallet.client.get("/wallet/limits/"))


def test_the_own_data_are_masked_until_they_are_asked_for_and_each_look_is_recorded(wallet: Wallet) -> None:
    upgraded(wallet, CARD_NAME)
    page = text(wallet.client.get("/wallet/me/"))
    assert not [part for part in ("ERIKSSON", "L898902C3", "447700900123") if part in page]
    assert "Payments are deleted after ten years" in page
    shown = text(wallet.client.post("/wallet/me/show/"))
    assert "ERIKSSON ANNA MARIA" in shown and "L898902C3" in shown
    assert AuditRow.objects.filter(action="traveller.unmask").count() == 1


def test_lines_with_a_wrong_check_digit_are_told_at_their_field_and_kept(wallet: Wallet) -> None:
    begun = wallet.client.post("/wallet/upgrade/", {"tier": "t2"})["Location"]
    sent = {f"{kind}_sha256": value for kind, value in hashes(Tier.T2).items()} | dict.fromkeys(hashes(Tier.T2), "on")
    wallet.client.post(begun + "consents/", sent)
    page = text(wallet.client.post(begun + "lines/", {"lines": PASSPORT.replace("L898902C36", "L898902C37")}))
    assert "A check digit of the lines is wrong" in page and "L898902C37" in page


def test_what_was_given_can_be_deleted_by_the_pages(wallet: Wallet) -> None:
    begun = wallet.client.post("/wallet/upgrade/", {"tier": "t1"})["Location"]
    assert "deleted at once" in text(wallet.client.get(begun + "withdraw/"))
    wallet.client.post(begun + "withdraw/")
    assert TierUpgrade.objects.get().state == "withdrawn"


def test_the_currency_of_estimates_is_chosen_on_the_own_page(wallet: Wallet) -> None:
    wallet.client.post("/wallet/me/", {"home_currency": "JPY"})
    assert Traveller.objects.get().home_currency == "JPY"


def test_arabic_turns_the_wallet_and_says_that_it_is_partial_and_other_halls_stay_in_english(wallet: Wallet) -> None:
    wallet.client.cookies["yizhan_language"] = "ar"
    page = text(wallet.client.get("/wallet/home/"))
    assert '<html lang="ar" dir="rtl"' in page and "bootstrap.rtl.min.css" in page
    assert "ماذا تريد أن تفعل؟" in page and "بعض نصوص هذه الصفحات" in page
    assert "Each look, yours as well, is recorded." in text(wallet.client.get("/wallet/me/"))
    other = text(wallet.client.get("/self-assessment/"))
    assert '<html lang="en" dir="ltr"' in other and "العربية" not in other


def test_chinese_is_complete(wallet: Wallet) -> None:
    wallet.client.cookies["yizhan_language"] = "zh-hans"
    assert "您想做什么？" in text(wallet.client.get("/wallet/home/"))


def test_words_that_other_halls_use_too_mean_in_chinese_what_a_traveller_means(wallet: Wallet) -> None:
    """A loan that is paid, a scorecard, the beginning of a score and a shop's code are other words than a payment, a bank card, a
    button and a traveller's code.
    """
    wallet.pay("42.00")
    wallet.client.cookies["yizhan_language"] = "zh-hans"
    paid = text(wallet.client.get(re.search(r"/wallet/payments/pay_\w+/", text(wallet.client.get("/wallet/payments/"))).group()))
    assert "<h1>已付款</h1>" in paid and "<dt>银行卡</dt>" in paid and "打分卡" not in paid and "已还" not in paid
    shown = text(wallet.client.get("/wallet/code/")) + text(wallet.client.post("/wallet/code/", {"card": wallet.card()}))
    assert "显示付款码" in shown and "<h1>付款码</h1>" in shown and "收款码" not in shown
    wallet.client.logout()
    wallet.client.cookies["yizhan_language"] = "zh-hans"
    assert ">开始</a>" in text(wallet.client.get("/wallet/"))
