"""A card that its bank has agreed to is kept: in the vault, then in the payer's shard, then the vault notes the shard's number."""

from datetime import datetime

from yizhan.kernel.refusal import Refusal
from yizhan.switch.binding.desk import BoundCard
from yizhan.switch.shard.registers import Registers
from yizhan.switch.zone.cards import CardZone
from yizhan.vault.cards import OpenCard


async def keep_bound(zone: CardZone, registers: Registers, card: OpenCard, payer_id: int, scheme: str, co_brand: str,
                     now: datetime) -> BoundCard | Refusal:
    """The bound card. Refuses `card_bound_elsewhere`, `cards_at_most`, `card_numbers_used_up`. A no leaves the number as it was."""
    # A payer's cards are numbered by how many there are: one at a time.
    async with zone.one_at_a_time(payer_id):
        kept = await zone.keep(card, payer_id, now)
        if isinstance(kept, Refusal):
            return kept
        try:
            card_id = await registers.add_card(kept.card_id, payer_id, kept.card.token, kept.card.masked, scheme, co_brand, card.expiry,
                                               now)
        except Exception:
            # A failure may have come after the row was written: the number of a card that can pay is given to nobody.
            if not await registers.is_bound(payer_id, kept.card.token):
                await zone.undo(kept)
            raise
        if isinstance(card_id, Refusal):
            await zone.undo(kept)
            return card_id
        await zone.bound(kept.card.token, card_id)
    return BoundCard(card_id, kept.card.masked, scheme)
