"""A branch of a test: settings with a home of its own, and a database that has no keys yet."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from tests.databases import TestDatabase
from tests.switch.zone.zones import PAYER, zone
from yizhan.app.branch_database import BranchDatabase
from yizhan.app.environment import Environment, read_environment
from yizhan.switch.zone.cards import CardZone
from yizhan.vault.card_number import CardNumber
from yizhan.vault.cards import OpenCard
from yizhan.vault.master_keys import read_key_file

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def branch(database: TestDatabase, folder: Path, **variables: str) -> tuple[Environment, BranchDatabase]:
    environment = read_environment({"YIZHAN_HOME": str(folder / "home"), **variables})
    return environment, BranchDatabase(database.owner_url, database.app_url, database.switch_url)


def cards_of(environment: Environment, database: BranchDatabase) -> CardZone:
    """The zone of a switch that starts now."""
    return zone(database.switch_url, read_key_file(environment.vault_keys))


def number(ordinal: int) -> CardNumber:
    """A Visa number with its check digit."""
    body = f"400000{ordinal:09d}"
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in body[::-1][::2])
    return CardNumber(f"{body}{-(doubled + sum(int(digit) for digit in body[::-1][1::2])) % 10}")


def keep_cards(environment: Environment, database: BranchDatabase, count: int) -> dict[str, OpenCard]:
    """Cards in the vault, by token."""
    cards = cards_of(environment, database)

    async def work():
        made = [OpenCard(number(item), "2912") for item in range(count)]
        return {(await cards.keep(card, PAYER, NOW)).card.token: card for card in made}

    return asyncio.run(work())


def opens_all(environment: Environment, database: BranchDatabase, cards: dict[str, OpenCard]) -> bool:
    """Whether a switch that starts now opens every card."""
    return dict(asyncio.run(cards_of(environment, database).open_cards(list(cards)))) == cards
