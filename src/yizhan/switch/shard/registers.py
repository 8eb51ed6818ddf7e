"""Payers, cards and merchants of a shard, as the switch keeps them: small tables where no money moves, written beside the writers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from yizhan.kernel.clock import branch_date
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments import ids, stored
from yizhan.payments.binding import cards_bound_max
from yizhan.payments.shard_accounts import open_statement
from yizhan.payments.tiers import Tier
from yizhan.switch.gathered import Gathered
from yizhan.switch.shard.table import ShardTable
from yizhan.switch.zone.keys import Connections

_PAYER = """INSERT INTO :schema.payer (id, programme, tier, changed_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET tier = excluded.tier, changed_at = excluded.changed_at
WHERE payer.programme = excluded.programme RETURNING id"""
_MERCHANT = """INSERT INTO :schema.merchant (id, name_latin, city_latin, category_code, fee_ppm, status, changed_at)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET name_latin = excluded.name_latin, city_latin = excluded.city_latin,
category_code = excluded.category_code, fee_ppm = excluded.fee_ppm, status = excluded.status, changed_at = excluded.changed_at"""
_MERCHANTS = "SELECT id, name_latin, city_latin, category_code, status FROM :schema.merchant"
_CARD = """SELECT card.id, card.payer_id, card.token, card.masked, card.scheme, card.status, payer.programme
FROM :schema.card JOIN :schema.payer ON payer.id = card.payer_id WHERE card.id = ANY (%s)"""
_ADD_CARD = """INSERT INTO :schema.card (id, payer_id, token, masked, scheme, co_brand, region, expiry, bound_at, changed_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET expiry = excluded.expiry, masked = excluded.masked, status = 1, changed_at = excluded.changed_at
WHERE card.token = excluded.token RETURNING id"""
_CARDS_OF = "SELECT id, token, status FROM :schema.card WHERE payer_id = %s"
# What its issuer says of a card does not bind it again.
_CARD_STATUS = "UPDATE :schema.card SET status = %s, changed_at = %s WHERE id = %s AND status <> %s"
# The number of `unbound` stands in the text, so that the partial index is used.
_UNBOUND = "SELECT id, token FROM :schema.card WHERE status = 15 AND changed_at > %s"
_CALLBACK = """INSERT INTO :schema.callback (caller, url, key_id, changed_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (caller) DO UPDATE SET url = excluded.url, key_id = excluded.key_id, changed_at = excluded.changed_at"""
REMEMBERED_MAX = 200_000
_REGION = "elsewhere"  # No table of issuers is at hand, so the dearer region is taken (an assumption of the project).


@dataclass(frozen=True, slots=True)
class CardInfo:
    """A card as a payment needs it."""

    id: int
    payer_id: int
    token: str
    masked: str
    scheme: str
    status: int
    programme: str


@dataclass(frozen=True, slots=True)
class MerchantInfo:
    """A merchant as a message names it."""

    id: int
    name_latin: str
    city_latin: str
    category_code: str
    status: int


class Registers(ShardTable):
    """One shard's registers. Cards and merchants are remembered: this switch is the only one that changes them."""

    def __init__(self, shard: int, connections: Connections) -> None:
        super().__init__(shard, connections)
        self._cards: dict[int, CardInfo] = {}
        self._unread: Gathered[int, CardInfo] = Gathered(self._read_cards)
        self._merchants: dict[int, MerchantInfo] = {}

    async def load(self) -> None:
        """Read the merchants."""
        for row in await self._rows(_MERCHANTS):
            self._merchants[row[0]] = MerchantInfo(*row)

    async def keep_payer(self, payer_id: int, programme: str, tier: Tier, now: datetime) -> Refusal | None:
        """Make a payer known, or change its tier; `payer_of_other_programme` when it stands with another."""
        numbers = (payer_id, stored.PROGRAMME_NUMBERS[programme], stored.TIER_NUMBERS[tier], now)
        return None if await self._rows(_PAYER, numbers) else refuse("payer_of_other_programme")

    async def keep_merchant(self, merchant: MerchantInfo, fee_ppm: int, now: datetime) -> None:
        """Make a merchant known, or change it; its accounts are opened first."""
        async with self._connections() as connection:
            await connection.execute(*open_statement(self._schema, [("merchant_payable", merchant.id)]))  # type: ignore[arg-type]
        await self._rows(_MERCHANT, (merchant.id, merchant.name_latin, merchant.city_latin, merchant.category_code, fee_ppm,
                                     merchant.status, now))
        self._merchants[merchant.id] = merchant

    def merchant(self, merchant_id: int) -> MerchantInfo | None:
        """A merchant, if it is known."""
        return self._merchants.get(merchant_id)

    async def card(self, card_id: int) -> CardInfo | None:
        """A card with its payer's programme, remembered."""
        found = self._cards.get(card_id)
        return found if found is not None else await self._unread.get(card_id)

    async def know(self, card_ids: Collection[int]) -> None:
        """Read those cards, all in one query, that are not remembered yet."""
        missing = {number for number in card_ids if number not in self._cards}
        if missing:
            await self._read_cards(missing)

    async def _read_cards(self, card_ids: Collection[int]) -> dict[int, CardInfo]:
        if len(self._cards) > REMEMBERED_MAX:
            self._cards.clear()
        rows = await self._rows(_CARD, (list(card_ids),))
        found = {number: CardInfo(number, payer_id, token, masked, stored.SCHEMES[scheme], status, stored.PROGRAMMES[programme])
                 for number, payer_id, token, masked, scheme, status, programme in rows}
        self._cards.update(found)
        return found

    async def add_card(self, card_id: int | None, payer_id: int, token: str, masked: str, scheme: str, co_brand: str, expiry: str,
                       now: datetime) -> int | Refusal:
        """A bound card under the payer's next number, or under its old one with a new expiry.

        Refuses `cards_at_most` (cards_max) where as many are bound as may be, `card_numbers_used_up` (cards_max) where as many have been
        bound in all as there are numbers: payments and refunds name the card, so a number is never given to another one.
        """
        while True:
            known = await self._rows(_CARDS_OF, (payer_id,))
            held = card_id if card_id is not None else next((number for number, other, _ in known if other == token), None)
            if refusal := _no_room([status for number, _, status in known if number != held], held is None, branch_date(now)):
                return refusal
            number = held if held is not None else ids.card_id(payer_id, len(known))
            values = (number, payer_id, token, masked, stored.SCHEME_NUMBERS[scheme], co_brand, stored.REGION_NUMBERS[_REGION], expiry,
                      now, now)
            try:
                kept = await self._rows(_ADD_CARD, values)
            finally:
                self._cards.pop(number, None)
            if kept:
                return number
            if card_id is not None:
                raise ValueError("the card's number stands under another token")

    async def is_bound(self, payer_id: int, token: str) -> bool:
        """Whether a payer's card of this token stands here and is not unbound, as the rows say now."""
        held = await self._rows(_CARDS_OF, (payer_id,))
        return any(other == token and status != stored.CARD_STATE_NUMBERS["unbound"] for _, other, status in held)

    async def set_card_status(self, card_id: int, status: str, now: datetime) -> None:
        """Block, disable, free or unbind a card; one that is unbound stays so until it is bound again."""
        await self._rows(_CARD_STATUS, (stored.CARD_STATE_NUMBERS[status], now, card_id, stored.CARD_STATE_NUMBERS["unbound"]))
        self._cards.pop(card_id, None)

    async def unbound_since(self, since: datetime) -> list[tuple[int, str]]:
        """Id and token of the cards that were unbound after a moment."""
        return await self._rows(_UNBOUND, (since,))

    async def keep_callback(self, caller: int, url: str, key_id: str, now: datetime) -> None:
        """Where a caller is told of results, and which of its keys signs."""
        await self._rows(_CALLBACK, (caller, url, key_id, now))


def _no_room(statuses: Collection[int], is_new: bool, on: date) -> Refusal | None:
    """Why a payer can have no card beside those of these statuses."""
    most = cards_bound_max(on)
    if sum(status != stored.CARD_STATE_NUMBERS["unbound"] for status in statuses) >= most:
        return refuse("cards_at_most", cards_max=most)
    return refuse("card_numbers_used_up", cards_max=ids.CARDS_MAX) if is_new and len(statuses) >= ids.CARDS_MAX else None
