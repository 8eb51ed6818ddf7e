"""The demo park's travellers have paid: every line of the plan stands in the shard with its entries, and the shard proves itself."""

import asyncio
from collections import Counter

import psycopg
import pytest

from tests.demo.conftest import NOW
from yizhan.demo.payments import paid
from yizhan.demo.timeline import Timeline
from yizhan.payments.shard_verify import verify
from yizhan.switch.past import NotWritten, past_of
from yizhan.switch.shard_locks import LOCK
from yizhan.workflows.calendars import working_calendar

pytestmark = pytest.mark.xdist_group("demo_park")  # One worker, since the park is built once.


@pytest.fixture
def shard(paid_park):
    with psycopg.connect(paid_park.database.owner_url) as connection:
        yield connection


def test_every_line_of_the_plan_is_a_payment_before_now(paid_park, shard) -> None:
    plan = paid(Timeline(NOW, working_calendar()))
    rows = shard.execute("SELECT order_minor, created_at, merchant.name_latin FROM pay_00.payment "
                         "JOIN pay_00.merchant ON merchant.id = merchant_id ORDER BY payment.id").fetchall()
    assert shard.execute("SELECT count(DISTINCT reference) FROM pay_00.payment").fetchone() == (len(plan),)
    assert paid_park.payments == len(rows) == len(plan)
    assert [at for _, at, _ in rows] == [one.at for one in plan] == sorted(one.at for one in plan)
    assert plan[-1].at < NOW


def test_ends_are_what_the_issuers_said(paid_park, shard) -> None:
    said = Counter(code for code, in shard.execute("SELECT response_code FROM pay_00.payment WHERE stage = 7"))
    assert said == Counter(one.answer for one in paid(Timeline(NOW, working_calendar())) if one.answer != "00")
    assert shard.execute("SELECT count(*) FROM pay_00.payment WHERE stage = 1").fetchone() == (0,)
    assert shard.execute("SELECT count(*) FROM pay_00.refund").fetchone() == (2,)


def test_the_shard_proves_itself(paid_park, shard) -> None:
    proof = verify(shard.cursor(), 0)
    assert proof.findings == () and proof.payers == 3 and proof.entries > 0


def test_cards_are_masked_as_the_setting_says(shard) -> None:
    masks = [masked for masked, in shard.execute("SELECT masked FROM pay_00.card")]
    assert {mask.find("*") for mask in masks if len(mask) >= 16} == {8}


def test_where_a_switch_serves_the_shard_nothing_is_written_beside_it(paid_park) -> None:
    async def tried() -> None:
        async with past_of(0, paid_park.database.switch_url, paid_park.open_keys, NOW):
            pass

    with psycopg.connect(paid_park.database.switch_url, autocommit=True) as switch:
        switch.execute("SELECT pg_advisory_lock(%s, 0)", (LOCK,))
        with pytest.raises(NotWritten, match="a switch serves shard 0"):
            asyncio.run(tried())
