"""Payments through the switch's door to a real scheme: charged once, declined in words, given up and taken back, refunded in parts."""

import asyncio
import json
import time
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from tests.switch.counter import MERCHANT, Counter, die, play
from yizhan.connectors.switch_signature import TAKEN_WITHIN_S
from yizhan.kernel.clock import FixedClock, SystemClock
from yizhan.kernel.money import Money
from yizhan.payments import ids
from yizhan.payments.figures import figures
from yizhan.payments.messages.authorisation import AuthorisationResponse
from yizhan.payments.messages.exchange import Key
from yizhan.payments.response_codes import Outcome, handling
from yizhan.simulators.scheme.issuer import card_number
from yizhan.simulators.scheme.journal import read_lines
from yizhan.switch import serving

VISA = "4111111111111111"
CLOSED = "SELECT count(*) FROM pay_00.reversal WHERE closed_at IS NOT NULL"
BY_CODE = {
    "05": "4000000000070005", "14": "4000000000060014", "34": "4000000000020034", "41": "4000000000030041", "43": "4000000000010043",
    "51": "4000000000000051", "54": "4000000000070054", "55": "4000000000060055", "57": "4000000000040057", "59": "4000000000020059",
    "61": "4000000000080061", "62": "4000000000070062", "65": "4000000000010365", "91": "4000000000090391", "99": "4000000000040099",
}


@pytest.fixture
def counter(fresh_database, tmp_path) -> Counter:
    return Counter(fresh_database, tmp_path)


