"""A link to a card scheme: one connection, many questions at once, each answered or told why not.

What a caller has to know: `not_sent` is certain, everything else without an answer is in doubt and has to be reversed. An exchange that
was given up keeps its number until some time after its reversal was answered, so that a late answer finds what it belongs to. So does
one whose answer leaves a doubt.
"""

import asyncio
import logging
from collections.abc import Callable, Container
from typing import Any

from yizhan.kernel.clock import Clock
from yizhan.payments.link_times import LinkTimes
from yizhan.payments.messages.authorisation import AuthorisationRequest, AuthorisationResponse
from yizhan.payments.messages.codec import MessageError
from yizhan.payments.messages.exchange import Key, transmission_stamp
from yizhan.payments.messages.framing import frame
from yizhan.payments.messages.network import NetworkAction, NetworkRequest, NetworkResponse
from yizhan.payments.messages.open_exchanges import STAN_MAX
from yizhan.payments.messages.read import read_message
from yizhan.payments.messages.reversal import Reversal, ReversalResponse
from yizhan.switch.links.connection import Connection
from yizhan.switch.links.exchanges import After, AfterCode, Answer, Exchange, LinkAddress, NoAnswer, Reason, free
from yizhan.switch.links.keeping import LinkKeeper
from yizhan.switch.links.numbers import LinkNumbers, NumberStore

log = logging.getLogger(__name__)
OnLate = Callable[[AuthorisationResponse, Any], None]


