"""The other side sends what it likes: nothing escapes, nothing is believed that does not fit, and the link comes back."""

import asyncio
import socket
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.payments.messages.sample import KEY
from tests.switch.links.lines import ACQUIRER, GOOD, QUICK, MemoryNumbers, ending, line_up, make_line, until
from yizhan.kernel.clock import FixedClock, SystemClock
from yizhan.kernel.money import Money
from yizhan.payments.messages.authorisation import AuthorisationResponse
from yizhan.payments.messages.exchange import Key
from yizhan.payments.messages.framing import FrameReader, frame
from yizhan.payments.messages.network import NetworkAction, NetworkRequest, NetworkResponse
from yizhan.payments.messages.read import read_message
from yizhan.payments.messages.reversal import ReversalResponse
from yizhan.simulators.scheme.server import Scheme, SchemeOptions
from yizhan.simulators.scheme.serving import scheme_process
from yizhan.switch.links.exchanges import LinkAddress, NoAnswer, Reason
from yizhan.switch.links.link import SchemeLink

ANSWER = AuthorisationResponse(KEY, "00", Money.of("309.00"), "A1B2C3", Money.of("43.52", "USD"))
CORPUS = Path(__file__).parents[2] / "payments" / "messages" / "malformed.txt"
WIRES = [line.split("\t")[1].encode() for line in CORPUS.read_text(encoding="utf-8").splitlines() if line[0] != "#"]


def held_line():
    """A link that never connected, with one payment that it gave up."""
    line = make_line(1)
    line.link.hold(KEY, "the payment")
    return line


@pytest.mark.parametrize("wire", WIRES)
def test_a_malformed_message_of_the_corpus_is_counted_and_left_alone(wire: bytes) -> None:
    line = held_line()
    line.link.receive(wire)
    assert (line.link.unasked, line.late) == (1, [])


@settings(deadline=None)
@given(st.binary(max_size=120))
def test_no_bytes_escape_as_an_error(wire: bytes) -> None:
    held_line().link.receive(wire)


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 200), st.integers(0, 8), st.binary(max_size=5))
def test_a_changed_answer_is_believed_only_where_its_key_still_fits(start: int, cut: int, inserted: bytes) -> None:
    line, wire = held_line(), ANSWER.to_wire()
    line.link.receive(wire[:start] + inserted + wire[start + cut :])
    assert len(line.late) + line.link.unasked == 1
    assert all(answer.key.without_reference == KEY.without_reference for answer, _ in line.late)


@pytest.mark.parametrize("message", [
    ReversalResponse("0410", KEY, "00"), NetworkResponse(Key(KEY.transmitted, KEY.stan), NetworkAction.ECHO, "00"),
    AuthorisationResponse(Key(KEY.transmitted, 125, KEY.acquirer_id), "00", Money.of("309.00")),
    AuthorisationResponse(Key("1123084513", KEY.stan, KEY.acquirer_id), "00", Money.of("309.00")),
    AuthorisationResponse(Key(KEY.transmitted, KEY.stan, KEY.acquirer_id, "000000000000"), "00", Money.of("309.00")),
])
def test_an_answer_of_another_kind_or_to_another_question_is_not_taken(message) -> None:
    line = held_line()
    line.link.receive(message.to_wire())
    assert (line.link.unasked, line.late, line.link.open_count) == (1, [], 1)


def test_an_error_of_whoever_is_told_does_not_end_the_link(caplog: pytest.LogCaptureFixture) -> None:
    def fail(answer: AuthorisationResponse, item: object) -> None:
        raise RuntimeError("the alarm could not be raised")

    link = SchemeLink(LinkAddress("visa", "127.0.0.1", 1), ACQUIRER, SystemClock(), MemoryNumbers(), fail, QUICK)
    link.hold(KEY, "the payment")
    link.receive(ANSWER.to_wire())
    assert "a late answer could not be noted" in caplog.text


def test_an_answer_that_is_no_message_leaves_a_doubt_and_the_connection_stands() -> None:
    async def play() -> None:
        async with line_up() as line:
            assert await line.pay(ending("0207"), timeout_s=0.1) == NoAnswer(Reason.TIMEOUT, line.keys[0])
            assert line.link.is_up and line.scheme.sign_ons == 1 and line.link.unasked == 1

    asyncio.run(play())


