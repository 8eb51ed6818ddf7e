"""One room a shard: its writers, registers, lookups and charges. Who asks is sent to the room that the id names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yizhan.payments import ids
from yizhan.switch.charges import Charges
from yizhan.switch.shard.collector import Collector
from yizhan.switch.shard.lookups import Lookups
from yizhan.switch.shard.registers import Registers


@dataclass(frozen=True, slots=True)
class Room:
    """What works on one shard."""

    shard: int
    collector: Collector
    lookups: Lookups
    registers: Registers
    charges: Charges


class ShardUnknown(LookupError):
    """An id names a shard that this switch does not serve."""


class Rooms:
    """The rooms of this switch by shard."""

    def __init__(self, rooms: Iterable[Room]) -> None:
        self._rooms: Mapping[int, Room] = {room.shard: room for room in rooms}

    def all(self) -> tuple[Room, ...]:
        """Every room."""
        return tuple(self._rooms.values())

    def of_card(self, card_id: int) -> Room:
        """Where a card lives; ShardUnknown."""
        return self._of(ids.shard_of_card(card_id))

    def find_of_card(self, card_id: int) -> Room | None:
        """Where a card lives, or None where that shard is not served."""
        return self._rooms.get(ids.shard_of_card(card_id))

    def of_payer(self, payer_id: int) -> Room:
        """Where a payer lives; ShardUnknown."""
        return self._of(payer_id >> 40)

    def of_payment(self, payment_id: int) -> Room:
        """Where a payment or refund lives; ShardUnknown."""
        return self._of(ids.shard_of(payment_id))

    def _of(self, shard: int) -> Room:
        if shard not in self._rooms:
            raise ShardUnknown(f"shard {shard} is not served here")
        return self._rooms[shard]
