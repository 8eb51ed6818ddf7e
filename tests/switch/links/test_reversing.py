"""Reversals are sent until they are answered, under one key, whatever fails in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.payments.messages.sample import REQUEST
from tests.switch.links.lines import ACQUIRER, QUICK, Line, MemoryNumbers, ending, make_line, until
from yizhan.kernel.clock import SystemClock
from yizhan.kernel.money import Money
from yizhan.payments.messages.exchange import Key
from yizhan.payments.messages.reversal import Reversal
from yizhan.payments.states import Alarm
from yizhan.simulators.scheme.journal import totals
from yizhan.simulators.scheme.server import Scheme, SchemeOptions
from yizhan.switch.links.reversing import OpenReversal, Reverser, reversal_message


@dataclass
class Rows:
    """Open reversals as a table would keep them: they outlive links and reversers."""

    open: dict[int, OpenReversal] = field(default_factory=dict)
    closed: dict[int, str] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    alarms: list[tuple[Alarm, int, int]] = field(default_factory=list)
    failing_closes: int = 0
    failing_makes: int = 0

    async def open_reversals(self) -> list[OpenReversal]:
        rows = list(self.open.values())
        await asyncio.sleep(0.02)  # What is read is old by the time it arrives.
        return rows

    async def note_attempt(self, payment_id: int, due_at: datetime) -> None:
        if payment_id in self.open:  # As an UPDATE of a row that is gone, it does nothing.
            row = self.open[payment_id]
            self.open[payment_id] = replace(row, attempt=row.attempt + 1, due_at=due_at)

    async def raise_alarm(self, kind: Alarm, payment_id: int, facts: dict[str, Any]) -> None:
        self.alarms.append((kind, payment_id, facts["number"]))

    async def close(self, payment_id: int, response_code: str, is_refused: bool) -> None:
        if self.failing_closes:
            self.failing_closes -= 1
            raise ConnectionError("the database is away")
        assert payment_id not in self.closed
        del self.open[payment_id]
        self.closed[payment_id] = response_code
        self.refused.extend([payment_id] * is_refused)

    async def make(self, row: OpenReversal) -> Reversal:
        if self.failing_makes:
            self.failing_makes -= 1
            raise RuntimeError("the vault is away")
        return reversal_message(row, self.cards[row.card_token], REQUEST.local, REQUEST.terminal)


class HearingScheme(Scheme):
    """A scheme that remembers which reversals it heard."""

    def __init__(self, options: SchemeOptions) -> None:
        super().__init__(options)
        self.heard: list[tuple[str, int]] = []
        take = self.books.reverse

        def reverse(reversal: Reversal):
            self.heard.append((reversal.type.value, reversal.key.stan))
            return take(reversal)

        self.books.reverse = reverse


async def doubt(line: Line, rows: Rows, payment_id: int, card: str = "0202") -> None:
    """A payment without an answer, and the row of its reversal."""
    reference, number = f"{payment_id:012d}", ending(card)
    answer = await line.pay(number, reference, timeout_s=0.1)
    assert answer.is_doubtful
    rows.cards[f"token {card}"] = number
    own = line.link.take_number(reference)
    rows.open[payment_id] = OpenReversal(payment_id, "visa", f"token {card}", answer.key, own, Money.of("309.00"), 0, SystemClock().now())


def reverser_of(line: Line, rows: Rows) -> Reverser:
    return Reverser(rows, {"visa": line.link}, rows.make, SystemClock(), poll_s=0.05)


@asynccontextmanager
async def running(scheme_port: int, rows: Rows, numbers: MemoryNumbers | None = None, times=QUICK) -> AsyncIterator[Line]:
    """A link and a reverser that begin with the rows there are."""
    line = make_line(scheme_port, numbers, times)
    reverser = reverser_of(line, rows)
    await reverser.take_over()
    await line.link.start()
    reverser.start()
    try:
        yield line
    finally:
        await reverser.stop(0.1)
        await line.link.stop(0.1)


def test_a_reversal_is_repeated_under_its_key_until_it_is_answered(tmp_path: Path) -> None:
    async def play() -> None:
        scheme, rows = HearingScheme(SchemeOptions(journal=tmp_path / "j")), Rows()
        async with running(await scheme.start(), rows) as line:
            assert await line.link.wait_up(5)
            await doubt(line, rows, 1, "0208")
            own = rows.open[1].own.stan
            await until(lambda: rows.closed)
            await asyncio.sleep(0.3)
        assert (rows.closed, scheme.heard) == ({1: "00"}, [("0400", own), ("0401", own), ("0401", own)])
        await scheme.stop()

    asyncio.run(play())
    found = totals(tmp_path / "j")
    assert (found.net_charged("000000000001"), found.approvals_by_reference["000000000001"], found.second_chains) == (0, 1, 0)


def test_a_scheme_that_is_ill_is_told_again_under_the_same_key_until_it_has_taken_it_back(tmp_path: Path) -> None:
    """0209: the first reversal is answered 96, and nothing is taken back by it."""
    async def play() -> None:
        scheme, rows = Scheme(SchemeOptions(journal=tmp_path / "j")), Rows()
        async with running(await scheme.start(), rows) as line:
            assert await line.link.wait_up(5)
            await doubt(line, rows, 1, "0209")
            own, noted = rows.open[1].own, line.link.open_count
            await until(lambda: rows.open[1].attempt == 1 and not line.link.waiting_count)
            assert (rows.closed, rows.open[1].own, line.link.open_count) == ({}, own, noted)
            assert totals(tmp_path / "j").net_charged("000000000001") == 30_900
            await until(lambda: rows.closed)
        assert (rows.closed, rows.refused) == ({1: "00"}, [])
        await scheme.stop()

    asyncio.run(play())
    found = totals(tmp_path / "j")
    assert (found.net_charged("000000000001"), found.second_chains) == (0, 0)


def test_a_scheme_that_refuses_to_take_back_is_left_alone_and_a_person_is_told(tmp_path: Path) -> None:
    async def play() -> None:
        scheme, rows = Scheme(SchemeOptions(journal=tmp_path / "j")), Rows()
        async with running(await scheme.start(), rows) as line:
            assert await line.link.wait_up(5)
            await doubt(line, rows, 1, "0210")
            await until(lambda: rows.closed)
        assert (rows.closed, rows.refused) == ({1: "05"}, [1])
        await scheme.stop()

    asyncio.run(play())
    assert totals(tmp_path / "j").net_charged("000000000001") == 30_900


def test_an_answer_that_the_scheme_is_ill_which_comes_late_does_not_end_the_chain() -> None:
    async def play() -> None:
        scheme, rows = Scheme(SchemeOptions()), Rows()
        async with running(await scheme.start(), rows) as line:
            assert await line.link.wait_up(5)
            scheme.options = replace(scheme.options, latency_s=0.4)  # longer than an answer is waited for
            await doubt(line, rows, 1, "0209")
            await until(lambda: rows.open[1].attempt >= 2)
            scheme.options = replace(scheme.options, latency_s=0.0)
            await until(lambda: rows.closed)
        assert (rows.closed, rows.refused) == ({1: "00"}, [])
        await scheme.stop()

    asyncio.run(play())


def test_reversals_go_on_over_a_restart_and_keep_the_numbers_taken() -> None:
    async def play() -> None:
        scheme, rows, numbers = HearingScheme(SchemeOptions()), Rows(), MemoryNumbers()
        port = await scheme.start()
        async with running(port, rows, numbers) as line:
            assert await line.link.wait_up(5)
            await doubt(line, rows, 1, "0208")
            await until(lambda: scheme.heard)
        row = rows.open[1]
        assert row.attempt == 1
        async with running(port, rows, numbers) as line:
            assert line.link.open_count >= 2
            await until(lambda: rows.closed)
        assert [kind for kind, _ in scheme.heard] == ["0400", "0401", "0401"] and len(set(scheme.heard[1:])) == 1
        await scheme.stop()

    asyncio.run(play())


def test_while_the_link_is_down_nothing_is_counted_and_when_it_is_up_everything_goes(tmp_path: Path) -> None:
    async def play() -> None:
        rows, options = Rows(), SchemeOptions(journal=tmp_path / "j")
        scheme = HearingScheme(options)
        port = await scheme.start()
        async with running(port, rows) as line:
            assert await line.link.wait_up(5)
            await asyncio.gather(*(doubt(line, rows, number) for number in range(1, 300)))
            await scheme.stop()
            await until(lambda: not line.link.is_up)
            before = {row.payment_id: row.attempt for row in rows.open.values()}
            await asyncio.sleep(0.3)
            assert {row.payment_id: row.attempt for row in rows.open.values()} == before
            scheme = HearingScheme(replace(options, port=port))
            await scheme.start()
            await until(lambda: not rows.open, 10)
        await scheme.stop()

    asyncio.run(play())
    found = totals(tmp_path / "j")
    assert (len(found.reversed_by_reference), max(found.reversed_by_reference.values())) == (299, 1)
    assert (found.charged_minor, found.second_chains) == (0, 0)


class SlowRows(Rows):
    """A store whose second reading takes until the row is closed, and then tells what it saw before."""

    readings = 0

    async def open_reversals(self) -> list[OpenReversal]:
        rows = [replace(row, due_at=SystemClock().now()) for row in self.open.values()]
        self.readings += bool(rows)
        if self.readings == 2 and rows:
            await until(lambda: self.closed)
        return rows


def test_a_row_that_is_closed_while_the_store_is_read_is_not_sent_again() -> None:
    async def play() -> None:
        scheme, rows = HearingScheme(SchemeOptions(latency_s=0.2)), SlowRows()
        async with running(await scheme.start(), rows) as line:
            assert await line.link.wait_up(5)
            await doubt(line, rows, 1)
            await until(lambda: rows.closed)
            await asyncio.sleep(0.4)
        assert rows.readings >= 2 and [kind for kind, _ in scheme.heard] == ["0400"]
        await scheme.stop()

    asyncio.run(play())


def test_a_store_that_fails_after_the_answer_is_asked_again_and_the_scheme_is_not() -> None:
    async def play() -> None:
        scheme, rows = HearingScheme(SchemeOptions()), Rows(failing_closes=2)
        async with running(await scheme.start(), rows) as line:
            assert await line.link.wait_up(5)
            await doubt(line, rows, 1)
            await until(lambda: rows.closed)
        assert [kind for kind, _ in scheme.heard] == ["0400"]
        await scheme.stop()

    asyncio.run(play())


def test_a_card_that_cannot_be_opened_now_is_tried_again() -> None:
    async def play() -> None:
        scheme, rows = HearingScheme(SchemeOptions()), Rows(failing_makes=2)
        async with running(await scheme.start(), rows) as line:
            assert await line.link.wait_up(5)
            await doubt(line, rows, 1)
            await until(lambda: rows.closed)
        assert [kind for kind, _ in scheme.heard] == ["0401"]
        await scheme.stop()

    asyncio.run(play())


def test_a_late_approval_after_the_reversal_leaves_it_closed_and_is_told(tmp_path: Path) -> None:
    async def play() -> None:
        scheme, rows = HearingScheme(SchemeOptions(journal=tmp_path / "j")), Rows()
        async with running(await scheme.start(), rows) as line:
            assert await line.link.wait_up(5)
            await doubt(line, rows, 1, "0204")
            await until(lambda: line.late)
            assert rows.closed == {1: "00"} and line.late[0][0].response_code == "00"
        await scheme.stop()

    asyncio.run(play())
    assert totals(tmp_path / "j").net_charged("000000000001") == 0


def test_two_rows_with_one_number_are_told_and_keep_nothing_from_starting() -> None:
    """Payment 2 asked under the number that the reversal of payment 1 has; both are taken back, one after the other."""
    async def play() -> None:
        scheme, rows, numbers = HearingScheme(SchemeOptions()), Rows(cards={"token 0202": ending("0202")}), MemoryNumbers(50)
        moment, amount = SystemClock().now(), Money.of("309.00")
        first, shared, third, fourth = (Key("1129000000", number, ACQUIRER, f"{number:012d}") for number in (1, 2, 3, 4))
        rows.open[1] = OpenReversal(1, "visa", "token 0202", first, shared, amount, 0, moment)
        rows.open[2] = OpenReversal(2, "visa", "token 0202", replace(shared, transmitted="1128000000"), third, amount, 0, moment)
        rows.open[3] = OpenReversal(3, "visa", "token 0202", fourth, replace(third, transmitted="1128000000"), amount, 0, moment)
        async with running(await scheme.start(), rows, numbers):
            assert rows.alarms == [(Alarm.NUMBER_TAKEN, 2, 2), (Alarm.NUMBER_TAKEN, 3, 3)]
            await until(lambda: len(rows.closed) == 3)
        await scheme.stop()

    asyncio.run(play())


def test_a_late_approval_after_a_restart_finds_its_payment() -> None:
    async def play() -> None:
        scheme, rows, numbers = HearingScheme(SchemeOptions(late_s=0.05)), Rows(), MemoryNumbers()
        port = await scheme.start()
        line = make_line(port, numbers)
        await line.link.start()
        assert await line.link.wait_up(5)
        await doubt(line, rows, 7, "0204")
        await line.link.stop(0.1)
        async with running(port, rows, numbers) as line:
            await until(lambda: line.late)
            assert (line.late[0][1], rows.closed) == (7, {7: "00"})
        await scheme.stop()

    asyncio.run(play())


def test_a_message_of_a_row_names_the_payment_that_it_takes_back() -> None:
    own = replace(REQUEST.key, stan=125, transmitted="1123084522")
    row = OpenReversal(1, "visa", "token", REQUEST.key, own, REQUEST.amount, 0, SystemClock().now())
    message = reversal_message(row, REQUEST.card_number, REQUEST.local, REQUEST.terminal, is_advice=True)
    assert (message.type.value, message.original.value()[:20], message.key) == ("0420", "01000001241123084512", own)
    assert row.original.acquirer_id == ACQUIRER


@pytest.mark.parametrize("turns", range(4))
def test_a_stop_that_comes_with_a_waking_ends_it(turns: int) -> None:
    """So many turns of the loop after the waking, the wait is over and has not yet gone on."""
    async def play() -> None:
        reverser = Reverser(Rows(), {}, Rows().make, SystemClock(), poll_s=60)
        reverser.start()
        await asyncio.sleep(0.1)
        reverser.wake()
        for _ in range(turns):
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await reverser.stop()

    asyncio.run(play())
