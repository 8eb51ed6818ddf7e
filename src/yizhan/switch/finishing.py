"""Work that goes to its end when whoever began it has gone away, and work without an end that is told to stop."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

T = TypeVar("T")
ASK_AGAIN_S: Final = 10.0  # longer than the database's driver takes to cancel what it has asked


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


async def ended(*tasks: "asyncio.Task[Any] | None", ask_again_s: float = ASK_AGAIN_S) -> None:
    """Cancel tasks and wait until they have ended; None stands for one that was never begun.

    A cancellation can be lost: where the connection breaks while the driver cancels a query, what is raised is the break. So a task that
    goes on is told again.
    """
    going = {task for task in tasks if task is not None}
    while going:
        for task in going:
            task.cancel()
        _, going = await asyncio.wait(going, timeout=ask_again_s)
