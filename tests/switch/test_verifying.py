"""A bank that wants its holder checked in the middle of a payment: without the holder, at its page, in vain. Covers switch.verifying,
authenticating, finishing and http.verify.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.databases import TestDatabase
from tests.switch.binding.booth import DIRECTORY_KEY, PAGES, SWITCH, MovedClock, challenge_of, directory, location_of
from tests.switch.counter import Counter, die
from tests.switch.counter import play as play_at
from tests.switch.test_api_document import fits
from tests.switch.test_payments_over_http import until
from yizhan.payments import ids
from yizhan.simulators.directory import CODE as RIGHT
from yizhan.simulators.scheme.issuer import Fault, card_number
from yizhan.simulators.scheme.journal import read_lines
from yizhan.switch import serving
from yizhan.switch.finishing import Finishing
from yizhan.switch.http.messages import Request, Response
from yizhan.switch.http.verify import UNKNOWN

BACK = f"{PAGES}/orders/5?from=shop"
COUNTED = "SELECT sum(year_minor), count(*) FROM pay_00.payer"
CHALLENGED, ALWAYS, PASSED, ATTEMPTED, NOT_AUTHENTICATED = "0065", "0365", "0865", "0965", "1065"


@dataclass
class Till:
    """A counter whose scheme has a directory server; asks for payments and walks a traveller's browser."""

    counter: Counter
    clock: MovedClock

    async def pay(self, ending: str, serial: int = 1, key: str = "", **fields: Any) -> tuple[int, dict[str, Any]]:
        card = await self.counter.card(card_number("4000", ending), serial)
        answer = await self.counter.pay(card, 5_000, key, **{"return_url": BACK, "language": "en", **fields})
        fits("/v1/payments", "post", answer)
        return answer

    async def waiting(self, ending: str = CHALLENGED) -> dict[str, Any]:
        """A payment that waits for its traveller."""
        status, told = await self.pay(ending)
        assert (status, told["state"]) == (202, "verifying") and told["verify_url"].startswith(f"{SWITCH}/verify?verify=vt_")
        return told

    async def browse(self, url: str) -> Response:
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}" == SWITCH
        return await self.counter.switch.door.handle(Request("GET", parts.path, parts.query, {}, b""))

    async def at_the_bank(self, verify_url: str, *codes: str) -> str:
        """Type codes at the bank's page; where the browser is sent then."""
        challenge = challenge_of(await self.browse(verify_url))
        async with httpx.AsyncClient() as client:
            for code in codes:
                response = await client.post(challenge, data={"code": code})
        return response.headers["location"]

    async def state(self, payment: str) -> dict[str, Any]:
        answer = await self.counter.ask("GET", f"/v1/payments/{payment}")
        fits("/v1/payments/{payment}", "get", answer)
        return answer[1]

    def is_untouched(self) -> bool:
        """Nothing charged, nothing counted, nothing reserved, nothing to reverse."""
        rows = self.counter.rows
        return (self.counter.charged(), rows(COUNTED), rows("SELECT count(*) FROM pay_00.payment WHERE stage = 1"),
                rows("SELECT count(*) FROM pay_00.reversal"), self.counter.switch.rooms.all()[0].charges.under_way) == (
                    0, [(0, 1)], [(0,)], [(0,)], set())

    def approvals(self) -> list[tuple[str, str]]:
        """Code and key of every answer of the scheme."""
        return [(line.code, line.key) for line in read_lines(self.counter.journal)]


def play(database: TestDatabase, folder: Path, story: Callable[[Till], Awaitable[None]], with_directory: bool = True,
         timeout_s: float = 5.0, **scheme: Any) -> None:
    clock = MovedClock()
    counter = Counter(database, folder, clock, timeout_s)
    with directory() as url:
        counter.wiring = {"public_url": SWITCH, "return_origins": frozenset({PAGES}),
                          "directory": (url, DIRECTORY_KEY) if with_directory else None}
        play_at(counter, lambda counter: story(Till(counter, clock)), **scheme)


def is_back(response: Response, payment: str) -> bool:
    return location_of(response) == f"{BACK}&payment={payment}"


def is_sorry(response: Response, status: int, *words: str) -> bool:
    """Whether a browser sees a page of ours that runs nothing."""
    headers, page = dict(response.headers), response.body.decode()
    return (response.status == status and headers["content-type"].startswith("text/html") and "<script" not in page
            and headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
            and all(word in page for word in words))


def test_a_bank_that_is_content_with_its_directory_is_asked_again_with_the_proof(fresh_database: TestDatabase, tmp_path: Path) -> None:
    """Y and A. The second question has an exchange of its own; the scheme approves it for its proof alone."""
    async def story(till: Till) -> None:
        for serial, ending in enumerate((PASSED, ATTEMPTED), 1):
            status, answer = await till.pay(ending, serial, return_url=BACK)
            assert (status, answer["state"]) == (201, "captured"), ending
        codes = till.approvals()
        assert [code for code, _ in codes] == ["65", "00", "65", "00"] and len({key for _, key in codes}) == 4
        assert till.counter.charged() == 10_000
    play(fresh_database, tmp_path, story)


