"""Checks that nobody answers, and links that are down or full. Covers switch.binding.checking."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.databases import TestDatabase
from tests.switch.binding.booth import Booth, play
from tests.switch.links.lines import Line, line_up
from yizhan.kernel.clock import SystemClock
from yizhan.payments.binding import NOT_SENT, UNANSWERED
from yizhan.payments.response_codes import Handling
from yizhan.simulators.scheme.journal import read_lines
from yizhan.simulators.scheme.server import SchemeOptions
from yizhan.switch.binding.checking import CardCheck, reference_of
from yizhan.switch.binding.form import SecurityCode
from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard

CARD = OpenCard(CardNumber("4111111111111111"), "3012")
REFERENCE = reference_of(bytes(range(32)))


def asked(story: Callable[[Line, CardCheck], Awaitable[None]], **options: Any) -> None:
    async def whole() -> None:
        async with line_up(**options) as line:
            await story(line, CardCheck({"visa": line.link}, SystemClock(), 0.2))

    asyncio.run(whole())


def test_a_reference_is_the_binding_s_own() -> None:
    assert REFERENCE == reference_of(bytes(range(32))) != reference_of(bytes(32)) and len(REFERENCE) == 12


def be_silent(line: Line) -> None:
    """From now on the scheme answers after everybody has given up."""
    assert line.scheme is not None
    line.scheme.options = replace(line.scheme.options, latency_s=5.0)


def test_the_scheme_hears_an_amount_of_zero_and_the_code_in_the_first_message_alone(tmp_path: Path) -> None:
    """999 is a code that no bank takes; it is refused where it is heard."""
    async def story(line: Line, check: CardCheck) -> None:
        code = SecurityCode("999")
        first = await check.ask(CARD, "visa", REFERENCE, code)
        second = await check.ask(CARD, "visa", REFERENCE)
        assert isinstance(first, Handling) and isinstance(second, Handling) and (first.code, second.code) == ("05", "00")
        with pytest.raises(ValueError, match="one message"):
            code.take()

    journal = tmp_path / "scheme.journal"
    asked(story, options=SchemeOptions(journal=journal))
    assert [(line.kind, line.amount_minor, line.reference) for line in read_lines(journal)] \
        == [("declined", 0, REFERENCE), ("checked", 0, REFERENCE)]


def test_without_an_answer_nothing_is_in_doubt_and_the_number_is_free_again() -> None:
    async def story(line: Line, check: CardCheck) -> None:
        be_silent(line)
        assert await check.ask(CARD, "visa", REFERENCE) == UNANSWERED
        assert (line.link.open_count, line.late) == (0, [])

    asked(story)


def test_a_link_that_is_down_full_or_not_there_was_not_reached() -> None:
    async def story(line: Line, check: CardCheck) -> None:
        assert await check.ask(CARD, "jcb", REFERENCE) == NOT_SENT
        held = []
        while (key := line.link.take_authorisation(REFERENCE, None)) is not None:
            held.append(key)
        assert await check.ask(CARD, "visa", REFERENCE) == NOT_SENT
        for key in held:
            line.link.drop(key)
        await line.link.stop(0.1)
        assert await check.ask(CARD, "visa", REFERENCE) == NOT_SENT
        assert line.link.open_count == 0

    asked(story, stan_max=20)


def test_a_card_that_fits_no_message_and_a_cancelled_check_leave_no_number_taken() -> None:
    async def story(line: Line, check: CardCheck) -> None:
        assert await check.ask(OpenCard(CARD.number, "30123"), "visa", REFERENCE) == NOT_SENT
        be_silent(line)
        task = asyncio.create_task(check.ask(CARD, "visa", REFERENCE))
        await asyncio.sleep(0.05)
        assert line.link.open_count == 1
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert line.link.open_count == 0

    asked(story)


def test_a_binding_while_the_scheme_is_away_is_refused_and_tells_that_nobody_was_asked(
        fresh_database: TestDatabase, tmp_path: Path) -> None:
    async def story(booth: Booth) -> None:
        await booth.counter.switch.links["visa"].stop(0.1)
        told, state = await booth.bind()
        assert (told["outcome"], state["state"], state["words"]) == ("scheme_not_reached", "refused", "scheme_not_reached")

    play(fresh_database, tmp_path, story)
