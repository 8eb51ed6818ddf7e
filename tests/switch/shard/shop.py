"""A shard with a merchant and cards as they are needed, and a collector as the switch's role."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg

from tests.databases import TestDatabase
from tests.payments.shard.till import NOON, Till
from yizhan.kernel.clock import FixedClock
from yizhan.switch.shard.collector import Collector
from yizhan.switch.shard.items import Wanted


class Shop:
    """Committed data in a database of its own."""

    hour = timedelta(hours=1)

    def __init__(self, database: TestDatabase, connection: psycopg.Connection) -> None:
        self.superuser_url, self.switch_url = database.superuser_url, database.switch_url
        self.till = Till(connection.cursor())
        self.clock = FixedClock(NOON)
        self.cards: dict[int, int] = {}

    def card(self, serial: int) -> int:
        """The card of a payer, bound when it is first asked for."""
        if serial not in self.cards:
            self.cards[serial] = self.till.payer(serial)
        return self.cards[serial]

    def wanted(self, card: int, order_minor: int, key: str = "", fingerprint: int = 1, **options: Any) -> Wanted:
        """A payment at the shop."""
        return Wanted(key or str(uuid4()), 1, fingerprint, card, self.till.shop, order_minor, 1, **options)

    @asynccontextmanager
    async def collector(self) -> AsyncIterator[Collector]:
        """Writers for the time of the block."""
        collector = Collector(0, lambda: psycopg.AsyncConnection.connect(self.switch_url, autocommit=True), self.clock)
        await collector.start()
        try:
            yield collector
        finally:
            await collector.stop()

    def count(self, of: str, *parameters: Any) -> int:
        """Rows of a table, with a condition where one is given."""
        self.till.cursor.execute(f"SELECT count(*) FROM pay_00.{of}", parameters)
        return self.till.cursor.fetchone()[0]

    def close_accounts(self) -> None:
        """Take the merchant's accounts away, which nothing of ours ever does."""
        self.till.cursor.execute("DELETE FROM pay_00.account WHERE code = 'merchant_payable'")

    def is_balanced(self) -> bool:
        """Every balance is the sum of its entries, and all together are nothing."""
        self.till.cursor.execute("""
            WITH half AS (SELECT debit AS number, amount_minor AS amount FROM pay_00.entry
                UNION ALL SELECT credit, -amount_minor FROM pay_00.entry),
            booked AS (SELECT number, sum(amount) AS amount FROM half GROUP BY number)
            SELECT count(*) FROM pay_00.account FULL JOIN booked ON booked.number = account.id
            WHERE coalesce(account.balance_minor, 0) <> coalesce(booked.amount, 0)""")
        return self.till.cursor.fetchone() == (0,)