def test_a_payment_is_charged_once_however_often_it_is_asked_for(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        card, key = await counter.card(VISA), str(uuid4())
        status, paid = await counter.pay(card, 30_000, key)
        assert (status, paid["state"], paid["charged_minor"]) == (201, "captured", 30_900)
        again = await asyncio.gather(*(counter.pay(card, 30_000, key) for _ in range(5)))
        assert {(status, answer["payment"], answer["state"]) for status, answer in again} == {(201, paid["payment"], "captured")}
        assert await counter.pay(card, 30_001, key) == (422, {"code": "key_reused_with_other_content", "facts": {}})
        found = (await counter.ask("GET", f"/v1/payments?card={card}&key={key}"))[1]
        assert found["payment"] == paid["payment"] and found["billing"]["currency"] == "USD" and found["masked"] == "411111******1111"
        assert (await counter.ask("GET", f"/v1/payments?card={card}&key={uuid4()}"))[1]["code"] == "unknown_key"
        assert counter.charged() == 30_900
    play(counter, story)


def test_every_answer_of_an_issuer_is_handled_as_the_table_says(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        for serial, (code, number) in enumerate(BY_CODE.items(), 1):
            card = await counter.card(number, serial)
            status, answer = await counter.pay(card, 5_000)
            expected = handling(code, SystemClock().now().date())
            assert (status, answer["state"]) == (402, "declined"), code
            assert answer["decline"] == {"code": code, "words": expected.words, "offers": list(expected.offers)}
            ((card_status,),) = counter.rows("SELECT status FROM pay_00.card WHERE payer_id = %s", serial)
            assert card_status == {"14": 2, "41": 3, "43": 3, "54": 4}.get(code, 1), code
        await until(lambda: counter.rows(CLOSED) == [(1,)])  # of the code that nobody knows
        assert counter.charged() == 0 and counter.rows("SELECT sum(year_minor) FROM pay_00.payer") == [(0,)]
        risks = counter.rows("SELECT facts->>'response_code' FROM pay_00.alarm WHERE kind = 'risk'")
        assert {code for (code,) in risks} == {"34", "41", "43", "59"}
    assert set(figures("response_codes.yaml")) - {"unknown", "00", "11", "16", "08", "10", "68", "85", "96"} == set(BY_CODE) - {"99"}
    play(counter, story)


def test_an_answer_in_doubt_is_reversed_until_the_scheme_has_heard(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        for serial, code in enumerate(["08", "10", "68", "85", "96"], 1):
            assert handling(code, SystemClock().now().date()).outcome is Outcome.DOUBTFUL
            status, answer = await counter.pay(await counter.card(card_number("4000", f"00{code}"), serial), 5_000)
            assert (status, answer["state"]) == (402, "reversed"), code
            await until(lambda wanted=serial: counter.rows(CLOSED) == [(wanted,)])
        assert counter.charged() == 0
    play(counter, story)


QUERIED = {"0700": (201, "captured"), "0751": (402, "declined"), "0791": (402, "declined"), "0796": (402, "reversed"),
           "0768": (402, "reversed"), "0799": (402, "reversed")}


def test_after_a_system_fault_the_question_is_asked_once_more_and_only_doubt_is_reversed(fresh_database, tmp_path) -> None:
    """Worked example 32, code 96: approved, declined (a decline is not retried any more), a fault again, another doubt, no answer."""
    counter = Counter(fresh_database, tmp_path, timeout_s=1.0)

    async def story(counter: Counter) -> None:
        for serial, (ending, expected) in enumerate(QUERIED.items(), 1):
            status, answer = await counter.pay(await counter.card(card_number("4", ending), serial), 5_000)
            assert (status, answer["state"]) == expected, ending
            if expected[1] == "declined":
                assert answer["decline"]["code"] == ending[-2:]
        await until(lambda: counter.rows(CLOSED) == [(3,)])
        assert counter.charged() == 5_000 and counter.rows("SELECT sum(year_minor) FROM pay_00.payer") == [(5_000,)]
        assert counter.rows("SELECT count(*) FROM pay_00.reversal") == [(3,)]
    play(counter, story)
    repeats = [line.key for line in read_lines(counter.journal) if line.kind != "reversed"]
    assert len(repeats) == len(set(repeats)) + 4, "a repeat is under the key of its question"


def test_an_approval_of_the_whole_amount_is_captured_under_whatever_code_it_comes(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        for serial, code in enumerate(["00", "11", "16"], 1):
            status, answer = await counter.pay(await counter.card(card_number("4000", f"00{code}"), serial), 5_000)
            assert (status, answer["state"]) == (201, "captured"), code
        assert counter.charged() == 15_000 and counter.rows("SELECT count(*) FROM pay_00.reversal") == [(0,)]
        assert counter.rows("SELECT response_code, approval_code IS NOT NULL FROM pay_00.payment ORDER BY payer_id") \
            == [("00", True), ("11", True), ("16", True)]
    play(counter, story)


def test_a_code_that_nobody_knows_is_declined_in_plain_words_and_nothing_stays_held(counter: Counter) -> None:
    """Worked example 32. The issuer of 0099 holds the money, as if the code were one of its approvals."""
    async def story(counter: Counter) -> None:
        status, answer = await counter.pay(await counter.card(card_number("4000", "0099")), 5_000)
        assert (status, answer["state"], answer["decline"]["words"]) == (402, "declined", "bank_refused")
        await until(lambda: counter.rows(CLOSED) == [(1,)])
        assert counter.charged() == 0 and [line.kind for line in read_lines(counter.journal)] == ["authorised", "reversed"]
        counter.switch.links["visa"].receive(late_approval(counter, answer["payment"]))
        await until(lambda: counter.rows("SELECT 1 FROM pay_00.alarm"))
        assert counter.rows("SELECT kind FROM pay_00.alarm") == [("approval_of_declined",)]
        assert (await counter.ask("GET", f"/v1/payments/{answer['payment']}"))[1]["state"] == "declined"
    play(counter, story)


def test_an_issuer_that_is_down_is_asked_once_more_after_a_delay(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        card, began = await counter.card("4000000000020091"), time.monotonic()
        status, answer = await counter.pay(card, 5_000)
        assert (status, answer["state"]) == (201, "captured") and counter.charged() == 5_000
        assert 1.0 <= time.monotonic() - began < 4.0, "after a delay, while its caller still waits"
    play(counter, story)


def test_without_an_answer_nothing_stays_charged_and_one_reversal_is_made(fresh_database, tmp_path) -> None:
    """Worked example 31: delayed, dropped, cut off, lost."""
    counter = Counter(fresh_database, tmp_path, timeout_s=0.4)

    async def story(counter: Counter) -> None:
        for serial, ending in enumerate(["0201", "0202", "0205", "0206"], 1):
            assert await counter.switch.links["visa"].wait_up(30)
            card, key = await counter.card(card_number("4", ending), serial), str(uuid4())
            status, answer = await counter.pay(card, 5_000, key)
            assert (status, answer["state"]) == (402, "reversed"), ending
            assert (await counter.pay(card, 5_000, key))[1]["payment"] == answer["payment"]
            await until(lambda wanted=serial: counter.rows(CLOSED) == [(wanted,)])
        assert counter.charged() == 0 and counter.rows("SELECT count(*) FROM pay_00.reversal") == [(4,)]
    play(counter, story, delay_s=0.9)


def test_an_approval_after_the_reversal_changes_nothing_and_raises_an_alarm(fresh_database, tmp_path) -> None:
    counter = Counter(fresh_database, tmp_path, timeout_s=0.4)

    async def story(counter: Counter) -> None:
        _, answer = await counter.pay(await counter.card(card_number("4", "0204")), 5_000)
        assert answer["state"] == "reversed"
        await until(lambda: counter.rows("SELECT 1 FROM pay_00.alarm WHERE kind = 'late_approval'"))
        assert (await counter.ask("GET", f"/v1/payments/{answer['payment']}"))[1]["state"] == "reversed" and counter.charged() == 0
    play(counter, story)


def late_approval(counter: Counter, payment: str) -> bytes:
    """What the scheme says of a payment after all."""
    asked = "SELECT transmitted, stan, reference, order_minor + user_fee_minor FROM pay_00.payment WHERE id = %s"
    transmitted, stan, reference, charged = counter.rows(asked, ids.read_id("payment", payment))[0]
    return AuthorisationResponse(Key(transmitted, stan, "10001001", reference), "00", Money(charged), "ABC123").to_wire()


def test_an_approval_behind_an_answer_in_doubt_raises_an_alarm(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        _, answer = await counter.pay(await counter.card(card_number("4", "0068")), 5_000)
        await until(lambda: counter.rows(CLOSED) == [(1,)])
        counter.switch.links["visa"].receive(late_approval(counter, answer["payment"]))
        await until(lambda: counter.rows("SELECT 1 FROM pay_00.alarm"))
        assert counter.rows("SELECT kind, payment_id FROM pay_00.alarm") == [("late_approval", ids.read_id("payment", answer["payment"]))]
    play(counter, story)


def test_an_approval_that_cannot_be_captured_is_reversed_and_keeps_its_number_until_then(fresh_database, tmp_path, monkeypatch) -> None:
    """The writer may not call the shard's function for a while: the approval is heard and cannot be written down."""
    monkeypatch.setattr(serving, "SWEEP_S", 0.2)
    counter = Counter(fresh_database, tmp_path, timeout_s=0.3)

    async def story(counter: Counter) -> None:
        card = await counter.card(VISA)
        link, ((role,),) = counter.switch.links["visa"], counter.rows(
            "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'yizhan switch writer'")
        assert (await counter.pay(card, 5_000))[0] == 201 and link.open_count == 0
        with psycopg.connect(counter.database.owner_url, autocommit=True) as connection:
            (advance,) = connection.execute("SELECT oid::regprocedure::text FROM pg_proc WHERE proname = 'advance' "
                                            "AND pronamespace = 'pay_00'::regnamespace").fetchone()
            connection.execute(f"REVOKE EXECUTE ON FUNCTION {advance} FROM {role}")
            assert (await counter.pay(card, 6_000))[0] == 500 and link.open_count == 1
            connection.execute(f"GRANT EXECUTE ON FUNCTION {advance} TO {role}")
        await until(lambda: counter.rows(CLOSED) == [(1,)])
        assert link.open_count == 1 and counter.charged() == 5_000, "held for a while after the reversal's answer"
    play(counter, story)


def test_two_open_payments_with_one_number_are_told_and_the_switch_starts(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        _, lost = await counter.pay(await counter.card(card_number("4", "0068"), 1), 5_000)
        _, paid = await counter.pay(await counter.card(VISA, 2), 5_000)
        await until(lambda: counter.rows(CLOSED) == [(1,)])
        await counter.switch.stop()
        with psycopg.connect(counter.database.superuser_url, autocommit=True) as connection:
            connection.execute("UPDATE pay_00.reversal SET closed_at = NULL")
            connection.execute("UPDATE pay_00.payment SET stage = 1, transmitted = '0101000000', "
                               "stan = (SELECT original_stan FROM pay_00.reversal) WHERE stage = 3")
            connection.execute("UPDATE pay_00.writer_mark SET open_from_id = 0")
        await counter.start()
        assert counter.rows("SELECT kind, payment_id FROM pay_00.alarm") == [("number_taken", ids.read_id("payment", paid["payment"]))]
        await until(lambda: counter.rows(CLOSED) == [(2,)])
        assert (await counter.ask("GET", f"/v1/payments/{lost['payment']}"))[1]["state"] == "reversed"
    play(counter, story)


def test_a_scheme_that_refuses_a_reversal_is_told_again_or_told_to_the_desk(fresh_database, tmp_path) -> None:
    counter = Counter(fresh_database, tmp_path, timeout_s=0.4)

    async def story(counter: Counter) -> None:
        _, ill = await counter.pay(await counter.card(card_number("4", "0209"), 1), 5_000)
        await until(lambda: counter.rows("SELECT 1 FROM pay_00.reversal WHERE attempts = 1"))
        for link in counter.switch.links.values():
            link.times = replace(link.times, reversal_timeout_s=0.1, repeat_s=(0.1,))
        with psycopg.connect(counter.database.owner_url, autocommit=True) as connection:
            connection.execute("UPDATE pay_00.reversal SET due_at = now()")  # sooner than after ten seconds
        await until(lambda: counter.rows(CLOSED) == [(1,)])
        assert counter.charged() == 0 and counter.rows("SELECT response_code, attempts FROM pay_00.reversal") == [("00", 2)]
        assert counter.rows("SELECT count(*) FROM pay_00.alarm") == [(0,)]

        _, refused = await counter.pay(await counter.card(card_number("4", "0210"), 2), 5_000)
        await until(lambda: counter.rows(CLOSED) == [(2,)])
        assert ill["state"] == refused["state"] == "reversed" and counter.charged() == 5_000
        ((kind, payment, facts),) = counter.rows("SELECT kind, payment_id, facts FROM pay_00.alarm")
        assert (kind, ids.shown_id("payment", payment)) == ("reversal_refused", refused["payment"])
        assert (facts["response_code"], facts["attempts"]) == ("05", 1)
    play(counter, story)


def test_who_waits_too_long_is_told_to_ask_again_and_the_charge_goes_on(fresh_database, tmp_path) -> None:
    counter = Counter(fresh_database, tmp_path, timeout_s=2.0, patience_s=0.05)

    async def story(counter: Counter) -> None:
        card, key = await counter.card(VISA), str(uuid4())
        assert (await counter.pay(card, 5_000, key)) == (202, {"state": "checking", "key": key, "card": card})
        async with asyncio.timeout(30):
            while (await counter.ask("GET", f"/v1/payments?card={card}&key={key}"))[1].get("state") != "captured":
                await asyncio.sleep(0.02)
    play(counter, story, latency_s=0.3)
    assert counter.charged() == 5_000


def test_what_was_in_doubt_when_a_switch_died_is_reversed_by_the_next(counter: Counter) -> None:
    """The switch is dropped in the middle, without a word to anybody; its successor finds the payment in the shard alone."""
    async def story(counter: Counter) -> None:
        card = await counter.card(card_number("4", "0202"))
        asking = asyncio.create_task(counter.pay(card, 5_000))
        await until(lambda: counter.rows("SELECT 1 FROM pay_00.payment WHERE stage = 1"))
        first = counter.switch
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            if task is asking or "Charges" in repr(task.get_coro()) or "charge" in repr(task.get_coro()):
                task.cancel()
        for link in first.links.values():
            link._keeper._task.cancel()
        await die(first)
        await counter.start()
        await until(lambda: counter.rows("SELECT 1 FROM pay_00.payment WHERE stage = 8"))
        await until(lambda: counter.rows("SELECT 1 FROM pay_00.reversal WHERE closed_at IS NOT NULL"))
        assert counter.charged() == 0
    play(counter, story, delay_s=30.0)


def test_refunds_are_exact_have_an_owner_and_an_end(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        _, paid = await counter.pay(await counter.card(VISA), 30_000)
        target, key = f"/v1/payments/{paid['payment']}/refunds", str(uuid4())
        status, first = await counter.ask("POST", target, {"key": key, "amount_minor": 10_000})
        assert (status, first["fee_minor"], first["to_card_minor"]) == (201, 300, 10_300)
        assert (await counter.ask("POST", target, {"key": key, "amount_minor": 10_000}))[1] == first
        assert (await counter.ask("POST", target, {"key": key, "amount_minor": 9_000}))[0] == 422
        status, refused = await counter.ask("POST", target, {"key": str(uuid4()), "amount_minor": 20_001})
        assert (status, refused["code"], refused["facts"]["left"]["amount_minor"]) == (409, "refund_over_rest", 20_000)
        await counter.ask("POST", target, {"key": str(uuid4()), "amount_minor": 20_000})
        found = (await counter.ask("GET", f"/v1/payments/{paid['payment']}"))[1]
        assert (found["state"], found["refunded_minor"]) == ("refunded", 30_000)
    play(counter, story)


def test_a_limit_is_told_with_what_is_left_and_the_tier_that_would_do(counter: Counter) -> None:
    """Worked example 12."""
    async def story(counter: Counter) -> None:
        card = await counter.card(VISA, tier="t0", programme="alipay_like")
        await counter.pay(card, 1_415_000)
        status, refused = await counter.pay(card, 5_001)
        assert (status, refused["code"], refused["facts"]["tier"]) == (409, "step_up_required", "t2")
        assert refused["facts"]["room"]["amount_minor"] == 5_000 and "document_number" in refused["facts"]["missing"]
        assert (await counter.pay(card, 5_000))[0] == 201
    play(counter, story)


def test_a_payment_code_pays_once_for_its_minute(fresh_database, tmp_path) -> None:
    clock = FixedClock(SystemClock().now())
    counter = Counter(fresh_database, tmp_path, clock)

    async def story(counter: Counter) -> None:
        card = await counter.card(VISA)

        async def code() -> str:
            return (await counter.ask("POST", "/v1/payment-codes", {"card": card}))[1]["code"]

        async def pay(digits: str, key: str = "") -> tuple:
            content = {"key": key or str(uuid4()), "code": digits, "merchant_id": MERCHANT, "amount_minor": 5_000}
            return await counter.ask("POST", "/v1/payments", content)

        first, key = await code(), str(uuid4())
        assert (await pay(first, key))[0] == 201
        assert (await pay(first))[1]["code"] == "payment_code_used"
        clock.advance(timedelta(seconds=300))
        assert (await pay(first, key))[0] == 201, "the same request finds its payment, however late"
        late = await code()
        clock.advance(timedelta(seconds=61))
        assert (await pay(late))[1]["code"] == "payment_code_expired"
        assert (await pay("190000000000000000"))[1]["code"] == "payment_code_unknown"
        assert counter.charged() == 5_000
    play(counter, story)


def test_a_hundred_at_once_are_each_answered_and_one_more_is_refused(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        card = await counter.card(VISA)
        one = {"card": card, "merchant_id": MERCHANT, "channel": "in_app", "factors": 2}
        items = [{**one, "key": str(uuid4()), "amount_minor": 100 + place} for place in range(99)]
        items.append({**one, "key": "no uuid", "amount_minor": 1})
        status, answer = await counter.ask("POST", "/v1/payments/bulk", {"payments": items})
        assert status == 200 and [result["status"] for result in answer["results"]] == [201] * 99 + [422]
        assert answer["results"][7]["answer"]["charged_minor"] == 107
        assert (await counter.ask("POST", "/v1/payments/bulk", {"payments": items * 2}))[1]["code"] == "too_many_items"
    play(counter, story)


WRONG = [
    ({"amount_minor": 0}, 422, "field_malformed"), ({"amount_minor": "5"}, 422, "field_malformed"),
    ({"amount_minor": None}, 422, "field_missing"), ({"key": "x"}, 422, "field_malformed"), ({"card": "crd_1"}, 422, "id_malformed"),
    ({"card": "crd_00000000ZZZZZ"}, 409, "card_unknown"), ({"merchant_id": 4242}, 409, "merchant_unknown"),
    ({"channel": "letter"}, 422, "field_malformed"), ({"function": "red_packet"}, 409, "function_not_for_foreign_cards"),
    ({"agreed_minor": 1}, 409, "price_changed"), ({"has_certificate": "yes"}, 422, "field_malformed"),
    ({"card": "crd_ZZZZZZZZZZZZZ"}, 422, "id_malformed"),
]


def test_a_wrong_field_is_named_and_nothing_is_charged(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        card = await counter.card(VISA)
        for change, status, code in WRONG:
            found = await counter.pay(**{"card": card, "amount_minor": 5_000, **change})
            assert (found[0], found[1]["code"]) == (status, code), change
        assert counter.charged() == 0
    play(counter, story)


def test_only_who_signs_is_heard(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        assert (await counter.ask("GET", "/v1/payments", secret="another secret"))[1]["code"] == "signature_wrong"
        assert (await counter.ask("GET", "/v1/payments", key="key_0123456789abcdef"))[1]["code"] == "signature_wrong"
        for body in (b"", b"[]", b"{", b'{"key": "\xff"}', b"\x00" * 100, json.dumps({"payments": 5}).encode()):
            response = await counter.raw("POST", "/v1/payments/bulk", body)
            assert 400 <= response.status < 500
        assert (await counter.ask("GET", "/v1/nothing"))[0] == 404
    play(counter, story)


def test_a_mask_shows_eight_digits_in_front_where_the_branch_says_so(counter: Counter) -> None:
    """Worked example 27: a longer mask for sixteen digits, the short one for fifteen."""
    counter.wiring = {"bin_digits": 8}

    async def story(counter: Counter) -> None:
        for serial, (number, masked) in enumerate([(VISA, "41111111****1111"), ("378282246310005", "378282*****0005")], 1):
            paid = (await counter.pay(await counter.card(number, serial), 100))[1]["payment"]
            assert (await counter.ask("GET", f"/v1/payments/{paid}"))[1]["masked"] == masked
    play(counter, story)


async def until(found, timeout_s: float = 30.0) -> None:
    async with asyncio.timeout(timeout_s):
        while not found():
            await asyncio.sleep(0.03)


def test_an_item_that_fails_inside_leaves_the_others_their_answers(counter: Counter) -> None:
    """One whose number is gone from the vault, one of a shard that is not served, and one that is charged."""
    async def story(counter: Counter) -> None:
        lost, good = await counter.card("4000008260000000", 2), await counter.card("4111111111111111")
        with psycopg.connect(counter.database.owner_url, autocommit=True) as connection:
            connection.execute("DELETE FROM vault.card WHERE masked LIKE '400000%0000'")
        cards = (lost, ids.shown_id("card", ids.card_id(ids.payer_id(7, 1), 0)), good)
        items = [{"key": str(uuid4()), "card": card, "merchant_id": MERCHANT, "amount_minor": 4_200, "channel": "in_app"} for card in cards]
        status, answer = await counter.ask("POST", "/v1/payments/bulk", {"payments": items})
        assert (status, [one["status"] for one in answer["results"]]) == (200, [500, 422, 201])
        assert answer["results"][0]["answer"] == {"code": "switch_failed", "facts": {}} and counter.charged() == 4_200
    play(counter, story)


def test_what_waits_for_its_writer_is_checking_and_is_never_charged_once_its_time_is_over(fresh_database, tmp_path) -> None:
    """Whoever is told that a key is unknown, long after it was sent, may rely on it: nothing is charged under it any more."""
    counter = Counter(fresh_database, tmp_path, FixedClock(SystemClock().now()), patience_s=0.2)

    async def story(counter: Counter) -> None:
        card, late, timely = await counter.card(VISA), str(uuid4()), str(uuid4())
        looking = f"/v1/payments?card={card}&key={late}"
        async with await psycopg.AsyncConnection.connect(counter.database.owner_url) as blocker:
            await blocker.execute("SELECT 1 FROM pay_00.payer FOR UPDATE")
            assert (await counter.pay(card, 5_000, late))[0] == 202
            assert await counter.ask("GET", looking) == (202, {"state": "checking", "key": late, "card": card})
            counter.clock.advance(timedelta(seconds=TAKEN_WITHIN_S + 1))
            assert (await counter.ask("GET", looking))[0] == 202
            assert (await counter.pay(card, 7_000, timely))[0] == 202
        await until(lambda: counter.rows("SELECT count(*) FROM pay_00.payment WHERE stage NOT IN (3, 8)") == [(0,)]
                    and len(counter.rows("SELECT 1 FROM pay_00.payment")) == 2)
        assert (await counter.ask("GET", looking))[1]["state"] == "reversed"
        assert (await counter.ask("GET", f"/v1/payments?card={card}&key={timely}"))[1]["state"] == "captured"
        assert counter.charged() == 7_000 and counter.rows("SELECT count(*) FROM pay_00.reversal") == [(0,)]
        assert counter.rows("SELECT sum(year_minor) FROM pay_00.payer") == [(7_000,)]
        assert counter.switch.links["visa"].open_count == 0
    play(counter, story)
