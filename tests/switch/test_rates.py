"""The rate of a day through the switch's door: before its day, once, in every shard, and counted from its day on."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.switch.counter import Counter, play
from yizhan.kernel.clock import FixedClock
from yizhan.payments import shards
from yizhan.switch.http.messages import FieldRefused, Request
from yizhan.switch.http.rates import RateRoutes
from yizhan.switch.shard.fixings import Fixings
from yizhan.switch.zone.callers import Caller, CallerScope

VISA = "4111111111111111"
NOON = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)  # in Shanghai
WISH = {"currency": "USD", "first_day": "2026-12-01", "cny_per_unit": "7.2000", "source": "中国货币网"}
STANDING = "SELECT first_day::text, dollar_rate, source FROM pay_0{}.rate_fixing"


@pytest.fixture
def counter(fresh_database, tmp_path) -> Counter:
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as connection:
        shards.apply(connection, 1, "yizhan_app", "yizhan_switch")
    counter = Counter(fresh_database, tmp_path, FixedClock(NOON))
    counter.wiring = {"shards": (0, 1)}
    return counter


async def fix(counter: Counter, **changes: object) -> tuple[int, str]:
    status, answer = await counter.ask("POST", "/v1/rates", WISH | changes)
    return status, answer.get("code", "")


def test_a_fixing_stands_in_every_shard_once_and_another_rate_is_refused(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        status, answer = await counter.ask("POST", "/v1/rates", WISH)
        assert (status, answer) == (200, {"currency": "USD", "first_day": "2026-12-01", "cny_per_unit": "7.2000"})
        assert set(await asyncio.gather(*(fix(counter) for _ in range(5)))) == {(200, "")}
        assert await fix(counter, cny_per_unit="7.2") == (200, "")
        assert await fix(counter, cny_per_unit="7.2001") == (409, "fixing_stands_already")
        counter.clock.advance(timedelta(days=2))
        assert await fix(counter) == (200, ""), "the same, however late it comes again"
        assert [counter.rows(STANDING.format(shard)) for shard in (0, 1)] == [[("2026-12-01", 72_000, "中国货币网")]] * 2
    play(counter, story)


def test_a_shard_that_was_not_told_hears_of_it_when_the_switch_starts_unless_it_has_counted_that_day(counter: Counter, caplog) -> None:
    async def story(counter: Counter) -> None:
        await counter.switch.stop()
        with psycopg.connect(counter.database.owner_url, autocommit=True) as connection:
            connection.execute("INSERT INTO pay_00.rate_fixing VALUES ('2026-11-20', 70000, 'x', now()), ('2026-12-01', 72000, 'y', now())")
            connection.execute("INSERT INTO pay_01.writer_mark (writer, last_id, on_day, open_from_id) VALUES (5, 0, '2026-11-25', 0)")
        await counter.start()
        assert counter.rows(STANDING.format(1)) == [("2026-12-01", 72_000, "y")]
        assert "shard 1 has counted 2026-11-20 at another rate" in caplog.text
    play(counter, story)


@pytest.mark.parametrize(("moment", "expected"), [
    (datetime(2026, 11, 30, 15, 58, 59, tzinfo=UTC), (200, "")), (datetime(2026, 11, 30, 15, 59, tzinfo=UTC), (409, "fixing_day_begun")),
    (datetime(2026, 11, 30, 16, 0, tzinfo=UTC), (409, "fixing_day_begun"))])
def test_a_switch_that_hears_of_it_too_late_refuses(counter: Counter, moment: datetime, expected: tuple[int, str]) -> None:
    async def story(counter: Counter) -> None:
        counter.clock.set(moment)
        assert await fix(counter) == expected
        assert len(counter.rows(STANDING.format(0))) == (expected[0] == 200)
    play(counter, story)


def test_no_shard_has_what_another_refused(counter: Counter) -> None:
    async def story(counter: Counter) -> None:
        with psycopg.connect(counter.database.owner_url, autocommit=True) as connection:
            connection.execute("INSERT INTO pay_01.rate_fixing VALUES ('2026-12-01', 71000, 'x', now())")
        assert await fix(counter) == (409, "fixing_stands_already")
        assert counter.rows(STANDING.format(0)) == []
    play(counter, story)


def test_a_wish_that_cannot_be_read_names_its_field(counter: Counter) -> None:
    faults = [("currency", "EUR"), ("first_day", "1.12.2026"), ("cny_per_unit", "7.12345"), ("cny_per_unit", "NaN"), ("cny_per_unit", "0"),
              ("cny_per_unit", "x"), ("cny_per_unit", 7.2), ("source", None)]

    async def story(counter: Counter) -> None:
        for field, value in faults:
            status, answer = await counter.ask("POST", "/v1/rates", WISH | {field: value})
            assert (status, answer["facts"]["field"]) == (422, field), value
    play(counter, story)


def test_payments_and_the_room_that_is_told_change_together_at_midnight(counter: Counter) -> None:
    """5,000 dollars at once: 35,500.00 yuan at 7.10, 36,000.00 at 7.20."""
    async def story(counter: Counter) -> None:
        card = await counter.card(VISA)
        assert await fix(counter) == (200, "")
        counter.clock.set(datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC))
        status, refused = await counter.pay(card, 3_600_000)
        assert (status, refused["code"], refused["facts"]["room"]["amount_minor"]) == (409, "limit_single", 3_550_000)
        counter.clock.set(datetime(2026, 11, 30, 16, 0, tzinfo=UTC))
        status, refused = await counter.pay(card, 3_600_001)
        assert (refused["code"], refused["facts"]["room"]["amount_minor"]) == ("limit_single", 3_600_000)
        status, paid = await counter.pay(card, 3_600_000)
        assert (status, paid["state"]) == (201, "captured")
        assert counter.rows("SELECT usd_micro FROM pay_00.payment") == [(5_000_000_000,)]
    play(counter, story)


def test_only_the_branch_fixes_a_rate() -> None:
    wallet = Caller("k", CallerScope.WALLET, "wechat_like")
    with pytest.raises(FieldRefused) as refused:
        asyncio.run(RateRoutes(Fixings((0,), None), FixedClock(NOON)).keep(wallet, Request("POST", "/v1/rates", "", {}, b"{}")))
    assert refused.value.refusal.code == "not_permitted"
