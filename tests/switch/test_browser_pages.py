"""What the switch shows to a browser when it cannot lead on: a page in two languages, never JSON, never anything of a card."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.databases import TestDatabase
from tests.switch.binding.booth import FORM, RETURN, Booth, play
from tests.switch.test_verifying import is_sorry
from tests.vault.kept import on
from yizhan.switch.browser_pages import BINDING, HEADINGS, PAYMENT, for_browser, sorry_page
from yizhan.switch.http.messages import Request, Response
from yizhan.switch.verifying import ENDED_KEPT, ENDED_MAX, Ended, Verification, Verifications

UNKNOWN = "bt_" + "0" * 43
NOW = datetime(2026, 11, 29, 23, 59, tzinfo=UTC)


def waiting(number: int, until: datetime = NOW) -> Verification:
    back = f"https://pages/orders/{number}"
    return Verification(f"vt_{number}", number, "tx", "https://bank/", "https://switch/verify", back, until, "r", object())


def test_who_is_seconds_late_at_the_bank_s_page_still_finds_back_for_hours() -> None:
    found = Verifications()
    found.add(waiting(1))
    for each in found.late(NOW):
        found.take(each)
    found.late(NOW + timedelta(seconds=1))
    assert found.find("vt_1") is None and found.ended("vt_1") == Ended(1, "https://pages/orders/1", NOW)
    found.late(NOW + ENDED_KEPT - timedelta(seconds=1))
    assert found.ended("vt_1") is not None
    found.late(NOW + ENDED_KEPT)
    assert found.ended("vt_1") is None


def test_of_very_many_that_ended_the_oldest_are_forgotten_first() -> None:
    found = Verifications()
    for number in range(1, ENDED_MAX + 3):
        each = waiting(number)
        found.add(each)
        found.take(each)
    found.late(NOW)
    assert found.ended("vt_2") is None and found.ended("vt_3") is not None and found.ended(f"vt_{ENDED_MAX + 2}") is not None


@pytest.mark.parametrize("code", HEADINGS)
@pytest.mark.parametrize("texts", [BINDING, PAYMENT])
def test_a_page_says_it_in_both_languages_and_leads_back_where_the_way_is_known(code: str, texts: tuple[str, str]) -> None:
    page = sorry_page(code, texts, 'https://pages/?a=1&b="><script>')
    assert is_sorry(page, page.status, *HEADINGS[code], *texts, 'href="https://pages/?a=1&amp;b=&quot;&gt;&lt;script&gt;"')
    assert "<a " not in sorry_page(code, texts).body.decode()
    assert re.search(r'<section lang="en">', page.body.decode()) and page.status >= 400


def test_a_route_that_fails_is_a_page_as_well_even_when_the_way_back_cannot_be_found() -> None:
    async def fails(request: Request) -> Response:
        raise RuntimeError("4111111111111111")

    async def known(request: Request) -> str:
        return "https://pages/"

    async def unknown(request: Request) -> str:
        raise RuntimeError("again")

    for way_back, link in ((known, True), (unknown, False)):
        page = asyncio.run(for_browser(fails, BINDING, way_back)(Request("POST", "/bind", "", {}, b"")))
        assert is_sorry(page, 500, "Something went wrong") and ("https://pages/" in page.body.decode()) is link
        assert b"4111" not in page.body


def test_a_browser_with_a_form_that_nobody_knows_reads_a_page(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        assert is_sorry(await booth.post(UNKNOWN), 404, "no longer open", "这张表单已经失效", "bind_token_unknown")
        assert is_sorry(await booth.browse("GET", "/bind/returned", f"bind={UNKNOWN}"), 404, "no longer open")
        assert is_sorry(await booth.browse("POST", "/bind", body=b"{}", kind="application/json"), 400, "did not arrive whole")
        assert is_sorry(await booth.browse("GET", "/bind"), 405, "nothing to see")
        assert booth.counter.rows("SELECT count(*) FROM vault.card") == [(0,)]

    play(fresh_database, tmp_path, story)


def test_a_browser_whose_form_meets_a_broken_database_is_led_back_to_its_wallet(fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        token = await booth.token()
        await asyncio.to_thread(on, booth.counter.database.owner_url, lambda connection: connection.execute(
            "REVOKE UPDATE ON vault.binding FROM yizhan_switch"))
        page = await booth.post(token)
        assert is_sorry(page, 500, "Something went wrong", "Nothing was charged", f'href="{RETURN}&amp;bind={token}"')
        assert b"4111" not in page.body
        assert (await booth.browse("POST", "/bind", body=b"", kind=FORM)).status in (400, 404)

    play(fresh_database, tmp_path, story)