def test_a_stream_out_of_step_is_cut_and_the_link_signs_on_again() -> None:
    async def play() -> None:
        async with line_up() as line:
            line.scheme.sessions[0].write([frame(ANSWER.to_wire()), b"\xff\xff\x00"])
            await until(lambda: line.scheme.sign_ons == 2 and line.link.is_up)
            assert (await line.pay(GOOD)).response_code == "00"

    asyncio.run(play())


def test_an_echo_of_the_scheme_is_answered() -> None:
    async def play() -> None:
        heard = []
        async with line_up() as line:
            session, reader = line.scheme.sessions[0], FrameReader()
            session.data_received = lambda data: heard.extend(read_message(wire) for wire in reader.feed(data))
            request = NetworkRequest(Key("1123084512", 9), NetworkAction.ECHO)
            session.write([frame(request.to_wire())])
            await until(lambda: heard)
            assert heard == [NetworkResponse(request.key, NetworkAction.ECHO, "00")]

    asyncio.run(play())


def test_a_scheme_that_does_not_read_leaves_what_never_left_us_certain() -> None:
    """Writing stops when its buffer is full: those messages are still here at their timeout, so they are surely not sent."""
    async def play() -> None:
        async with line_up(times=replace(QUICK, echo_idle_s=60)) as line:
            line.scheme.sessions[0]._transport.pause_reading()
            ours = line.link._keeper.connection._transport.get_extra_info("socket")
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8_192)  # Else the system itself holds megabytes.
            asked = []
            for turn in range(24):
                calls = (line.pay(GOOD, f"{turn:06d}{number:06d}", timeout_s=0.5) for number in range(400))
                asked.append(asyncio.gather(*calls))
                await asyncio.sleep(0)
            found = [answer for batch in asked for answer in await batch]
            left = [answer for answer in found if answer.reason is not Reason.NUMBERS_USED_UP]
            assert {answer.reason for answer in left} == {Reason.TIMEOUT, Reason.NOT_SENT}
            assert line.link.open_count == sum(answer.is_doubtful for answer in left)

    asyncio.run(play())


def test_a_scheme_that_is_killed_leaves_doubts_and_comes_back(tmp_path: Path) -> None:
    async def play() -> None:
        arguments = ("--journal", str(tmp_path / "j"), "--latency-ms", "200")
        with scheme_process(*arguments) as scheme:
            line = make_line(scheme.port)
            await line.link.start()
            assert await line.link.wait_up(5)
            asked = [asyncio.create_task(line.pay(GOOD, f"{number:012d}", timeout_s=5)) for number in range(50)]
            await until(lambda: line.link.waiting_count == 50)
            await asyncio.sleep(0.1)
            scheme.kill()
            answers = await asyncio.gather(*asked)
            assert {answer.reason for answer in answers} == {Reason.DISCONNECTED}
        with scheme_process("--port", str(scheme.port), *arguments[:2]):
            assert await line.link.wait_up(5)
            assert (await line.pay(GOOD, "000000000099")).response_code == "00"
            await line.link.stop(0.2)

    asyncio.run(play())


def test_over_midnight_of_new_year_a_message_carries_the_second_in_which_it_was_made() -> None:
    clock = FixedClock(datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC))
    link = SchemeLink(LinkAddress("visa", "127.0.0.1", 1), ACQUIRER, clock, MemoryNumbers(), lambda answer, item: None, QUICK)
    before = link.transmitted()
    clock.set(datetime(2027, 1, 1, tzinfo=UTC))
    assert (before, link.transmitted()) == ("1231235959", "0101000000")


def test_the_same_faults_come_from_the_same_seed_over_a_link() -> None:
    async def reasons(seed: int) -> list[str]:
        scheme = Scheme(SchemeOptions(rates={"drop": 0.3}, seed=seed))
        line = make_line(await scheme.start())
        await line.link.start()
        assert await line.link.wait_up(5)
        answers = [line.pay(GOOD, f"{number:012d}", timeout_s=0.2) for number in range(40)]
        found = [str(getattr(answer, "reason", "00")) for answer in await asyncio.gather(*answers)]
        await line.link.stop(0.1)
        await scheme.stop()
        return found

    first = asyncio.run(reasons(3))
    assert first == asyncio.run(reasons(3)) and set(first) == {"00", "timeout"}
