"""Bind tokens: who gets one, where it leads back to, how often and how long it is good. Covers switch.addresses and switch.binding.desk."""

import asyncio
from collections import Counter as Tally
from datetime import timedelta
from pathlib import Path

import pytest

from tests.databases import TestDatabase
from tests.switch.binding.booth import PAGES, RETURN, Booth, outcome, play
from tests.vault.kept import on
from yizhan.payments import ids
from yizhan.simulators.scheme.issuer import card_number
from yizhan.switch.addresses import back, is_allowed
from yizhan.vault import store
from yizhan.vault.caller_keys import new_terminal_key, new_wallet_key

OPEN = {"state": "open", "code": "", "words": "", "offers": []}
UNKNOWN = "bt_" + "0" * 43


@pytest.mark.parametrize(("url", "allowed"), [
    (RETURN, True), (PAGES, True), ("http://wallet.example/cards", False), ("https://wallet.example:444/cards", False),
    ("https://wallet.example.evil.example/", False), ("https://wallet.example@evil.example/", False), ("//wallet.example/", False),
    ("https://evil.example/?https://wallet.example", False), ("https://wallet.example\\@evil.example/", False),
    ("javascript:alert(1)", False),
    ("https://wallet.example/\r\nlocation: https://evil.example", False), ("https://wallet.example/#part", False), ("", False),
    ("https://wallet.example/" + "a" * 500, False), ("https://[wallet.example/", False), ("https://wallet.example/é", False),
])
def test_a_browser_is_sent_back_to_an_agreed_origin_alone(url: str, allowed: bool) -> None:
    assert is_allowed(url, {PAGES}) is allowed


def test_what_happened_is_added_to_the_address() -> None:
    assert dict(back(f"{PAGES}/a", "t", "bound").headers)["location"] == f"{PAGES}/a?bind=t&outcome=bound"
    assert dict(back(f"{PAGES}/a?b=c", "t", "expiry_past", "expiry").headers) == {
        "location": f"{PAGES}/a?b=c&bind=t&outcome=expiry_past&field=expiry", "cache-control": "no-store", "referrer-policy": "no-referrer",
        "content-length": "0"}


