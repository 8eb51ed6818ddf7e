"""After bindings of every kind and failures of every kind: no number and no code in logs, database, addresses or bodies."""

import asyncio
import logging
from pathlib import Path

import psycopg
import pytest

from tests.databases import TestDatabase
from tests.switch.binding.booth import AMEX_CODE, CODE, Booth, challenge_of, outcome, play
from tests.switch.scanning import account_ids, card_numbers, dump, security_codes
from yizhan.simulators.directory import CODE as RIGHT
from yizhan.simulators.scheme.issuer import card_number

VISA, OTHER, AMEX = "4111111111111111", "5555555555554444", "378282246310005"
ENDINGS = ("0105", "0151", "0168", "0403", "0401", "0402", "0665")
USED = (VISA, OTHER, AMEX, *(card_number("4000", ending) for ending in (*ENDINGS, "1009")))
CODES = (CODE, AMEX_CODE)


async def every_way(booth: Booth) -> None:
    """Bound, refused, challenged (one stays open), mistyped."""
    for number in (VISA, *(card_number("4000", ending) for ending in ENDINGS[:4])):
        await booth.bind(number=number)
    await booth.bind(serial=2, number=AMEX, security_code=AMEX_CODE)
    await booth.bind(serial=3, number=VISA)
    await booth.post(await booth.token(4), number=card_number("4000", "0401"))
    for ending, code in (("0402", "000000"), ("0665", RIGHT)):
        url = challenge_of(await booth.post(await booth.token(5), number=card_number("4000", ending)))
        await booth.come_back(await booth.answer_challenge(url, code))
    token = await booth.token(6)
    for wrong in ({"number": VISA[:-1] + "2"}, {"expiry": VISA}, {"security_code": AMEX_CODE}, {"number": CODE}, {"holder_name": VISA}):
        await booth.post(token, **wrong)


async def every_failure(booth: Booth) -> None:
    """The shard's table is gone when the card is to be kept; the vault's; the scheme's link; a cancelled browser."""
    run(booth, "ALTER TABLE pay_00.card RENAME TO away")
    assert (await booth.bind(serial=7, number=OTHER))[0]["outcome"] == "binding_cut_off"
    run(booth, "ALTER TABLE pay_00.away RENAME TO card")
    token = await booth.token(8)
    run(booth, "ALTER TABLE vault.card RENAME TO away")
    assert outcome(await booth.post(token, number=OTHER))["outcome"] == "binding_cut_off"
    run(booth, "ALTER TABLE vault.away RENAME TO card")
    token = await booth.token(8)
    run(booth, "ALTER TABLE vault.binding RENAME TO away")
    assert (await booth.post(token, number=OTHER)).status == 500
    run(booth, "ALTER TABLE vault.away RENAME TO binding")
    task = asyncio.create_task(booth.post(await booth.token(9), number=card_number("4000", "0105")))
    await asyncio.sleep(0.03)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await booth.routes.settle()
    await booth.counter.switch.links["visa"].stop(0.1)
    assert (await booth.bind(serial=9, number=card_number("4000", "1009")))[0]["outcome"] == "scheme_not_reached"


def run(booth: Booth, statement: str) -> None:
    """A statement as the owner."""
    with psycopg.connect(booth.counter.database.owner_url, autocommit=True) as connection:
        connection.execute(statement)


def test_no_number_and_no_code_is_left_anywhere(fresh_database: TestDatabase, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def story(booth: Booth) -> None:
        await every_way(booth)
        await every_failure(booth)
        ended = dict(booth.counter.rows("SELECT state, count(*) FROM vault.binding GROUP BY state"))
        assert ended["bound"] >= 3 and ended["refused"] >= 10 and ended["challenge"] == 1

    told = "\n".join(play(fresh_database, tmp_path, story))
    logged = "\n".join(caplog.handler.format(record) for record in caplog.records)
    dumped, ids = dump(fresh_database), account_ids(fresh_database)
    journal = (tmp_path / "scheme.journal").read_text()
    assert "bound" in told and "a binding was cut off" in logged and "411111******1111" in dumped and journal
    places = {"told": told, "logged": logged, "dumped": dumped, "journal": journal}
    assert [(name, found) for name, text in places.items() if (found := card_numbers(text, USED, ids))] == []
    assert {name: security_codes(text, CODES) for name, text in places.items() if name != "journal"} \
        == {"told": [], "logged": [], "dumped": []}
    assert "LINDQVIST" not in told + logged + dumped
