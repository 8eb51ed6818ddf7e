"""The vault's rows: named queries on an open connection of psycopg (asynchronous). Whoever calls owns the transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from yizhan.kernel.sql_files import named_queries
from yizhan.vault.caller_keys import CallerKey, Scope
from yizhan.vault.cards import SealedCard
from yizhan.vault.data_keys import DataKey, Purpose
from yizhan.vault.master_keys import Wrapped
from yizhan.vault.schema import SCHEMA, SQL_FOLDER

Connection = psycopg.AsyncConnection[Any]


@dataclass(frozen=True, slots=True)
class KeptCard:
    """A sealed card, whose it is, and its number in the payment shard once it stands there."""

    card: SealedCard
    payer_id: int
    card_id: int | None


async def rows(connection: Connection, name: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of a query of `sql/queries.sql`; none for one that gives none back."""
    cursor = await connection.execute(named_queries(SQL_FOLDER, SCHEMA)[name].encode(), parameters)
    return await cursor.fetchall() if cursor.description else []


async def data_keys(connection: Connection) -> list[DataKey]:
    """All data keys, oldest first."""
    return [DataKey(key_id, Purpose(purpose), created_at, Wrapped(master_key_id, wrapped))
            for key_id, purpose, created_at, master_key_id, wrapped in await rows(connection, "data_keys")]


async def newest_key_at(connection: Connection) -> datetime | None:
    """When the newest data key was made; tells whether a ring in memory is still the newest."""
    found: datetime | None = (await rows(connection, "newest_key"))[0][0]
    return found


async def add_data_keys(connection: Connection, keys: Iterable[DataKey]) -> None:
    """Keep new data keys."""
    for key in keys:
        await rows(connection, "add_data_key", (key.id, key.purpose, key.created_at, key.wrapped.master_key_id, key.wrapped.blob))


async def put_under_master_key(connection: Connection, keys: Iterable[DataKey]) -> None:
    """Replace how keys are wrapped."""
    for key in keys:
        await rows(connection, "put_under_master_key", (key.wrapped.master_key_id, key.wrapped.blob, key.id))


async def remove_unused_data_keys(connection: Connection, kept: Sequence[str]) -> list[str]:
    """Remove data keys under which nothing stands, except those named; the ids removed."""
    return [key_id for (key_id,) in await rows(connection, "remove_unused_data_keys", (list(kept),))]


async def cards_by_key(connection: Connection) -> list[tuple[str, str, int]]:
    """Id, purpose and number of cards of each data key, oldest first."""
    return [(key_id, purpose, count) for key_id, purpose, count in await rows(connection, "cards_by_key")]


async def add_card(connection: Connection, card: SealedCard, payer_id: int, now: datetime) -> bool:
    """Keep a card; False when its number stands here already, which another one may have put there a moment ago."""
    values = (card.token, payer_id, card.masked, card.seal_key_id, card.sealed, card.hash_key_id, card.number_hash, now)
    return bool(await rows(connection, "add_card", values))


async def card(connection: Connection, token: str) -> KeptCard | None:
    """The card of a token."""
    found = await cards(connection, (token,))
    return found[0] if found else None


async def cards(connection: Connection, tokens: Sequence[str]) -> list[KeptCard]:
    """The cards of many tokens, in no order; those that are not there are missing."""
    return [_kept(row) for row in await rows(connection, "cards", (list(tokens),))]


async def card_of_hashes(connection: Connection, hashes: Sequence[tuple[str, bytes]]) -> KeptCard | None:
    """The card with one of these hashes, each given with the id of its key; while keys are renewed a number has one of each."""
    found = await rows(connection, "cards_of_hashes", ([key_id for key_id, _ in hashes], [value for _, value in hashes]))
    return _kept(found[0]) if found else None


async def released_card_of_hashes(connection: Connection, hashes: Sequence[tuple[str, bytes]], payer_id: int) -> KeptCard | None:
    """As `card_of_hashes`, of the cards that this payer has unbound; the last one."""
    values = ([key_id for key_id, _ in hashes], [value for _, value in hashes], payer_id)
    found = await rows(connection, "released_cards_of_hashes", values)
    return _kept(found[0]) if found else None


async def release_card(connection: Connection, token: str, now: datetime) -> None:
    """A card was unbound: its number may be bound by anybody."""
    await rows(connection, "release_card", (now, token))


async def unreleased(connection: Connection, tokens: Sequence[str]) -> list[str]:
    """Those of the tokens under which a bound card stands."""
    return [token for (token,) in await rows(connection, "unreleased", (list(tokens),))]


async def take_card_back(connection: Connection, token: str) -> datetime | None:
    """A card that was unbound is bound again; since when it was unbound. UniqueViolation where somebody else has bound the number since."""
    found = await rows(connection, "take_card_back", (token,))
    return found[0][0] if found else None


async def forget_released(connection: Connection, before: datetime) -> list[str]:
    """Destroy the numbers of cards that were unbound before a moment; their tokens."""
    return [token for (token,) in await rows(connection, "forget_released", (before,))]


async def replace_seal(connection: Connection, card: SealedCard) -> None:
    """Put a card's new seal in the place of its old one: another expiry, or newer keys."""
    await rows(connection, "replace_seal", (card.seal_key_id, card.sealed, card.hash_key_id, card.number_hash, card.token))


async def note_card_id(connection: Connection, token: str, card_id: int) -> None:
    """The card stands in its payment shard under this number."""
    await rows(connection, "note_card_id", (card_id, token))


async def forget_unbound(connection: Connection, token: str) -> bool:
    """Drop a card that no payment shard knows; False for one that stands there, or nowhere."""
    return bool((await rows(connection, "forget_unbound", (token,)))[0][0])


async def cards_to_seal_anew(connection: Connection, after: str, seal_id: str, hash_id: str, limit: int) -> list[SealedCard]:
    """The next cards, in order of their tokens, that are not under these keys; locked until the transaction ends."""
    return [_kept(row).card for row in await rows(connection, "cards_to_seal_anew", (after, seal_id, hash_id, limit))]


async def add_caller_key(connection: Connection, key: CallerKey) -> None:
    """Keep a caller's key."""
    values = (key.id, key.scope, key.programme, key.merchant_id, key.seal_key_id, key.sealed, key.created_at)
    await rows(connection, "add_caller_key", values)


async def caller_key(connection: Connection, key_id: str) -> CallerKey | None:
    """A caller's key, revoked or not."""
    found = await rows(connection, "caller_key", (key_id,))
    return _caller(found[0]) if found else None


async def caller_keys(connection: Connection) -> list[CallerKey]:
    """All callers' keys, oldest first."""
    return [_caller(row) for row in await rows(connection, "caller_keys")]


async def revoke_caller_key(connection: Connection, key_id: str, now: datetime) -> bool:
    """Close a caller's key for good; False when there is none."""
    return bool(await rows(connection, "revoke_caller_key", (now, key_id)))


async def replace_caller_seal(connection: Connection, key: CallerKey) -> None:
    """Put a caller's key under newer data keys."""
    await rows(connection, "replace_caller_seal", (key.seal_key_id, key.sealed, key.id))


def _kept(row: tuple[Any, ...]) -> KeptCard:
    return KeptCard(SealedCard(*row[:6]), row[6], row[7])


def _caller(row: tuple[Any, ...]) -> CallerKey:
    key_id, scope, *others = row
    return CallerKey(key_id, Scope(scope), *others)
