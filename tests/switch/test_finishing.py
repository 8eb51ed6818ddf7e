"""Work without an end is told to stop until it stops."""

import asyncio

from yizhan.switch.finishing import ended


def test_a_task_that_loses_its_first_cancellation_is_told_again() -> None:
    async def play() -> None:
        lost = 0

        async def deaf_once() -> None:
            nonlocal lost
            while True:
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    lost += 1
                    if lost > 1:
                        raise

        loop = asyncio.get_running_loop()
        first, second = loop.create_task(deaf_once()), loop.create_task(asyncio.sleep(60))
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await ended(first, None, second, ask_again_s=0.02)
        assert first.cancelled() and second.cancelled() and lost == 2

    asyncio.run(play())


def test_nothing_to_end_is_ended_and_what_has_failed_has_ended() -> None:
    async def play() -> None:
        async def fail() -> None:
            raise ValueError

        failed = asyncio.get_running_loop().create_task(fail())
        await asyncio.sleep(0.01)
        await ended()
        await ended(None)
        await ended(failed)
        assert isinstance(failed.exception(), ValueError)

    asyncio.run(play())
