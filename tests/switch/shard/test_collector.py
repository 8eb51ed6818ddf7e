"""Group commit: answers to each, one payment a key, one bad item alone, and nothing lost with a connection."""

import asyncio
from datetime import datetime
from uuid import uuid4

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from tests.switch.shard.shop import Shop
from yizhan.kernel.clock import SystemClock
from yizhan.payments.states import Stage
from yizhan.payments.stored import Outcome, Step
from yizhan.switch.shard.collector import Collector
from yizhan.switch.shard.items import Move
from yizhan.switch.shard.lookups import Lookups

CUT = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE usename = 'yizhan_switch' AND datname = current_database()"""


def test_many_at_once_are_each_answered_and_booked_in_few_batches(shop: Shop) -> None:
    async def play() -> None:
        async with shop.collector() as collector:
            cards = [shop.card(serial) for serial in range(1, 101)]
            taken = await asyncio.gather(*(collector.take(shop.wanted(card, 1_000 + place)) for place, card in enumerate(cards)))
            assert [one.outcome for one in taken] == [Outcome.DONE] * 100
            assert [one.charged_minor for one in taken] == [1_000 + place for place in range(100)]
            moved = await asyncio.gather(*(collector.move(card >> 4, Move(one.payment_id, Step.PURCHASE, "00", "A1"))
                                           for card, one in zip(cards, taken, strict=True)))
            assert all(one == (Stage.CAPTURED, True) for one in moved)
            assert collector.batch_mean > 10
    asyncio.run(play())
    assert shop.count("payment WHERE stage = 3") == 100 and shop.is_balanced()


def test_the_same_key_at_once_is_one_payment_and_another_body_is_refused(shop: Shop) -> None:
    async def play() -> None:
        async with shop.collector() as collector:
            key, card = str(uuid4()), shop.card(1)
            first, again, other = await asyncio.gather(
                collector.take(shop.wanted(card, 500, key=key)), collector.take(shop.wanted(card, 500, key=key)),
                collector.take(shop.wanted(card, 600, key=key, fingerprint=2)))
            assert (first.outcome, again.outcome, other.outcome) == (Outcome.DONE, Outcome.REPLAY, Outcome.KEY_REUSED)
            assert again.payment_id == first.payment_id
            assert (await collector.take(shop.wanted(card, 500, key=key))) == (first.payment_id, Outcome.REPLAY, 500, 0)
    asyncio.run(play())
    assert shop.count("payment") == 1


def test_a_request_with_other_content_under_way_does_not_spoil_a_repeat_of_the_right_one(shop: Shop) -> None:
    async def play() -> None:
        async with shop.collector() as collector:
            key, card = str(uuid4()), shop.card(1)
            first = await collector.take(shop.wanted(card, 500, key=key))
            other, again = await asyncio.gather(
                collector.take(shop.wanted(card, 600, key=key, fingerprint=2)), collector.take(shop.wanted(card, 500, key=key)))
            assert other.outcome is Outcome.KEY_REUSED
            assert (again.payment_id, again.outcome) == (first.payment_id, Outcome.REPLAY)
    asyncio.run(play())
    assert shop.count("payment") == 1


def test_connections_that_are_cut_in_the_middle_lose_nothing_and_charge_nothing_twice(shop: Shop) -> None:
    """Batches whose answer was lost are asked for again; what had been committed is recognised as ours."""
    cuts = 0

    async def cut() -> None:
        nonlocal cuts
        async with await psycopg.AsyncConnection.connect(shop.superuser_url, autocommit=True) as connection:
            for _ in range(12):
                await asyncio.sleep(0.03)
                cursor = await connection.execute(CUT)
                cuts += (await cursor.fetchone())[0]

    async def pay(collector, card: int) -> None:
        taken = await collector.take(shop.wanted(card, 700))
        assert taken.outcome is Outcome.DONE
        assert (await collector.move(card >> 4, Move(taken.payment_id, Step.PURCHASE, "00"))) == (Stage.CAPTURED, True)

    async def play() -> None:
        async with shop.collector() as collector:
            cards = [shop.card(serial) for serial in range(1, 41)]
            cutting = asyncio.create_task(cut())
            for _ in range(8):
                await asyncio.gather(*(pay(collector, card) for card in cards))
            await cutting
    asyncio.run(play())
    assert cuts > 0 and shop.count("payment WHERE stage = 3") == 320 == shop.count("payment_key") and shop.is_balanced()


def test_one_item_that_cannot_be_booked_stops_no_other(shop: Shop) -> None:
    """A merchant whose accounts are not open is a broken invariant, told to the one who asked."""
    async def play() -> None:
        async with shop.collector() as collector:
            card = shop.card(1)
            good, bad = await asyncio.gather(collector.take(shop.wanted(card, 500)), collector.take(shop.wanted(card, 500)))
            shop.close_accounts()
            results = await asyncio.gather(
                collector.move(1, Move(good.payment_id, Step.PURCHASE)), collector.move(1, Move(bad.payment_id, Step.DECLINE, "51")),
                return_exceptions=True)
            assert isinstance(results[0], psycopg.errors.RaiseException) and results[1] == (Stage.DECLINED, True)
    asyncio.run(play())
    assert shop.is_balanced()


@pytest.mark.parametrize("text", ['A"1', "\\", "{a,b}", "空"])
def test_texts_of_the_outside_reach_the_shard_as_they_are(shop: Shop, text: str) -> None:
    async def play() -> None:
        async with shop.collector() as collector:
            taken = await collector.take(shop.wanted(shop.card(1), 500))
            assert (await collector.move(1, Move(taken.payment_id, Step.DECLINE, text))).changed
    asyncio.run(play())
    assert shop.count("payment WHERE response_code = %s", text) == 1


def test_a_writer_goes_on_behind_the_last_id_it_gave(shop: Shop) -> None:
    async def one() -> int:
        async with shop.collector() as collector:
            return (await collector.take(shop.wanted(shop.card(1), 500))).payment_id
    first = asyncio.run(one())
    shop.clock.advance(-shop.hour)
    assert asyncio.run(one()) > first


class Forgetful(psycopg.AsyncConnection):
    """Loses the answer to its first batch, after the database has committed it."""

    has_lost = False

    async def execute(self, *arguments, **options):
        cursor = await super().execute(*arguments, **options)
        if "reserve" in str(arguments[0]) and not Forgetful.has_lost:
            Forgetful.has_lost = True
            await self.close()
            raise psycopg.OperationalError("the answer was lost")
        return cursor


def test_a_payment_whose_answer_was_lost_is_found_by_the_next_switch(shop: Shop) -> None:
    """The mark of what may be in doubt must not pass over what an earlier try of the batch had committed."""
    Forgetful.has_lost = False

    async def play() -> tuple[int, list[int]]:
        collector = Collector(0, lambda: Forgetful.connect(shop.switch_url, autocommit=True), shop.clock)
        await collector.start()
        taken = await collector.take(shop.wanted(shop.card(1), 500))
        await collector.stop()
        async with AsyncConnectionPool(shop.switch_url, open=False, kwargs={"autocommit": True}) as pool:
            return taken.payment_id, [doubt.payment_id for doubt in await Lookups(0, pool.connection).doubtful()]
    payment_id, doubtful = asyncio.run(play())
    assert Forgetful.has_lost and doubtful == [payment_id]


def test_a_writer_outlives_a_failure_of_any_kind(shop: Shop) -> None:
    """A clock that fails once: whoever asked in that moment hears of it, whoever asks next is served."""
    class FailingOnce(SystemClock):
        failures = 2  # the batch, then its item alone

        def now(self) -> datetime:
            if self.failures:
                self.failures -= 1
                raise RuntimeError("no time")
            return super().now()

    async def play() -> None:
        async with shop.collector() as collector:
            for writer in collector._writers:
                writer._clock = FailingOnce()
            with pytest.raises(RuntimeError):
                await collector.take(shop.wanted(shop.card(1), 500))
            assert (await collector.take(shop.wanted(shop.card(1), 500))).outcome is Outcome.DONE
    asyncio.run(play())
    assert shop.count("payment") == 1
