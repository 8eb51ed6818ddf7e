"""How much of a limit is left (剩余额度), told at 50, 80 and 95 % of it, so that nobody learns of a limit at the till."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.kernel.dated import Dated
from yizhan.kernel.money import Money
from yizhan.payments.counting import Counted, Usage
from yizhan.payments.figures import figure, figures
from yizhan.payments.limits import FILE, Ceiling, ceilings
from yizhan.payments.rates import DayRate
from yizhan.payments.tiers import Tier, missing, tier_of


@dataclass(frozen=True, slots=True)
class Room:
    """What is left of one period's limit; `level` is the highest share of it that is reached (0.50, 0.80, 0.95), or None."""

    period: str
    left: Money
    used_share: Decimal
    level: Decimal | None


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The next tier that gives more room, and only what is missing for it."""

    tier: Tier
    missing: tuple[str, ...]


def rooms(programme: str, tier: Tier, usage: Usage, dollar_rate: DayRate, rules: Mapping[str, Dated] | None = None) -> tuple[Room, ...]:
    """What is left of the day and of the year, where they have a limit."""
    own, levels = ceilings(programme, tier, dollar_rate.day, rules), _levels(dollar_rate.day)
    parts = (("day", own.day, usage.day), ("year", own.year, usage.year))
    return tuple(_room(period, ceiling, used, levels, dollar_rate) for period, ceiling, used in parts if ceiling != Ceiling())


def next_upgrade(programme: str, held: Collection[str], on: date) -> Upgrade | None:
    """The lowest tier above the present one whose limits are wider; None at the top or before the first tier."""
    tier = tier_of(held, on)
    if tier is None:
        return None
    own = ceilings(programme, tier, on)
    for higher in tier.higher:
        wider = ceilings(programme, higher, on)
        if (wider.single, wider.day, wider.year) != (own.single, own.day, own.year):
            return Upgrade(higher, missing(higher, held, on))
    return None


def _room(period: str, ceiling: Ceiling, used: Counted, levels: tuple[Decimal, ...], dollar_rate: DayRate) -> Room:
    share = max(_share(used.usd_micro, ceiling.usd_micro), _share(used.cny_minor, ceiling.cny_minor))
    left = ceiling.room(used, dollar_rate) or Money.zero()
    return Room(period, left, share, max((level for level in levels if share >= level), default=None))


def _share(used: int, limit: int | None) -> Decimal:
    if limit is None:
        return Decimal(0)
    # Counting cuts less than a millionth of a dollar from each payment; so small a lack must not hide a level.
    return (Decimal(used) / limit).quantize(Decimal("0.000001")) if limit else Decimal(1)


def _levels(on: date) -> tuple[Decimal, ...]:
    return tuple(Decimal(level) for level in figure(figures(FILE), "room_levels", on).value)
