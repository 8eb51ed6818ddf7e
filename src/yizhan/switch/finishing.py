"""Work that goes to its end when whoever began it has gone away: charges, what a browser asked for, alarms."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Finishing:
    """Run work whole; `settle` waits for all of it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: "Coroutine[Any, Any, T]") -> "asyncio.Task[T]":
        """Begin the work in a task of its own."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def whole(self, work: "Coroutine[Any, Any, T]") -> T:
        """The result; a caller that is cancelled leaves the work to go on."""
        return await asyncio.shield(self.start(work))

    async def settle(self) -> None:
        """Wait for what is under way."""
        if self._tasks:
            await asyncio.wait(tuple(self._tasks))