def test_a_holder_that_is_not_authenticated_is_declined_and_not_asked_about_again(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(till: Till) -> None:
        status, answer = await till.pay(NOT_AUTHENTICATED)
        assert (status, answer["decline"]) == (402, {"code": "65", "words": "bank_wants_check", "offers": ["other_card"]})
        assert [code for code, _ in till.approvals()] == ["65"] and till.is_untouched()
    play(fresh_database, tmp_path, story)


def test_without_a_directory_a_soft_decline_is_a_decline(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(till: Till) -> None:
        assert (await till.pay(PASSED))[1]["decline"]["code"] == "65"
        assert [code for code, _ in till.approvals()] == ["65"] and till.is_untouched()
    play(fresh_database, tmp_path, story, with_directory=False)


def test_who_has_no_way_back_cannot_be_sent_to_the_bank(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(till: Till) -> None:
        card = await till.counter.card(card_number("4000", CHALLENGED))
        status, answer = await till.counter.pay(card, 5_000)
        assert (status, answer["decline"]["code"]) == (402, "65") and till.is_untouched()
        refused = await till.counter.pay(card, 5_000, return_url="https://elsewhere.example/")
        assert (refused[0], refused[1]["code"]) == (409, "return_url_not_allowed")
        assert (await till.counter.pay(card, 5_000, return_url=BACK, language="fr"))[0] == 422
        assert [code for code, _ in till.approvals()] == ["65"]
    play(fresh_database, tmp_path, story)


def test_a_challenge_that_is_passed_pays_once_and_every_question_meanwhile_is_told_the_same(
        fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(till: Till) -> None:
        key = str(uuid4())
        told = (await till.pay(CHALLENGED, key=key))[1]
        payment, card = told["payment"], ids.shown_id("card", ids.card_id(ids.payer_id(0, 1), 0))
        again = await till.counter.pay(card, 5_000, key, return_url=f"{PAGES}/elsewhere")
        by_key = await till.counter.ask("GET", f"/v1/payments?card={card}&key={key}")
        for one in (again[1], by_key[1], await till.state(payment)):
            assert (one["payment"], one["state"], one["verify_url"]) == (payment, "verifying", told["verify_url"])
        assert again[0] == 202 and (await till.counter.pay(card, 5_001, key))[0] == 422
        back = await till.at_the_bank(told["verify_url"], "000000", RIGHT)
        assert all(is_back(response, payment) for response in await asyncio.gather(*(till.browse(back) for _ in range(3))))
        assert (await till.state(payment))["state"] == "captured" and "verify_url" not in await till.state(payment)
        assert (await till.counter.pay(card, 5_000, key))[0] == 201
        assert is_back(await till.browse(told["verify_url"]), payment) and is_back(await till.browse(back), payment)
        assert [code for code, _ in till.approvals()] == ["65", "00"] and till.counter.charged() == 5_000
        assert till.counter.rows(COUNTED) == [(5_000, 1)]
    play(fresh_database, tmp_path, story)


def test_who_comes_back_without_an_answer_is_sent_to_the_bank_again(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(till: Till) -> None:
        told = await till.waiting()
        challenge = challenge_of(await till.browse(told["verify_url"]))
        returned = told["verify_url"].replace("/verify?", "/verify/returned?")
        assert location_of(await till.browse(f"{returned}&transaction=another")) == challenge
        assert (await till.state(told["payment"]))["state"] == "verifying"
    play(fresh_database, tmp_path, story)


@pytest.mark.parametrize(("ending", "codes"), [(CHALLENGED, ("1", "2", "3")), (ALWAYS, (RIGHT,))])
def test_a_check_that_is_failed_or_does_not_help_declines_and_gives_the_limits_back(
        fresh_database: TestDatabase, tmp_path: Path, ending: str, codes: tuple[str, ...]) -> None:
    """A second 65 ends it as well."""
    async def story(till: Till) -> None:
        told = await till.waiting(ending)
        assert till.counter.rows(COUNTED) == [(5_000, 1)]
        assert is_back(await till.browse(await till.at_the_bank(told["verify_url"], *codes)), told["payment"])
        assert (await till.state(told["payment"]))["decline"]["code"] == "65" and till.is_untouched()
    play(fresh_database, tmp_path, story)


def test_a_card_that_was_unbound_meanwhile_is_not_charged(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(till: Till) -> None:
        told = await till.waiting()
        back = await till.at_the_bank(told["verify_url"], RIGHT)
        card = ids.shown_id("card", ids.card_id(ids.payer_id(0, 1), 0))
        assert (await till.counter.ask("POST", f"/v1/cards/{card}/unbind"))[0] == 200
        assert is_back(await till.browse(back), told["payment"])
        assert (await till.state(told["payment"]))["decline"]["code"] == "65" and till.is_untouched()
    play(fresh_database, tmp_path, story)


def test_without_an_answer_after_the_check_the_payment_is_reversed(fresh_database: TestDatabase, tmp_path: Path) -> None:
    """By this seed the scheme answers the first question and, having booked it, drops the answer to the second."""
    async def story(till: Till) -> None:
        told = await till.waiting()
        assert is_back(await till.browse(await till.at_the_bank(told["verify_url"], RIGHT)), told["payment"])
        assert (await till.state(told["payment"]))["state"] == "reversed"
        await until(lambda: till.counter.rows("SELECT 1 FROM pay_00.reversal WHERE closed_at IS NOT NULL"))
        assert [line.kind for line in read_lines(till.counter.journal)] == ["declined", "fault", "authorised", "reversed"]
        assert till.counter.charged() == 0 and till.counter.rows(COUNTED) == [(0, 1)]
    play(fresh_database, tmp_path, story, timeout_s=0.5, rates={Fault.DROP: 0.5}, seed=10)


def test_a_check_that_is_not_done_in_time_declines_and_cannot_be_done_later(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(till: Till) -> None:
        told = await till.waiting()
        back = await till.at_the_bank(told["verify_url"], RIGHT)
        till.clock.by = timedelta(minutes=5)
        assert is_back(await till.browse(back), told["payment"])
        await until(till.is_untouched)
        assert (await till.state(told["payment"]))["decline"]["code"] == "65"
        await until(lambda: till.counter.switch.rooms.all()[0].charges.verifications.find(told["verify_url"].split("=")[1]) is None)
        assert is_back(await till.browse(back), told["payment"]) and is_back(await till.browse(told["verify_url"]), told["payment"])
        till.clock.by = timedelta(hours=7)
        await until(lambda: till.counter.switch.rooms.all()[0].charges.verifications.ended(told["verify_url"].split("=")[1]) is None)
        assert is_sorry(await till.browse(back), 404, "This check is over")
    play(fresh_database, tmp_path, story)


def test_a_sweep_leaves_what_waits_for_its_traveller(fresh_database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "SWEEP_S", 0.05)

    async def story(till: Till) -> None:
        told = await till.waiting()
        till.clock.by = timedelta(minutes=4)
        swept = asyncio.Event()
        doubtful = till.counter.switch.rooms.all()[0].lookups.doubtful

        async def seen() -> list:
            found = await doubtful()
            swept.set()
            return found

        monkeypatch.setattr(till.counter.switch.rooms.all()[0].lookups, "doubtful", seen)
        for _ in range(3):
            swept.clear()
            await asyncio.wait_for(swept.wait(), 10)
        assert (await till.state(told["payment"]))["state"] == "verifying"
        await till.browse(await till.at_the_bank(told["verify_url"], RIGHT))
        assert till.counter.charged() == 5_000
    play(fresh_database, tmp_path, story)


def test_a_clean_stop_declines_what_waits(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(till: Till) -> None:
        told = await till.waiting()
        await till.counter.switch.stop()
        await till.counter.start()
        assert (await till.state(told["payment"]))["decline"]["code"] == "65" and till.is_untouched()
        assert (await till.browse(told["verify_url"])).status == 404
    play(fresh_database, tmp_path, story)


def test_after_a_crash_it_is_reversed_and_the_way_back_leads_nowhere(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(till: Till) -> None:
        told = await till.waiting()
        back = await till.at_the_bank(told["verify_url"], RIGHT)
        first = till.counter.switch
        for link in first.links.values():
            link._keeper._task.cancel()
        await die(first)
        await till.counter.start()
        assert (await till.state(told["payment"]))["state"] == "reversed"
        await until(lambda: till.counter.rows("SELECT 1 FROM pay_00.reversal WHERE closed_at IS NOT NULL"))
        assert (await till.browse(back)).status == 404 and till.counter.charged() == 0
        assert till.counter.rows(COUNTED) == [(0, 1)]
    play(fresh_database, tmp_path, story)


def test_a_token_that_nobody_has_leads_nowhere(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(till: Till) -> None:
        for path in ("/verify", "/verify/returned"):
            for query in ("", "?verify=", "?verify=vt_x", "?verify=%00"):
                response = await till.browse(f"{SWITCH}{path}{query}")
                assert is_sorry(response, 404, "This check is over", "这次验证已经结束", UNKNOWN)
    play(fresh_database, tmp_path, story)


def test_what_a_browser_began_goes_on_when_it_goes_away() -> None:
    async def story() -> None:
        finishing, ended = Finishing(), []

        async def work() -> None:
            await asyncio.sleep(0.05)
            ended.append(True)

        browser = asyncio.create_task(finishing.whole(work()))
        await asyncio.sleep(0.01)
        browser.cancel()
        await finishing.settle()
        assert ended == [True] and browser.cancelled()
    asyncio.run(story())
