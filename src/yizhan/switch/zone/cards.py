"""Cards of the vault as the switch works with them: opened for one message, kept once their holder's bank has agreed.

Only sealed rows stay in memory; a number is in the clear for as long as its message is made.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakValueDictionary

import psycopg

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.switch.zone.keys import Connections, ZoneKeys
from yizhan.vault import store
from yizhan.vault.card_number import BIN_SHORT
from yizhan.vault.cards import OpenCard, SealedCard, hashes_of, new_token, seal, unseal, with_expiry
from yizhan.vault.errors import KeyMissing

SEALED_MAX = 20_000


class CardUnknown(LookupError):
    """No card stands under this token: the shard and the vault disagree."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A card in the vault; `card_id` when the payer had bound it before, `is_new` when it was put there now.

    `released_at` tells since when it was unbound, if it was until now.
    """

    card: SealedCard
    card_id: int | None
    is_new: bool
    released_at: datetime | None = None


class CardZone:
    """The cards. One for each switch; safe for any number of concurrent calls of one event loop."""

    def __init__(self, connections: Connections, keys: ZoneKeys, bin_digits: int = BIN_SHORT, sealed_max: int = SEALED_MAX) -> None:
        self._connections = connections
        self._keys = keys
        self._bin_digits = bin_digits
        self._sealed_max = sealed_max
        self._sealed: OrderedDict[str, SealedCard] = OrderedDict()
        self._payers: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def one_at_a_time(self, payer_id: int) -> asyncio.Lock:
        """Held while a payer's cards are bound or unbound: vault and shard are written one after the other, by this switch alone."""
        return self._payers.setdefault(payer_id, asyncio.Lock())

    def remembered(self, token: str) -> OpenCard | None:
        """Number and expiry of a card whose sealed row is at hand; None where the vault has to be asked. Raises SealBroken."""
        card = self._sealed.get(token)
        if card is None:
            return None
        self._sealed.move_to_end(token)
        try:
            return unseal(self._keys.ring, card)
        except KeyMissing:  # sealed anew since, and its old key removed
            del self._sealed[token]
            return None

    async def open_card(self, token: str) -> OpenCard:
        """Number and expiry for a message. Raises CardUnknown, KeyMissing or SealBroken."""
        return (await self.open_cards((token,)))[token]

    async def open_cards(self, tokens: Collection[str]) -> Mapping[str, OpenCard]:
        """Many cards at once: those not remembered are read in one query."""
        opened = {token: card for token in tokens if (card := self.remembered(token)) is not None}
        missing = [token for token in tokens if token not in opened]
        if missing:
            async with self._connections() as connection:
                found = {kept.card.token: kept.card for kept in await store.cards(connection, missing)}
                for token in missing:
                    if token not in found:
                        raise CardUnknown(f"no card stands under {token}")
                    ring = await self._keys.load_for(connection, found[token].seal_key_id)
                    opened[token] = unseal(ring, found[token])
                    self._remember(found[token])
        return opened

    async def keep(self, card: OpenCard, payer_id: int, now: datetime) -> Kept | Refusal:
        """Seal a card for a payer; the same card of the same payer keeps its token and takes the new expiry.

        Refuses `card_bound_elsewhere` when another payer has bound the number.
        """
        async with self._connections() as connection:
            try:
                return await self._keep(connection, card, payer_id, now)
            except psycopg.errors.ForeignKeyViolation:
                # The keys were turned between our look and our insert; the newest ones are taken now.
                await self._keys.load(connection)
                return await self._keep(connection, card, payer_id, now)

    async def bound(self, token: str, card_id: int) -> None:
        """The card stands in its payment shard."""
        async with self._connections() as connection:
            await store.note_card_id(connection, token, card_id)

    async def forget_unbound(self, token: str) -> None:
        """Drop a card whose binding failed after it was kept."""
        self._sealed.pop(token, None)
        async with self._connections() as connection:
            await store.forget_unbound(connection, token)

    async def undo(self, kept: Kept) -> None:
        """Leave the number as it stood before `keep`; what was unbound is so since the old moment, from which its keeping is counted."""
        if kept.is_new:
            await self.forget_unbound(kept.card.token)
        elif kept.released_at is not None:
            await self.release(kept.card.token, kept.released_at)

    async def release(self, token: str, now: datetime) -> None:
        """The card was unbound: another payer may bind its number, which stays sealed for refunds until `forget_released`."""
        async with self._connections() as connection:
            await store.release_card(connection, token, now)

    async def unreleased(self, tokens: Collection[str]) -> list[str]:
        """Those of the tokens whose cards are bound as far as the vault knows."""
        async with self._connections() as connection:
            return await store.unreleased(connection, list(tokens))

    async def forget_released(self, before: datetime) -> None:
        """Destroy the numbers of cards that were unbound before a moment."""
        async with self._connections() as connection:
            for token in await store.forget_released(connection, before):
                self._sealed.pop(token, None)

    async def _keep(self, connection: store.Connection, card: OpenCard, payer_id: int, now: datetime) -> Kept | Refusal:
        await self._keys.refresh(connection)
        ring = self._keys.ring
        sealed = seal(ring, card, new_token(), self._bin_digits)
        if await store.card_of_hashes(connection, hashes_of(ring, card.number)) is None:
            if again := await self._taken_back(connection, card, payer_id):
                return again
            if await store.add_card(connection, sealed, payer_id, now):
                return Kept(sealed, None, is_new=True)
        same = await store.card_of_hashes(connection, hashes_of(ring, card.number))
        if same is None or same.payer_id != payer_id:
            return refuse("card_bound_elsewhere")
        renewed = with_expiry(ring, same.card, card.expiry)
        await store.replace_seal(connection, renewed)
        self._sealed.pop(renewed.token, None)
        return Kept(renewed, same.card_id, is_new=False)

    async def _taken_back(self, connection: store.Connection, card: OpenCard, payer_id: int) -> Kept | None:
        """The payer's own card of this number that was unbound, under its old token; None where there is none, or another was faster."""
        ring = self._keys.ring
        same = await store.released_card_of_hashes(connection, hashes_of(ring, card.number), payer_id)
        if same is None:
            return None
        renewed = with_expiry(ring, same.card, card.expiry)
        await store.replace_seal(connection, renewed)
        try:
            released_at = await store.take_card_back(connection, renewed.token)
        except psycopg.errors.UniqueViolation:
            return None
        self._sealed.pop(renewed.token, None)
        return Kept(renewed, same.card_id, is_new=False, released_at=released_at)

    def _remember(self, card: SealedCard) -> None:
        self._sealed[card.token] = card
        self._sealed.move_to_end(card.token)
        if len(self._sealed) > self._sealed_max:
            self._sealed.popitem(last=False)
