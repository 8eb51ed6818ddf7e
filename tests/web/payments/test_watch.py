"""The watch over payments by its pages: rate, declines, doubts, reversals, alarms, refunds to confirm, margins, one payment's story."""

from datetime import timedelta

import pytest

from tests.stories.journey import done
from yizhan.kernel.clock import FixedClock, SystemClock
from yizhan.kernel.money import Money
from yizhan.payments.ids import shown_id
from yizhan.payments.states import Alarm
from yizhan.records.models import AlarmAnswer, RefundOrder
from yizhan.web.payments.words import ALARM_KINDS
from yizhan.workflows.refund_orders import order_refund


def test_the_watch_shows_rate_declines_doubts_reversals_and_alarms(people, tea, till, signed_in) -> None:
    till.till.now -= timedelta(minutes=2)
    paid = till.paid(30_000)
    till.declined(5_000, "51")
    till.declined(6_000, "51")
    till.declined(7_000, "05")
    doubt = till.open(8_000)
    till.reversal(doubt)
    till.alarm(paid)
    page = signed_in(people.operations).get("/payments/").content.decode()
    for words in ("Declines are mostly: 51 · not enough money", "05 · do not honour", "that had been given up",
                  shown_id("payment", doubt), "Open reversals", "A merchant as it stands", 'hx-trigger="every 5s"'):
        assert words in page, words
    part = signed_in(people.operations).get("/payments/live/").content.decode()
    assert "<html" not in part and "Without an answer" in part and part.count('id="live"') == 1


def test_an_empty_branch_says_so(people, signed_in) -> None:
    page = signed_in(people.operations).get("/payments/").content.decode()
    for words in ("No alarm is open", "No reversal is open", "No issuer has declined", "No payments here"):
        assert words in page
    assert "No payments in this period" in signed_in(people.auditor).get("/payments/margins/").content.decode()


def test_every_kind_of_alarm_has_words() -> None:
    assert {*Alarm, "risk"} == set(ALARM_KINDS)


def test_an_alarm_is_answered_once_with_words(people, tea, till, signed_in) -> None:
    number, operations = till.alarm(till.paid(30_000)), signed_in(people.operations)
    address = f"/payments/alarms/0/{number}/"
    assert "approval_code" in operations.get(address).content.decode()
    assert operations.post(address + "answer/", {"words": " "}).status_code == 422
    assert operations.post(address + "answer/", {"words": "scheme asked, reversal is on its way"}).status_code == 302
    assert AlarmAnswer.objects.get().answered_by == people.operations
    assert "No alarm is open" in operations.get("/payments/").content.decode()
    page = operations.get(address).content.decode()
    assert "scheme asked" in page and "Answer the alarm" not in page
    assert operations.post(address + "answer/", {"words": "again"}).status_code == 422
    assert operations.get("/payments/alarms/0/999999/").status_code == 404
    assert signed_in(people.auditor).post(address + "answer/", {"words": "x"}).status_code == 403


def test_a_large_refund_is_confirmed_by_operations(people, tea, till, signed_in) -> None:
    payment = till.paid(300_000)
    order = done(order_refund(people.merchant, SystemClock(), tea.pk, payment, Money.of("900"), "wrong room"))
    operations, address = signed_in(people.operations), f"/payments/refund-orders/{order.pk}/"
    assert "Refunds to confirm" in operations.get("/payments/").content.decode()
    assert "wait for an answer: 1" in operations.get("/desk/").content.decode()
    assert "wrong room" in operations.get(address).content.decode()
    assert operations.post(address + "confirm/", {}).status_code == 422
    assert operations.post(address + "confirm/", {"verdict": "declined", "words": ""}).status_code == 422
    assert operations.post(address + "confirm/", {"verdict": "confirmed", "words": "asked the shop"}).status_code == 302
    assert RefundOrder.objects.get().state == "waiting"
    assert operations.post(address + "confirm/", {"verdict": "confirmed"}).status_code == 422
    assert "Confirm the refund" not in signed_in(people.branch).get(address).content.decode()


def test_a_story_tells_every_step_every_entry_and_the_orders(people, tea, till, signed_in) -> None:
    payment = till.paid(30_000)
    refund = till.refunded(payment, 15_000)
    done(order_refund(people.merchant, FixedClock(SystemClock().now()), tea.pk, payment, Money.of("20"), "cold"))
    page = signed_in(people.auditor).get(f"/payments/one/{shown_id('payment', payment)}/").content.decode()
    for words in ("Reserved and sent to the scheme", "Approved and captured", shown_id("refund", refund), "Refund ordered", "¥309.00",
                  "¥154.50", "Interchange", "payable to the wallet programme", "Margin before refunds", "have no source", "Tea Stall"):
        assert words in page, words


def test_a_payment_is_found_by_its_number_and_a_wrong_number_is_named(people, tea, till, signed_in) -> None:
    number, client = shown_id("payment", till.paid(30_000)), signed_in(people.operations)
    assert client.get("/payments/find/", {"payment": f" {number.lower()} "}).url == f"/payments/one/{number}/"
    answer = client.get("/payments/find/", {"payment": "4111111111111111"})
    assert answer.status_code == 422 and 'value="4111111111111111"' in answer.content.decode()
    assert client.get("/payments/one/pay_0000000000001/").status_code == 404


def test_margins_are_told_by_scheme_programme_and_merchant_with_what_is_assumed(people, tea, till, signed_in) -> None:
    """A Visa card from elsewhere, 300.00 with fee 9.00: merchant fee 1.80 less interchange 4.94 and assessments 1.39 are −4.53."""
    till.paid(30_000)
    client = signed_in(people.branch)
    page = client.get("/payments/margins/").content.decode()
    for words in ("−¥4.53", "¥1.80", "−¥4.94", "−¥1.39", "Visa", "Wallet like WeChat", tea.name, "no source; the project",
                  "costs more than it earns"):
        assert words in page, words
    answer = client.get("/payments/margins/?first=2026-12-01&last=2026-11-01")
    assert answer.status_code == 422 and "Exchange them" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_speaks_the_language_of_its_reader(people, tea, till, signed_in, language: str) -> None:
    payment = till.paid(300_000)
    alarm = till.alarm(payment)
    order = done(order_refund(people.merchant, SystemClock(), tea.pk, payment, Money.of("900"), "x"))
    client = signed_in(people.operations, language)
    for path in ("", "margins/", f"alarms/0/{alarm}/", f"refund-orders/{order.pk}/", f"one/{shown_id('payment', payment)}/"):
        chinese = sum("一" <= sign <= "鿿" for sign in client.get(f"/payments/{path}").content.decode())
        assert chinese > 60 if language == "zh-hans" else chinese < 60, (path, chinese)
