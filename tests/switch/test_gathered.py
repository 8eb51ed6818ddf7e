"""Look-ups that gather: one query for a rush, each key its own answer, and one bad key harms no other."""

import asyncio

import pytest

from yizhan.switch.gathered import Gathered


def test_a_rush_of_keys_is_asked_for_in_few_queries() -> None:
    asked: list[list[int]] = []

    async def load(keys):
        asked.append(sorted(keys))
        await asyncio.sleep(0.01)
        return {key: key * 10 for key in keys if key % 7}

    async def play() -> list:
        gathered: Gathered[int, int] = Gathered(load)
        return await asyncio.gather(*(gathered.get(number) for number in [*range(100), *range(50)]))

    found = asyncio.run(play())
    assert found == [number * 10 if number % 7 else None for number in [*range(100), *range(50)]]
    assert len(asked) <= 2 and sum(map(len, asked)) == 100


def test_a_key_that_cannot_be_read_fails_alone() -> None:
    async def load(keys):
        if 3 in keys:
            raise LookupError("three")
        return {key: key for key in keys}

    async def play() -> list:
        gathered: Gathered[int, int] = Gathered(load)
        return await asyncio.gather(*(gathered.get(number) for number in range(5)), return_exceptions=True)

    found = asyncio.run(play())
    assert found[:3] == [0, 1, 2] and isinstance(found[3], LookupError) and found[4] == 4


def test_who_stops_waiting_takes_the_answer_from_nobody() -> None:
    async def load(keys):
        await asyncio.sleep(0.02)
        return {key: key for key in keys}

    async def play() -> int | None:
        gathered: Gathered[int, int] = Gathered(load)
        impatient = asyncio.create_task(gathered.get(1))
        patient = asyncio.create_task(gathered.get(1))
        await asyncio.sleep(0.005)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
        return await patient

    assert asyncio.run(play()) == 1
