"""A card zone over a database of a test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from yizhan.switch.zone.cards import CardZone
from yizhan.switch.zone.keys import Connections, ZoneKeys
from yizhan.vault.master_keys import KeyService

PAYER, OTHER_PAYER = 1 << 20, 1 << 21
VISA, MASTERCARD, AMEX = "4111111111111111", "5555555555554444", "378282246310005"


def connections(url: str) -> Connections:
    """A connection of its own for each block, each statement a transaction."""

    @asynccontextmanager
    async def connection() -> AsyncIterator[psycopg.AsyncConnection]:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as opened:
            yield opened

    return connection


def zone(url: str, service: KeyService, **options: int) -> CardZone:
    """A switch's zone with keys not loaded yet."""
    return CardZone(connections(url), ZoneKeys(lambda: service), **options)
