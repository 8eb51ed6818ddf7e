"""Limits of a wallet programme by tier (限额): single, day, year, in dollars and in yuan. Holds count like payments.

`Ceilings` is what a database function needs to check and count in one statement; `check` is the same rule on values.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yizhan.kernel.dated import Dated
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.counting import USD_MICRO, Counted, Usage, count, largest_order
from yizhan.payments.figures import figure, figures
from yizhan.payments.rates import DayRate
from yizhan.payments.tiers import Tier, missing, tier_of

FILE = "limits.yaml"
PERIODS = ("single", "day", "year")


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that one period may count, in either measure or in both; None sets no limit."""

    usd_micro: int | None = None
    cny_minor: int | None = None

    def holds(self, counted: Counted) -> bool:
        """Whether an amount stays within, the ceiling itself included."""
        within_usd = self.usd_micro is None or counted.usd_micro <= self.usd_micro
        return within_usd and (self.cny_minor is None or counted.cny_minor <= self.cny_minor)

    def room(self, used: Counted, dollar_rate: DayRate) -> Money | None:
        """The largest order in yuan that still fits, never below zero; None without a limit."""
        rooms = []
        if self.usd_micro is not None:
            rooms.append(largest_order(self.usd_micro - used.usd_micro, dollar_rate))
        if self.cny_minor is not None:
            rooms.append(Money(max(0, self.cny_minor - used.cny_minor)))
        return min(rooms) if rooms else None


@dataclass(frozen=True, slots=True)
class Ceilings:
    """The ceilings of a programme and tier, and the day from which the figures hold."""

    single: Ceiling
    day: Ceiling
    year: Ceiling
    rule_from: date
    is_assumption: bool

    def first_passed(self, usage: Usage, counted: Counted) -> str | None:
        """The first period whose ceiling an order would pass: single, day, year; None when it fits."""
        after = usage + counted
        checked = zip(PERIODS, (counted, after.day, after.year), strict=True)
        return next((period for period, amount in checked if not getattr(self, period).holds(amount)), None)

    def room(self, usage: Usage, dollar_rate: DayRate) -> Money | None:
        """The largest order in yuan that all three let through."""
        used = (Counted(), usage.day, usage.year)
        rooms = [getattr(self, period).room(amount, dollar_rate) for period, amount in zip(PERIODS, used, strict=True)]
        return min((room for room in rooms if room is not None), default=None)


def ceilings(programme: str, tier: Tier, on: date, rules: Mapping[str, Dated] | None = None) -> Ceilings:
    """The ceilings in force on a day; LookupError for a programme or day that the data do not know."""
    version = figure(figures(FILE) if rules is None else rules, f"{programme}.{tier}", on)
    single, day, year = (_ceiling(version.value.get(period, {})) for period in PERIODS)
    return Ceilings(single, day, year, version.effective_from, version.is_assumption)


def _ceiling(value: Mapping[str, Any]) -> Ceiling:
    usd_micro = Money.of(value["usd"], "USD").amount_minor * (USD_MICRO // 100) if "usd" in value else None
    return Ceiling(usd_micro, Money.of(value["cny"]).amount_minor if "cny" in value else None)


def check(programme: str, held: Collection[str], order: Money, usage: Usage, dollar_rate: DayRate,
          rules: Mapping[str, Dated] | None = None) -> Counted | Refusal:
    """How an order counts, or why it may not be made; the day is the rate's.

    Refusals: `traveller_unknown` before the lowest tier (missing); `step_up_required` where a higher tier would let the order
    through (limit, tier, missing, room); `limit_single`, `limit_day`, `limit_year` where none would (room). Without this
    function's yes no message goes to a scheme.
    """
    on, tier = dollar_rate.day, tier_of(held, dollar_rate.day)
    if tier is None:
        return refuse("traveller_unknown", missing=missing(Tier.T0, held, on))
    counted, own = count(order, dollar_rate), ceilings(programme, tier, on, rules)
    passed = own.first_passed(usage, counted)
    if passed is None:
        return counted
    room = own.room(usage, dollar_rate)
    for higher in tier.higher:
        if ceilings(programme, higher, on, rules).first_passed(usage, counted) is None:
            return refuse("step_up_required", limit=passed, tier=higher.value, missing=missing(higher, held, on), room=room)
    return _over(passed, room)


def _over(period: str, room: Money | None) -> Refusal:
    if period == "single":
        return refuse("limit_single", room=room)
    return refuse("limit_day", room=room) if period == "day" else refuse("limit_year", room=room)
