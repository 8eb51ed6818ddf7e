"""The scheme over a socket: in this process and in one of its own that is killed and comes back."""

import asyncio
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from tests.payments.messages.sample import KEY, REQUEST
from yizhan.kernel.money import Money
from yizhan.payments.messages.exchange import Key
from yizhan.payments.messages.framing import FrameReader, frame
from yizhan.payments.messages.network import NetworkAction, NetworkRequest
from yizhan.payments.messages.read import Message, read_message
from yizhan.payments.messages.reversal import reversal_of
from yizhan.simulators.scheme.issuer import card_number
from yizhan.simulators.scheme.journal import read_lines, totals
from yizhan.simulators.scheme.server import Scheme, SchemeOptions
from yizhan.simulators.scheme.serving import scheme_process

SIGN_ON = NetworkRequest(Key("1123084512", 1), NetworkAction.SIGN_ON)
REVERSAL = reversal_of(REQUEST, 125, "1123084522", "68")


class Caller:
    """The other end, byte by byte."""

    def __init__(self, port: int, sign_on: bool = True) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self._reader, self._read = FrameReader(), []
        if sign_on:
            assert self.ask(SIGN_ON).response_code == "00"

    def ask(self, message: Message) -> Message:
        self.socket.sendall(frame(message.to_wire()))
        return self.next()

    def next(self) -> Message:
        while not self._read:
            data = self.socket.recv(4096)
            if not data:
                raise ConnectionError("closed")
            self._read += self._reader.feed(data)
        return read_message(self._read.pop(0))


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "scheme.journal"


def test_what_was_booked_survives_a_kill_and_repeats_book_nothing(journal: Path) -> None:
    with scheme_process("--journal", str(journal)) as scheme:
        caller = Caller(scheme.port)
        first = caller.ask(REQUEST)
        assert (first.response_code, caller.ask(REQUEST)) == ("00", first)
        scheme.kill()
    assert totals(journal).net_charged(KEY.reference) == 30_900
    with scheme_process("--journal", str(journal)) as scheme:
        caller = Caller(scheme.port)
        assert caller.ask(REQUEST) == first
        assert caller.ask(REVERSAL).response_code == caller.ask(REVERSAL.repeated).response_code == "00"
    found = totals(journal)
    assert (found.net_charged(KEY.reference), found.approvals_by_reference[KEY.reference], found.second_chains) == (0, 1, 0)
    assert [line.kind for line in read_lines(journal)] == ["authorised", "reversed"]
    assert "4111111111111111" not in journal.read_text()


def test_a_reversal_that_overtakes_its_payment_keeps_it_from_being_charged(journal: Path) -> None:
    with scheme_process("--journal", str(journal)) as scheme:
        caller = Caller(scheme.port)
        assert caller.ask(REVERSAL).message_type == "0410"
        assert caller.ask(REQUEST).response_code == "05"
    assert totals(journal).net_charged(KEY.reference) == 0


def test_a_repeat_is_answered_from_the_record_and_charges_once(journal: Path) -> None:
    with scheme_process("--journal", str(journal)) as scheme:
        caller = Caller(scheme.port)
        assert caller.ask(REQUEST) == caller.ask(REQUEST.repeated) == caller.ask(REQUEST.repeated)
        faulty = replace(REQUEST, key=replace(KEY, stan=126, reference="632708000126"), card_number=card_number("4000", "0700"))
        codes = [caller.ask(message).response_code for message in (faulty, faulty, faulty.repeated, faulty.repeated, faulty)]
        assert codes == ["96", "96", "00", "00", "00"]
    found = totals(journal)
    assert [found.net_charged(reference) for reference in (KEY.reference, "632708000126")] == [30_900, 30_900]
    assert found.approvals_by_reference == {KEY.reference: 1, "632708000126": 1}


def test_a_repeat_of_what_was_taken_back_charges_nothing(journal: Path) -> None:
    with scheme_process("--journal", str(journal)) as scheme:
        caller = Caller(scheme.port)
        faulty = replace(REQUEST, card_number=card_number("4000", "0700"))
        assert (caller.ask(faulty).response_code, caller.ask(REVERSAL).response_code) == ("96", "00")
        assert caller.ask(faulty.repeated).response_code == "96"
    assert totals(journal).net_charged(KEY.reference) == 0


def test_an_advice_is_answered_as_one(journal: Path) -> None:
    with scheme_process("--journal", str(journal)) as scheme:
        caller = Caller(scheme.port)
        advice = reversal_of(REQUEST, 125, "1123084522", "68", is_advice=True)
        assert [caller.ask(message).message_type for message in (advice, advice.repeated)] == ["0430", "0430"]


def test_a_refund_is_credited_and_a_check_charges_nothing(journal: Path) -> None:
    with scheme_process("--journal", str(journal)) as scheme:
        caller = Caller(scheme.port)
        caller.ask(REQUEST)
        caller.ask(replace(REQUEST, key=replace(KEY, stan=200), amount=Money.of("9.00"), processing_code="200000"))
        check = caller.ask(replace(REQUEST, key=replace(KEY, stan=201, reference="632708000201"), amount=Money.zero(), security_code="123"))
        assert (check.response_code, check.billing) == ("00", None)
    assert (totals(journal).net_charged(KEY.reference), totals(journal).net_charged("632708000201")) == (30_000, 0)


def test_who_has_not_signed_on_is_not_served() -> None:
    with scheme_process() as scheme, pytest.raises(ConnectionError):
        Caller(scheme.port, sign_on=False).ask(REQUEST)


def test_bytes_that_are_no_message_end_nothing_and_a_stream_out_of_step_ends_the_link() -> None:
    with scheme_process() as scheme:
        caller = Caller(scheme.port)
        caller.socket.sendall(frame(b"nonsense") + b"\x00\x00")
        assert caller.ask(REQUEST).response_code == "00"
        caller.socket.sendall(b"\xff\xff\xff")
        with pytest.raises(ConnectionError):
            caller.next()
        assert Caller(scheme.port).ask(REQUEST).response_code == "00"


def test_two_reversals_of_a_card_stay_unanswered_and_the_third_is_answered(journal: Path) -> None:
    async def play() -> None:
        scheme = Scheme(SchemeOptions(journal=journal))
        port = await scheme.start()
        await asyncio.to_thread(ask_three_times, port)
        await scheme.stop()

    def ask_three_times(port: int) -> None:
        caller = Caller(port)
        caller.socket.settimeout(0.2)
        number = card_number("4000", "0208")
        request = replace(REQUEST, card_number=number)
        for message in (request, replace(REVERSAL, card_number=number), replace(REVERSAL, card_number=number).repeated):
            with pytest.raises(TimeoutError):
                caller.ask(message)
        assert caller.ask(replace(REVERSAL, card_number=number).repeated).response_code == "00"

    asyncio.run(play())
    found = totals(journal)
    assert (found.net_charged(KEY.reference), found.faults) == (0, {"drop_reversal": 1})


def test_a_rate_that_is_none_is_said_and_nothing_starts() -> None:
    with pytest.raises(RuntimeError, match="did not start"), scheme_process("--fault", "fire=1"):
        pass
