"""One switch a shard: the second waits, and the first ends when the second has its locks. Covers switch.shard_locks."""

import asyncio

import psycopg
import pytest

from tests.switch.counter import Counter, play
from yizhan.switch.serving import Switch, end_process

VISA = "4111111111111111"
CUT = """SELECT count(pg_terminate_backend(pid)) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND datname = current_database()"""
# Locks of all databases of the cluster stand in one view; tests beside this one hold theirs.
HELD = """SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE locktype = 'advisory' AND granted AND datname = current_database()"""


@pytest.fixture
def counter(fresh_database, tmp_path) -> Counter:
    return Counter(fresh_database, tmp_path)


def cut_the_locks(counter: Counter) -> int:
    """End the sessions that hold locks; how many."""
    with psycopg.connect(counter.database.superuser_url, dbname=counter.database.name, autocommit=True) as connection:
        return connection.execute(CUT).fetchone()[0]


def test_a_second_switch_waits_and_when_it_has_the_locks_the_first_ends_at_once(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        card, first, ended = await counter.card(VISA), counter.switch, asyncio.Event()
        assert first.on_locks_lost is end_process
        first.on_locks_lost = ended.set
        second = Switch(first.config, counter.clock)
        starting = asyncio.create_task(second.start())
        await asyncio.sleep(0.5)
        assert not starting.done() and (await counter.pay(card, 5_000))[0] == 201
        assert cut_the_locks(counter) == 1
        async with asyncio.timeout(20):
            await ended.wait()
            await starting
        assert first.door is None
        await first.stop()
        counter.switch = second
        for link in second.links.values():
            assert await link.wait_up(30)
        assert (await counter.pay(card, 6_000))[0] == 201 and counter.charged() == 11_000
    play(counter, story)


def test_locks_that_nobody_else_has_are_taken_again_and_the_switch_goes_on(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        card, ended = await counter.card(VISA), asyncio.Event()
        counter.switch.on_locks_lost = ended.set
        for _ in range(2):
            assert cut_the_locks(counter) == 1
            async with asyncio.timeout(20):
                while counter.rows(HELD) != [(1,)]:
                    await asyncio.sleep(0.02)
        assert (await counter.pay(card, 5_000))[0] == 201 and not ended.is_set()
    play(counter, story)
