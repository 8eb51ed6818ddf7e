"""How much a merchant's people may refund by themselves (退款权限): at one go and in a day; the branch confirms what is above."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yizhan.kernel.money import Money
from yizhan.payments.figures import figure, figures

FILE = "refund_authority.yaml"


class Position(StrEnum):
    """What a person is to the merchant."""

    CLERK = "clerk"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class RefundAuthority:
    """The limits of a position on a day; `is_assumption` where no source sets them."""

    single: Money
    day: Money
    is_assumption: bool

    def room(self, ordered_today: Money) -> Money:
        """The largest refund that needs nobody else, after what the person ordered today."""
        return max(Money.zero(), min(self.single, self.day - ordered_today))


def refund_authority(position: Position, on: date) -> RefundAuthority:
    """The limits of a position in force on a day."""
    version = figure(figures(FILE), position.value, on)
    return RefundAuthority(Money.of(version.value["single"]), Money.of(version.value["day"]), version.confidence == "assumption")


def needs_confirmation(position: Position, part: Money, ordered_today: Money, on: date) -> bool:
    """Whether the branch has to confirm a refund of `part` before it is sent; exactly the limit is still within."""
    return part > refund_authority(position, on).room(ordered_today)
