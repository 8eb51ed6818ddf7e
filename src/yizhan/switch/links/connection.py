"""One TCP connection to a scheme. What is asked within one turn of the loop leaves in one write; nothing here starts a task."""

import asyncio
from collections.abc import Callable

from yizhan.payments.messages.framing import FrameError, FrameReader
from yizhan.switch.links.exchanges import Exchange


class Connection(asyncio.Protocol):
    """Cuts what arrives into messages and writes exchanges; `lost` is done when the connection is gone, however it went."""

    def __init__(self, on_message: Callable[[bytes], None]) -> None:
        self._on_message = on_message
        self._frames = FrameReader()
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._outgoing: list[Exchange] = []
        self._is_paused = self._is_flush_planned = False
        self.heard_at = self._loop.time()
        self.lost: asyncio.Future[None] = self._loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Hand on each message; a stream that is out of step ends the connection."""
        self.heard_at = self._loop.time()
        try:
            for wire in self._frames.feed(data):
                self._on_message(wire)
        except FrameError:
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits for the end."""
        self._outgoing.clear()
        if not self.lost.done():
            self.lost.set_result(None)

    def pause_writing(self) -> None:
        """The other side does not read: keep what is asked here, where it can still be taken back."""
        self._is_paused = True

    def resume_writing(self) -> None:
        """Write what was kept."""
        self._is_paused = False
        self._flush()

    def send(self, exchange: Exchange) -> None:
        """Write the exchange's bytes with all others of this turn; `is_sent` says when they have left us."""
        self._outgoing.append(exchange)
        if not self._is_flush_planned:
            self._is_flush_planned = True
            self._loop.call_soon(self._flush)

    def send_wire(self, framed: bytes) -> None:
        """Write an answer of ours at once."""
        if self._transport is not None and not self.lost.done():
            self._transport.write(framed)

    def abort(self) -> None:
        """Cut the connection now."""
        if self._transport is not None:
            self._transport.abort()

    def close(self) -> None:
        """Close after what has been written."""
        if self._transport is not None:
            self._transport.close()

    def _flush(self) -> None:
        self._is_flush_planned = False
        if self._is_paused or self._transport is None or self._transport.is_closing():
            return
        parts = []
        for exchange in self._outgoing:
            if exchange.wire is not None:
                parts.append(exchange.wire)
                exchange.wire, exchange.is_sent = None, True
        self._outgoing.clear()
        if parts:
            self._transport.write(b"".join(parts))
