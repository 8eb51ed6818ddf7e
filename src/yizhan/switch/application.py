"""The switch as granian loads it: it starts with the loop and ends its process where it cannot, so that the supervisor tries again."""

import asyncio
import gc
import logging
import os
from collections.abc import Callable
from typing import Any

from yizhan.switch.serving import Switch

log = logging.getLogger(__name__)


class Application:
    """`/healthz` answers ok once payments are taken."""

    def __init__(self, make: Callable[[], Switch]) -> None:
        self._make = make
        self._switch: Switch | None = None
        self._starting: asyncio.Task[None] | None = None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._starting = loop.create_task(self._start())

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._switch is not None:
            loop.run_until_complete(self._switch.stop())

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        door = self._switch.door if self._switch is not None else None
        if door is None:
            protocol.response_str(503, [("content-type", "text/plain")], "starting")
        elif scope.path == "/healthz":
            protocol.response_str(200, [("content-type", "text/plain")], "ok")
        else:
            await door.__rsgi__(scope, protocol)

    async def _start(self) -> None:
        switch = self._make()
        try:
            await switch.start()
            _collect_seldom()
            self._switch = switch
        except BaseException:
            log.exception("the switch could not start")
            os._exit(1)


def _collect_seldom() -> None:
    """What stands at the start is never garbage, and requests leave little: looking for it less often spares the slowest answers."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