def test_who_asks_wrongly_gets_no_token(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        content = {"payer": await booth.payer(1), "return_url": RETURN, "language": "en"}
        for change, code in (({"return_url": "https://evil.example/"}, "return_url_not_allowed"), ({"language": "tlh"}, "field_malformed"),
                             ({"payer": "pyr_x"}, "id_malformed"), ({"payer": ids.shown_id("payer", 99)}, "payer_unknown")):
            status, told = await booth.counter.ask("POST", "/v1/bind-tokens", content | change)
            assert (status >= 400, told["code"]) == (True, code)
        assert (await booth.counter.ask("GET", f"/v1/bind-tokens/{UNKNOWN}")) == (404, {"code": "bind_token_unknown", "facts": {}})
        assert booth.counter.rows("SELECT count(*) FROM vault.binding") == [(0,)]

    play(fresh_database, tmp_path, story)


def test_a_wallet_binds_for_its_own_payers_and_a_terminal_for_nobody(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        ring = booth.counter.switch.zone._keys.ring
        keys = [new_wallet_key(ring, "wechat_like", booth.clock.now()), new_wallet_key(ring, "alipay_like", booth.clock.now()),
                new_terminal_key(ring, 7, booth.clock.now())]
        for key, _ in keys:
            await asyncio.to_thread(on, fresh_database.owner_url, lambda connection, key=key: store.add_caller_key(connection, key))
        content = {"payer": await booth.payer(1), "return_url": RETURN, "language": "zh-hans"}
        answers = [await booth.counter.ask("POST", "/v1/bind-tokens", content, key=key.id, secret=secret) for key, secret in keys]
        assert [status for status, _ in answers] == [201, 403, 403]
        token = answers[0][1]["bind_token"]
        states = [(await booth.counter.ask("GET", f"/v1/bind-tokens/{token}", key=key.id, secret=secret))[0] for key, secret in keys]
        assert states == [200, 403, 403]

    play(fresh_database, tmp_path, story)


def test_the_token_is_kept_as_a_digest_and_is_good_for_ten_minutes(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        token = await booth.token()
        assert await booth.state(token) == OPEN
        assert token not in str(booth.counter.rows("SELECT * FROM vault.binding"))
        booth.clock.by = timedelta(minutes=10, seconds=1)
        assert outcome(await booth.post(token))["outcome"] == "bind_token_expired"
        assert (await booth.state(token))["code"] == "bind_token_expired"
        assert booth.counter.rows("SELECT count(*) FROM vault.card") == [(0,)]

    play(fresh_database, tmp_path, story)


def test_a_token_serves_once_however_often_the_form_is_sent(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        token = await booth.token()
        answers = await asyncio.gather(*(booth.post(token) for _ in range(5)))
        assert Tally(outcome(answer)["outcome"] for answer in answers) == {"bound": 1, "bind_token_used": 4}
        assert outcome(await booth.post(token, number="5555555555554444"))["outcome"] == "bind_token_used"
        assert booth.counter.rows("SELECT count(*) FROM pay_00.card") == [(1,)]

    play(fresh_database, tmp_path, story)


def test_cards_that_one_payer_binds_at_once_get_numbers_of_their_own(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        tokens = [await booth.token() for _ in range(4)]
        await asyncio.gather(*(booth.post(token, number=card_number("4000", f"100{place}")) for place, token in enumerate(tokens)))
        assert len({(await booth.state(token))["card"] for token in tokens}) == 4
        assert booth.counter.rows("SELECT count(*) FROM pay_00.card JOIN vault.card AS kept ON kept.card_id = card.id") == [(4,)]

    play(fresh_database, tmp_path, story)


def test_a_seventeenth_card_is_refused_and_kept_nowhere(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        payer, now = ids.payer_id(0, 1), booth.clock.now()
        await booth.payer(1)
        for place in range(16):
            await booth.counter.switch.rooms.of_payer(payer).registers.add_card(None, payer, f"t{place}", "m", "visa", "", "3012", now)
        told, _ = await booth.bind()
        assert (told["outcome"], booth.counter.rows("SELECT count(*) FROM vault.card")) == ("cards_at_most", [(0,)])

    play(fresh_database, tmp_path, story)


def test_faults_leave_the_form_open_for_a_few_tries(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        token = await booth.token()
        wrong = {"number": "4111111111111112", "expiry": "01/20", "security_code": "12"}
        told = [outcome(await booth.post(token, **{field: value})) for field, value in wrong.items()]
        assert [(each["outcome"], each["field"]) for each in told] == [
            ("card_number_check_digit", "number"), ("expiry_past", "expiry"), ("security_code_malformed", "security_code")]
        assert await booth.state(token) == OPEN
        assert outcome(await booth.post(token, expiry="x"))["outcome"] == "expiry_malformed"
        assert outcome(await booth.post(token, expiry="x"))["outcome"] == "form_tries_used_up"
        assert outcome(await booth.post(token))["outcome"] == "bind_token_used"
        assert (await booth.state(token))["code"] == "form_tries_used_up"

    play(fresh_database, tmp_path, story)


def test_numbers_cannot_be_tried_out(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        told = [(await booth.bind(number=card_number("4000", "0105")))[0]["outcome"] for _ in range(11)]
        assert told == ["issuer_refused_binding"] * 10 + ["binding_checks_used_up"]
        assert (await booth.bind(serial=2))[0]["outcome"] == "bound"
        booth.clock.by = timedelta(days=1, minutes=1)
        assert (await booth.bind())[0]["outcome"] == "card_bound_elsewhere"

    play(fresh_database, tmp_path, story)


def test_a_post_without_a_token_or_form_is_answered_and_leads_nowhere(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        assert [(await booth.post(token)).status for token in ("", "bt_", UNKNOWN, UNKNOWN + "\x00")] == [404] * 4
        assert (await booth.browse("POST", "/bind", body=b"{}", kind="application/json")).status == 400
        assert (await booth.browse("GET", "/bind/returned", "bind=x")).status == 404
        token = await booth.token()
        assert outcome(await booth.browse("GET", "/bind/returned", f"bind={token}"))["outcome"] == "bind_token_used"
        assert await booth.state(token) == OPEN

    play(fresh_database, tmp_path, story)


def test_tidying_ends_what_was_cut_off_and_forgets_what_is_old(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        bound, cut_off = await booth.token(), await booth.token()
        await booth.post(bound)
        booth.counter.rows("UPDATE vault.binding SET state = 'checking', checked_at = now() WHERE state = 'open' RETURNING 1")
        assert await booth.routes.tidy() == 0
        booth.clock.by = timedelta(minutes=3)
        assert (await booth.routes.tidy(), (await booth.state(cut_off))["code"]) == (1, "binding_cut_off")
        booth.clock.by = timedelta(days=31)
        await booth.routes.tidy()
        assert booth.counter.rows("SELECT count(*) FROM vault.binding") == [(0,)]

    play(fresh_database, tmp_path, story)