class SchemeLink:
    """One link. `on_late` gets an answer that came after it was given up, with the item it was asked for; it must not wait."""

    def __init__(self, address: LinkAddress, acquirer_id: str, clock: Clock, numbers: NumberStore, on_late: OnLate,
                 times: LinkTimes, stan_max: int = STAN_MAX) -> None:
        self.address = address
        self.times = times
        self.unasked = 0  # Answers that belonged to nothing, and bytes that were no message.
        self._acquirer_id = acquirer_id
        self._clock = clock
        self._numbers = LinkNumbers(acquirer_id, numbers, stan_max)
        self._on_late = on_late
        self._waiting: set[Exchange] = set()
        self._keeper = LinkKeeper(self)
        self._stamp = (0, "")

    async def start(self) -> None:
        """Load the numbers and connect from now on; returns before the link is up."""
        await self._numbers.load()
        self._keeper.start()

    async def stop(self, grace_s: float = 5.0) -> None:
        """Ask nothing more, wait for open answers, sign off, close. What is unanswered then ends as `disconnected`."""
        await self._keeper.stop(grace_s)
        await self._numbers.settle()

    @property
    def is_up(self) -> bool:
        """Whether the link is signed on and takes questions."""
        return self._keeper.is_up

    @property
    def open_count(self) -> int:
        """Numbers that are taken, given up ones included."""
        return len(self._numbers)

    @property
    def waiting_count(self) -> int:
        """Questions that wait for their answer now."""
        return len(self._waiting)

    async def wait_up(self, timeout_s: float) -> bool:
        """Whether the link comes up in time."""
        return await self._keeper.wait_up(timeout_s)

    def when_up(self, call: Callable[[], None]) -> None:
        """Call this each time the link comes up."""
        self._keeper.on_up.append(call)

    async def authorise(self, make: Callable[[Key], AuthorisationRequest], reference: str, item: Any,
                        timeout_s: float) -> AuthorisationResponse | NoAnswer:
        """Ask the issuer. `make` gets the key of the message; a part that does not fit its field raises MessageError, and nothing is sent.

        A caller that is cancelled while it waits leaves the exchange given up: it has to reverse it like any other doubt.
        """
        if not self.is_up:
            return NoAnswer(Reason.NOT_SENT)
        key = self.take_authorisation(reference, item)
        return NoAnswer(Reason.NUMBERS_USED_UP) if key is None else await self.authorise_under(key, make, timeout_s)

    def take_authorisation(self, reference: str, item: Any) -> Key | None:
        """A key for a question that will be asked by `authorise_under`, or given back by `drop`; None when no number is free.

        So a payment can be stored with the exchange that has to be undone if nobody is left to hear the answer.
        """
        return self._numbers.open(self.transmitted(), reference, Exchange(AuthorisationResponse, item))

    def drop(self, key: Key) -> None:
        """Give a key back: nothing was asked under it, or what was answered is done."""
        self._numbers.close(key)

    async def authorise_under(self, key: Key, make: Callable[[Key], AuthorisationRequest], timeout_s: float,
                              after: AfterCode = free) -> AuthorisationResponse | NoAnswer:
        """Ask the issuer under a key that was taken for it; otherwise as `authorise`.

        `after` says of the answer's code whether the exchange stays open, to be asked again, dropped or reversed.
        """
        exchange = self._numbers.find(key)
        if exchange is None:
            raise ValueError("the key was not taken for a question")
        if not self.is_up:
            self._numbers.close(key)
            return NoAnswer(Reason.NOT_SENT)
        try:
            request = make(key)
            exchange.amount, exchange.wire, exchange.after = request.amount, frame(request.to_wire()), after
        except BaseException:
            self._numbers.close(key)
            raise
        return await self._ask(exchange, timeout_s)

    async def ask_again(self, key: Key, make: Callable[[Key], AuthorisationRequest], timeout_s: float) -> AuthorisationResponse | NoAnswer:
        """Ask the same question once more (0101), some time after an answer that left it open.

        The first one has left us, so without an answer the exchange is in doubt, whatever became of the second. ValueError for a key
        that is not open.
        """
        exchange = self._numbers.find(key)
        if exchange is None:
            raise ValueError("nothing is open under the key")
        exchange.is_repeat = True
        try:
            await asyncio.sleep(self.times.query_delay_s)
        finally:
            exchange.is_paused = False
        if not self.is_up:
            return NoAnswer(Reason.DISCONNECTED, key)
        exchange.wire = frame(make(key).repeated.to_wire())
        return await self._ask(exchange, timeout_s)

    def take_number(self, reference: str) -> Key | None:
        """A key for a reversal, taken until `reverse` is answered; None when no number is free, or before `start` has loaded the numbers.

        Works while the link is down too.
        """
        return self._numbers.open(self.transmitted(), reference, Exchange(ReversalResponse))

    def hold(self, key: Key, item: Any) -> None:
        """Take over a given-up authorisation from before a restart; ValueError where its number is open for another by now."""
        if self._numbers.find(key) is None:
            self._numbers.hold(key, Exchange(AuthorisationResponse, item))

    def hold_reversal(self, key: Key) -> None:
        """Take over the key of a reversal from before a restart; ValueError where its number is open for another by now."""
        if self._numbers.find(key) is None:
            self._numbers.hold(key, Exchange(ReversalResponse))

    async def reverse(self, reversal: Reversal, timeout_s: float, repeated: Container[str] = ()) -> ReversalResponse | None:
        """Send a reversal once, under the key that was taken for it; None without an answer. One sending of a reversal at a time.

        After an answer with one of the codes `repeated` it will be sent again, so its number stays taken.
        """
        self.hold_reversal(reversal.key)
        exchange = self._numbers.find(reversal.key)
        if exchange is None or exchange.awaits is not ReversalResponse:
            raise ValueError("the key of a reversal belongs to another exchange")
        if exchange.answer is not None:
            raise ValueError("this reversal is being sent already")
        answer, exchange.late = exchange.late, None
        if (answer is None or answer.response_code in repeated) and self.is_up:
            exchange.is_sent, exchange.wire = False, frame(reversal.to_wire())
            answer = await self._ask(exchange, timeout_s)
        if not isinstance(answer, ReversalResponse):
            return None
        if answer.response_code in repeated:
            return answer
        self._numbers.close(reversal.key)
        original = Key(reversal.original.transmitted, reversal.original.stan, reversal.original.acquirer_id, reversal.key.reference)
        self._keeper.later(self.times.late_answer_s, self._numbers.close, original)
        return answer

    async def manage(self, action: NetworkAction) -> bool:
        """Send a 0800 on the connection that stands, and say whether it was answered with 00."""
        exchange = Exchange(NetworkResponse)
        key = self._numbers.open(self.transmitted(), "", exchange)
        if key is None:
            return False
        exchange.wire = frame(NetworkRequest(Key(key.transmitted, key.stan), action).to_wire())
        answer = await self._ask(exchange, self.times.network_timeout_s)
        self._numbers.close(key)
        return isinstance(answer, NetworkResponse) and answer.response_code == "00"

    def transmitted(self) -> str:
        """DE 7 of a message that is made now."""
        now = self._clock.now()
        second = int(now.timestamp())
        if second != self._stamp[0]:
            self._stamp = (second, transmission_stamp(now))
        return self._stamp[1]

    async def _ask(self, exchange: Exchange, timeout_s: float) -> Any:
        loop = asyncio.get_running_loop()
        connection = self._keeper.connection
        exchange.answer = future = loop.create_future()
        timer = loop.call_later(timeout_s, self._end, exchange, Reason.TIMEOUT)
        self._waiting.add(exchange)
        if connection is None:
            self._end(exchange, Reason.DISCONNECTED)
        else:
            connection.send(exchange)
        try:
            return await future
        finally:
            timer.cancel()
            if exchange in self._waiting:  # The caller was cancelled.
                self._end(exchange, Reason.TIMEOUT)

    def _end(self, exchange: Exchange, reason: Reason) -> None:
        """Give a question up. Its number is free only where its bytes surely never left us."""
        future, key = exchange.answer, exchange.key
        exchange.give_up()
        self._waiting.discard(exchange)
        if future is None or key is None:
            return
        if not exchange.is_sent and exchange.awaits is AuthorisationResponse:
            self._numbers.close(key)
            result = NoAnswer(Reason.NOT_SENT)
        else:
            result = NoAnswer(reason, key)
        if not future.done():
            future.set_result(result)

    def end_all(self) -> None:
        """The connection is gone: nothing that waits will be answered on it."""
        for exchange in tuple(self._waiting):
            self._end(exchange, Reason.DISCONNECTED)

    def receive(self, wire: bytes) -> None:
        """One message from the scheme."""
        try:
            message = read_message(wire)
        except MessageError as error:
            self.unasked += 1
            log.warning("%s: a message that cannot be read: %s", self.address.scheme, error)
            return
        if isinstance(message, NetworkRequest):
            self._answer(message)
        elif isinstance(message, Answer):
            self._answered(message)
        else:
            self.unasked += 1

    def _answer(self, request: NetworkRequest) -> None:
        connection: Connection | None = self._keeper.connection
        if connection is not None:
            connection.send_wire(frame(NetworkResponse(request.key, request.action, "00").to_wire()))

    def _answered(self, answer: Answer) -> None:
        exchange = self._find(answer)
        if exchange is None or not exchange.takes(answer):
            self.unasked += 1
            return
        future = exchange.answer
        if future is not None and not future.done():
            exchange.answer, exchange.heard = None, answer.response_code
            self._waiting.discard(exchange)
            self._close_answered(exchange, answer)
            future.set_result(answer)
            return
        exchange.late, exchange.heard = answer, answer.response_code
        if isinstance(answer, AuthorisationResponse):
            self._tell_late(answer, exchange)

    def _close_answered(self, exchange: Exchange, answer: Answer) -> None:
        """Free the number of an authorisation, unless its answer leaves it open."""
        if exchange.key is None or not isinstance(answer, AuthorisationResponse):
            return
        after = exchange.after(answer.response_code)
        exchange.is_paused = after is After.ASK_AGAIN and not exchange.is_repeat
        if after is After.FREE:
            self._numbers.close(exchange.key)

    def _find(self, answer: Answer) -> Exchange | None:
        key = answer.key
        if isinstance(answer, NetworkResponse):  # Network messages have no acquirer; our numbers do.
            key = Key(key.transmitted, key.stan, self._acquirer_id)
        return self._numbers.find(key)

    def _tell_late(self, answer: AuthorisationResponse, exchange: Exchange) -> None:
        try:
            self._on_late(answer, exchange.item)
        except Exception:
            log.exception("%s: a late answer could not be noted", self.address.scheme)
