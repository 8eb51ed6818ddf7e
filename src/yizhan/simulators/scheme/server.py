"""The scheme's end of the links: sign-on first, then each message is decided, written down and answered, faults included."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from yizhan.kernel.clock import Clock, SystemClock
from yizhan.payments.messages.authorisation import AuthorisationRequest, AuthorisationResponse
from yizhan.payments.messages.codec import MessageError
from yizhan.payments.messages.framing import FrameError, FrameReader, frame
from yizhan.payments.messages.network import NetworkAction, NetworkRequest, NetworkResponse
from yizhan.payments.messages.read import read_message
from yizhan.payments.messages.reversal import Reversal, ReversalResponse
from yizhan.simulators.scheme.books import SchemeBooks
from yizhan.simulators.scheme.faults import FaultPlan
from yizhan.simulators.scheme.issuer import FAULTY, REFUSED, Fault, Issuers
from yizhan.simulators.scheme.journal import key_text

REFUSED_SIGN_ON = "05"
UNANSWERED_REVERSALS = 2
FAILED_REVERSALS = 1
REFUSED_REVERSALS = 1_000_000  # For good.


@dataclass(frozen=True, slots=True)
class SchemeOptions:
    """How the scheme behaves. `delay_s` has to be longer than the timeout of whoever asks; `late_s` is between a 0410 and a late 0110."""

    scheme: str = "visa"
    port: int = 0
    journal: Path | None = None
    rates: Mapping[Fault, float] = field(default_factory=dict)
    seed: int = 1
    delay_s: float = 12.0
    late_s: float = 0.05
    latency_s: float = 0.0
    refused_sign_ons: int = 0
    by_amount: bool = False


class Scheme:
    """One scheme: its books, its faults, its sessions."""

    def __init__(self, options: SchemeOptions, clock: Clock | None = None) -> None:
        issuers = Issuers(options.by_amount)
        self.options = options
        self.books = SchemeBooks(issuers, options.journal)
        self.faults = FaultPlan(issuers, options.rates, options.seed)
        self.clock = clock or SystemClock()
        self.sign_ons = 0
        self.sessions: list[Session] = []
        self.withheld: dict[str, AuthorisationResponse] = {}
        self.unanswered: dict[str, int] = {}
        self.refused: dict[str, tuple[int, str]] = {}
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        """Listen on loopback; the port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Session(self), "127.0.0.1", self.options.port)
        return self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Cut all links and listen no more."""
        if self._server is not None:
            self._server.close()
        for session in tuple(self.sessions):
            session.abort()
        self.books.journal.close()

    def cut_all(self) -> None:
        """Cut all links; new ones are taken."""
        for session in tuple(self.sessions):
            session.abort()

    def tell(self, answer: AuthorisationResponse, session: "Session") -> None:
        """Send an answer that was kept back: on its own link, or on another that is signed on by now."""
        choices = [session, *reversed(self.sessions)]
        found = next((each for each in choices if each in self.sessions and each.is_signed_on), None)
        if found is not None:
            found.write([frame(answer.to_wire())])


class Session(asyncio.Protocol):
    """One link. Answers of one read leave in one write, after the journal has them."""

    def __init__(self, scheme: Scheme) -> None:
        self.is_signed_on = False
        self._scheme = scheme
        self._frames = FrameReader()
        self._transport: asyncio.Transport | None = None
        self._answers: list[bytes] = []
        self._is_over = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A link comes."""
        self._transport = transport  # type: ignore[assignment]
        self._scheme.sessions.append(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """A link goes."""
        self._is_over = True
        self._scheme.sessions.remove(self)

    def data_received(self, data: bytes) -> None:
        """Take what is whole, write it down, answer."""
        try:
            for wire in self._frames.feed(data):
                self._take(wire)
                if self._is_over:
                    break
        except FrameError:
            self._is_over = True
        self._scheme.books.journal.flush()
        answers, self._answers = self._answers, []
        if answers and self._scheme.options.latency_s:
            asyncio.get_running_loop().call_later(self._scheme.options.latency_s, self.write, answers)
        else:
            self.write(answers)
        if self._is_over and self._transport is not None:
            self._transport.close()

    def write(self, answers: list[bytes]) -> None:
        """Send frames, if the link is still there."""
        if answers and self._transport is not None and not self._transport.is_closing():
            self._transport.write(b"".join(answers))

    def abort(self) -> None:
        """Cut the link."""
        if self._transport is not None:
            self._transport.abort()

    def _take(self, wire: bytes) -> None:
        try:
            message = read_message(wire)
        except MessageError:
            return  # A scheme does not answer what it cannot read.
        if isinstance(message, NetworkRequest):
            self._manage(message)
        elif not self.is_signed_on:
            self._is_over = True
        elif isinstance(message, AuthorisationRequest):
            self._authorise(message)
        elif isinstance(message, Reversal):
            self._reverse(message)

    def _manage(self, request: NetworkRequest) -> None:
        code = "00"
        if request.action is NetworkAction.SIGN_ON:
            self._scheme.sign_ons += 1
            is_refused = self._scheme.sign_ons <= self._scheme.options.refused_sign_ons
            code, self.is_signed_on = (REFUSED_SIGN_ON, False) if is_refused else ("00", True)
        elif request.action is NetworkAction.SIGN_OFF:
            self.is_signed_on = False
        self._answers.append(frame(NetworkResponse(request.key, request.action, code).to_wire()))

    def _authorise(self, request: AuthorisationRequest) -> None:
        scheme = self._scheme
        fault = scheme.faults.choose(request)
        if fault is not None:
            scheme.books.note_fault(fault, request)
        if fault is Fault.LOSE:
            return
        answer = scheme.books.authorise(request, scheme.clock.now().date())
        if answer is None:
            return
        if fault is None:
            self._answers.append(frame(answer.to_wire()))
        else:
            self._play(fault, request, answer)

    def _play(self, fault: Fault, request: AuthorisationRequest, answer: AuthorisationResponse) -> None:
        scheme, framed = self._scheme, frame(answer.to_wire())
        if fault is Fault.DUPLICATE:
            self._answers += [framed, framed]
        elif fault is Fault.DELAY:
            asyncio.get_running_loop().call_later(scheme.options.delay_s, scheme.tell, answer, self)
        elif fault is Fault.LATE:
            scheme.withheld[key_text(request.key)] = answer
        elif fault is Fault.CUT:
            self._answers.append(framed[: len(framed) // 2])
            self._is_over = True
        elif fault is Fault.GARBLE:
            self._answers.append(frame(b"0110" + framed[-40:]))
        elif fault is Fault.DROP_REVERSAL:
            scheme.unanswered[request.key.reference] = UNANSWERED_REVERSALS
        elif fault is Fault.FAIL_REVERSAL:
            scheme.refused[request.key.reference] = (FAILED_REVERSALS, FAULTY)
        elif fault is Fault.REFUSE_REVERSAL:
            scheme.refused[request.key.reference] = (REFUSED_REVERSALS, REFUSED)

    def _reverse(self, reversal: Reversal) -> None:
        scheme, original = self._scheme, reversal.original
        left, code = scheme.refused.get(reversal.key.reference, (0, ""))
        if left:
            scheme.refused[reversal.key.reference] = (left - 1, code)
            self._answers.append(frame(ReversalResponse(reversal.type.answer, reversal.key, code).to_wire()))
            return
        scheme.refused.pop(reversal.key.reference, None)
        answer = scheme.books.reverse(reversal)
        left = scheme.unanswered.get(reversal.key.reference, 0)
        if left:
            scheme.unanswered[reversal.key.reference] = left - 1
            return
        scheme.unanswered.pop(reversal.key.reference, None)
        self._answers.append(frame(answer.to_wire()))
        withheld = scheme.withheld.pop(f"{original.transmitted}-{original.stan:06d}-{original.acquirer_id}", None)
        if withheld is not None:
            asyncio.get_running_loop().call_later(scheme.options.late_s, scheme.tell, withheld, self)
