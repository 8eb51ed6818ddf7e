"""What the travellers of the demo park have paid, and what their banks said: a few days of a small place, as data."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from yizhan.demo.timeline import Timeline

# Whose card: scheme, number, expiry (YYMM). Published test numbers.
CARDS: Final = (("visa", "4000008260000000", "2912"), ("mastercard", "5200828282828210", "3006"), ("visa", "4000002500000003", "2909"))
BOUND_ON: Final = ((9, "18:24"), (6, "20:10"), (2, "11:46"))

# Days back (working days; 0 is today, in minutes before now), traveller, shop, yuan, how it was shown, the issuer's answer, yuan back.
_PAST: Final = (
    (9, "18:41", 0, 0, "18.00", "static_code", "00", ""),
    (9, "19:30", 0, 2, "96.00", "dynamic_code", "00", ""),
    (8, "08:12", 0, 0, "22.00", "static_code", "00", ""),
    (8, "12:35", 0, 2, "148.00", "dynamic_code", "00", ""),
    (8, "21:10", 0, 1, "688.00", "dynamic_code", "51", ""),
    (6, "20:32", 1, 1, "1288.50", "dynamic_code", "00", "288.50"),
    (6, "21:05", 1, 0, "36.00", "static_code", "00", ""),
    (5, "09:02", 1, 2, "54.00", "dynamic_code", "00", ""),
    (5, "12:48", 1, 2, "326.00", "dynamic_code", "57", ""),
    (5, "12:52", 1, 2, "326.00", "dynamic_code", "00", ""),
    (5, "19:44", 0, 0, "45.00", "static_code", "00", ""),
    (4, "08:30", 1, 0, "18.00", "static_code", "00", ""),
    (4, "13:15", 1, 1, "860.00", "dynamic_code", "00", ""),
    (4, "18:20", 0, 2, "188.00", "dynamic_code", "05", ""),
    (4, "18:22", 0, 2, "188.00", "dynamic_code", "00", ""),
    (3, "10:06", 1, 0, "27.50", "static_code", "00", ""),
    (3, "20:50", 1, 2, "412.00", "dynamic_code", "00", "62.00"),
    (2, "11:58", 2, 0, "16.00", "static_code", "00", ""),
    (2, "13:20", 2, 2, "132.00", "dynamic_code", "00", ""),
    (2, "19:05", 1, 2, "276.00", "dynamic_code", "91", ""),
    (2, "19:09", 1, 2, "276.00", "dynamic_code", "00", ""),
    (1, "08:45", 2, 0, "24.00", "static_code", "00", ""),
    (1, "12:31", 2, 2, "208.00", "dynamic_code", "61", ""),
    (1, "12:36", 2, 2, "98.00", "dynamic_code", "00", ""),
    (1, "20:15", 1, 1, "1560.00", "dynamic_code", "00", ""),
)
_TODAY: Final = (
    (52, 2, 0, "18.00", "static_code", "00", ""),
    (38, 0, 2, "76.00", "dynamic_code", "00", ""),
    (31, 1, 2, "238.00", "dynamic_code", "54", ""),
    (27, 1, 2, "238.00", "dynamic_code", "00", ""),
    (16, 0, 0, "32.00", "static_code", "00", ""),
    (9, 2, 2, "64.00", "dynamic_code", "00", ""),
    (4, 1, 0, "21.00", "static_code", "00", ""),
)


@dataclass(frozen=True, slots=True)
class Paid:
    """One line of the plan: traveller and shop by their place in the cast, amounts in yuan, "" where nothing came back."""

    at: datetime
    traveller: int
    shop: int
    yuan: str
    channel: str
    answer: str
    back: str


def bound_at(timeline: Timeline) -> tuple[datetime, ...]:
    """When each traveller bound the card of the same place."""
    return tuple(timeline.at(days, clock) for days, clock in BOUND_ON)


def paid(timeline: Timeline) -> list[Paid]:
    """The payments in their order; those of today end a few minutes before now."""
    past = [Paid(timeline.at(days, clock), *rest) for days, clock, *rest in _PAST]
    return past + [Paid(timeline.now - timedelta(minutes=minutes), *rest) for minutes, *rest in _TODAY]
