"""Look-ups that gather: while one query is under way the keys of the next come together, so that a rush asks the database once."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Final, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
KEYS_MAX: Final = 500


class Gathered(Generic[K, V]):
    """`load` gives what it finds of some keys; a key that it does not give is None to whoever asked. An error is told to those alone
    whose key raises it."""

    def __init__(self, load: Callable[[Collection[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._load = load
        self._wanted: dict[K, asyncio.Future[V | None]] = {}
        self._task: asyncio.Task[None] | None = None

    async def get(self, key: K) -> V | None:
        """What a key stands for."""
        future = self._wanted.get(key)
        if future is None:
            future = self._wanted[key] = asyncio.get_running_loop().create_future()
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())
        return await asyncio.shield(future)

    async def _run(self) -> None:
        while self._wanted:
            await asyncio.sleep(0)
            keys = list(self._wanted)[:KEYS_MAX]
            asked = {key: self._wanted.pop(key) for key in keys}
            try:
                _tell(asked, await self._load(keys))
            except Exception:
                await self._one_by_one(asked)

    async def _one_by_one(self, asked: "Mapping[K, asyncio.Future[V | None]]") -> None:
        for key, future in asked.items():
            try:
                _tell({key: future}, await self._load([key]))
            except Exception as error:
                if not future.done():
                    future.set_exception(error)


def _tell(asked: "Mapping[K, asyncio.Future[V | None]]", found: Mapping[K, V]) -> None:
    for key, future in asked.items():
        if not future.done():
            future.set_result(found.get(key))
