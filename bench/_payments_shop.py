"""Data for the payment benchmarks: payers with bound cards, merchants by Zipf's law, all made in sets."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from tests.databases import TestDatabase, cluster_home, create_database, drop_database

from yizhan.embedded import APP_ROLE, SWITCH_ROLE, Server, database
from yizhan.payments import ids, shards
from yizhan.payments.shard_accounts import open_statement
from yizhan.vault import schema
from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard, seal
from yizhan.vault.data_keys import KeyRing, Purpose, new_data_key
from yizhan.vault.master_keys import create_key_file

NAME = "bench_payments"
CARDS, MERCHANTS = 100_000, 10_000
OPEN_CARDS = 20_000  # of them in the vault, for the benchmarks in which numbers are opened


@contextmanager
def bench_database(name: str = NAME) -> Iterator[tuple[Server, TestDatabase]]:
    """A migrated database of the benchmark's own, on the tests' cluster, with fsync on."""
    with database(cluster_home()) as server:
        drop_database(server, name)
        made = create_database(server, name)
        try:
            with psycopg.connect(made.owner_url, autocommit=True) as connection:
                schema.apply(connection, APP_ROLE, SWITCH_ROLE)
                shards.apply(connection, 0, APP_ROLE, SWITCH_ROLE)
                for setting in ("fsync", "synchronous_commit"):
                    if connection.execute(f"SHOW {setting}").fetchone() != ("on",):
                        raise RuntimeError(f"{setting} is off; the figures would not count")
            yield server, made
        finally:
            drop_database(server, name)


def fill(url: str) -> None:
    """Payers, cards and merchants; every payer is verified, and its card's token says its number."""
    with psycopg.connect(url, autocommit=True) as connection:
        now = datetime.now(UTC)
        connection.execute("INSERT INTO pay_00.payer (id, programme, tier, changed_at) SELECT g, 1, 2, %s FROM generate_series(1, %s) g",
                           (now, CARDS))
        connection.execute(
            """INSERT INTO pay_00.card (id, payer_id, token, masked, scheme, region, expiry, bound_at, changed_at)
            SELECT g << 4, g, 'card_' || lpad(to_hex(g), 32, '0'), '411111******1111', 1, 2, '3012', %s, %s
            FROM generate_series(1, %s) g""", (now, now, CARDS))
        connection.execute(
            """INSERT INTO pay_00.merchant
            SELECT g, 'Tea Stall', 'SHENZHEN', '5812', CASE WHEN g %% 5 = 0 THEN 6000 ELSE 0 END, 1, %s FROM generate_series(1, %s) g""",
            (now, MERCHANTS))
        connection.execute(*open_statement("pay_00", [("merchant_payable", number) for number in range(1, MERCHANTS + 1)]))
        connection.execute("VACUUM ANALYZE pay_00.payer, pay_00.card, pay_00.merchant, pay_00.account")


def fill_vault(url: str, folder: Path) -> Path:
    """Keys, and sealed numbers of the first cards; the key file."""
    service, now = create_key_file(folder / "vault_keys.json", "bench"), datetime.now(UTC)
    keys = [new_data_key(service, f"{purpose}-bench", purpose, now) for purpose in Purpose]
    ring = KeyRing.open(service, keys)
    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.executemany("INSERT INTO vault.data_key (id, purpose, created_at, master_key_id, wrapped) VALUES (%s, %s, %s, %s, %s)",
                           [(key.id, key.purpose, key.created_at, key.wrapped.master_key_id, key.wrapped.blob) for key in keys])
        rows = []
        for number in range(1, OPEN_CARDS + 1):
            card = seal(ring, OpenCard(CardNumber(card_number(number)), "3012"), f"card_{number:032x}")
            rows.append((card.token, number, number << 4, card.masked, card.seal_key_id, card.sealed, card.hash_key_id, card.number_hash,
                         now))
        cursor.executemany("INSERT INTO vault.card (token, payer_id, card_id, masked, seal_key_id, sealed, hash_key_id, number_hash, "
                           "kept_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", rows)
    return folder / "vault_keys.json"


def card_number(serial: int) -> str:
    """A Visa number with a right check digit that the simulated issuers approve."""
    body = f"4{serial:011d}888"
    digits = [int(digit) for digit in reversed(body)]
    total = sum(sum(divmod(2 * digit, 10)) for digit in digits[::2]) + sum(digits[1::2])
    return f"{body}{-total % 10}"


class Draw:
    """Cards uniform, merchants by Zipf's law (the first has about a tenth), amounts of a stall and of a shop."""

    SIZE = 1 << 16

    def __init__(self, cards: int = CARDS, merchants: int = MERCHANTS, seed: int = 1) -> None:
        chance = random.Random(seed)
        self.cards = [chance.randint(1, cards) << 4 for _ in range(self.SIZE)]
        self.merchants = chance.choices(range(1, merchants + 1), [1 / rank for rank in range(1, merchants + 1)], k=self.SIZE)
        self.amounts = [chance.randint(100, 50_000) for _ in range(self.SIZE)]
        self._next = 0

    def one(self) -> tuple[int, int, int]:
        """Card, merchant, amount in fen."""
        place = self._next = (self._next + 1) % self.SIZE
        return self.cards[place], self.merchants[place], self.amounts[place]


def shown(card: int) -> str:
    """A card's id as callers say it."""
    return ids.shown_id("card", card)


def foreign_load() -> float:
    """The load of the machine before a run, told beside the figures."""
    return os.getloadavg()[0]
