"""Keeps a link connected: connect, sign on, ask for an echo while it is silent, and begin again when it is lost."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from yizhan.payments.messages.network import NetworkAction
from yizhan.switch.finishing import ended
from yizhan.switch.links.connection import Connection

if TYPE_CHECKING:
    from yizhan.switch.links.link import SchemeLink

log = logging.getLogger(__name__)


class LinkKeeper:
    """The life of a link's connection. `is_up` between the answer to the sign-on and the loss, or the stop."""

    def __init__(self, link: "SchemeLink") -> None:
        self.connection: Connection | None = None
        self.on_up: list[Callable[[], None]] = []
        self._link = link
        self._up = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._timers: set[asyncio.TimerHandle] = set()

    @property
    def is_up(self) -> bool:
        """Whether questions are taken."""
        return self._up.is_set()

    def start(self) -> None:
        """Begin to connect."""
        self._task = asyncio.get_running_loop().create_task(self._keep())

    async def wait_up(self, timeout_s: float) -> bool:
        """Whether the link comes up in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._up.wait()
        return self._up.is_set()

    def later(self, wait_s: float, call: Callable[..., None], *arguments: Any) -> None:
        """Call after a while, unless the link is stopped before."""
        def run() -> None:
            self._timers.discard(timer)
            call(*arguments)

        timer = asyncio.get_running_loop().call_later(wait_s, run)
        self._timers.add(timer)

    async def stop(self, grace_s: float) -> None:
        """Take no more questions, let open ones end, sign off, close."""
        was_up = self.is_up
        self._up.clear()
        if was_up:
            await self._say_goodbye(grace_s)
            if self.connection is not None:
                self.connection.close()
        await ended(self._task)
        for timer in self._timers:
            timer.cancel()

    async def _say_goodbye(self, grace_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                while self._link.waiting_count:
                    await asyncio.sleep(0.01)
                await self._link.manage(NetworkAction.SIGN_OFF)

    async def _keep(self) -> None:
        failures = 0
        while True:
            try:
                was_up = await self._live_once()
            except Exception:
                log.exception("%s: the link failed", self._link.address.scheme)
                was_up = False
            failures = 1 if was_up else failures + 1
            await asyncio.sleep(self._link.times.reconnect_after(failures))

    async def _live_once(self) -> bool:
        """One connection from beginning to end; whether it was up."""
        scheme, times = self._link.address.scheme, self._link.times
        connection = await self._connect()
        if connection is None:
            return False
        self.connection = connection
        connection.lost.add_done_callback(lambda _: self._gone())
        try:
            if not await self._link.manage(NetworkAction.SIGN_ON):
                log.warning("%s: sign-on was not accepted", scheme)
                return False
            log.info("%s: the link is up", scheme)
            self._up.set()
            for call in self.on_up:
                call()
            await self._watch(connection, times.echo_idle_s)
            return True
        finally:
            connection.abort()
            self._gone()

    def _gone(self) -> None:
        self._up.clear()
        self.connection = None
        self._link.end_all()

    async def _connect(self) -> Connection | None:
        address = self._link.address
        try:
            async with asyncio.timeout(self._link.times.network_timeout_s):
                _, connection = await asyncio.get_running_loop().create_connection(
                    lambda: Connection(self._link.receive), address.host, address.port)
        except (OSError, TimeoutError) as error:
            log.warning("%s: not reached: %s", address.scheme, type(error).__name__)
            return None
        return connection

    async def _watch(self, connection: Connection, idle_s: float) -> None:
        """Until the connection is lost, or an echo is not answered."""
        loop = asyncio.get_running_loop()
        while not connection.lost.done():
            wait_s = connection.heard_at + idle_s - loop.time()
            if wait_s > 0:
                await asyncio.wait([connection.lost], timeout=wait_s)
            elif not await self._link.manage(NetworkAction.ECHO):
                log.warning("%s: the line is dead", self._link.address.scheme)
                return
