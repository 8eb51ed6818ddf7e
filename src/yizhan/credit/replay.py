"""A loan lived again from the start of its schedule: what it would be had every payment been known on its value date.

A payment that is booked late, or taken back, changes what later payments paid, how long something was overdue, and what it cost. The
answer is not a correction of figures but the same rules applied once more, day by day. Values only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from yizhan.credit.servicing import PaidPart, Position, ServicingRules, close_day, due_through, fall_due, pay
from yizhan.kernel.calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that was paid on a value date. `is_collection`: taken at the day's end instead of paid during the day.

    `known_excess_minor` is what the records already gave to the deposit account of it; only excess beyond that is still there to pay
    what falls due later.
    """

    key: str
    on: date
    amount_minor: int
    is_collection: bool = False
    known_excess_minor: int = 0


@dataclass(slots=True)
class Replayed:
    """Where the loan stands, what each payment paid, and what of it nothing took."""

    position: Position
    parts: dict[str, list[PaidPart]] = field(default_factory=dict)
    excess: dict[str, int] = field(default_factory=dict)


def replay(start: Position, payments: Sequence[Payment], through: date, rules_on: Callable[[date], ServicingRules],
           calendar: WorkingCalendar, fees: Mapping[date, int] | None = None) -> Replayed:
    """The loan from the night before its schedule began through the day end of `through`, and payments after that as well.

    `payments` stand in order of value date; `fees` are what was charged on a day, before its payments. Payments before the first day of
    the schedule raise ValueError.
    """
    charged = fees or {}
    day = start.accrued_through + timedelta(days=1)
    if payments and payments[0].on < day:
        raise ValueError(f"a payment of {payments[0].on} is before the schedule's first day {day}")
    done = Replayed(start, {payment.key: [] for payment in payments}, {payment.key: 0 for payment in payments})
    last = max([through, *charged, *(payment.on for payment in payments)])
    while day <= last:
        done.position = replace(done.position, fee_due_minor=done.position.fee_due_minor + charged.get(day, 0))
        rules, (cutoff, _) = rules_on(day), due_through(day, calendar)
        today = [payment for payment in payments if payment.on == day]
        for payment in today:
            if not payment.is_collection:
                _take(done, payment.key, payment.amount_minor, day, rules)
        if day <= through:
            done.position = fall_due(done.position, day, cutoff)
        for payment in today:
            if payment.is_collection:
                _take(done, payment.key, payment.amount_minor, cutoff, rules)
        if day <= through:
            _use_excess(done, payments, day, cutoff, rules)
            done.position = close_day(done.position, day, rules)
        day += timedelta(days=1)
    return done


def _take(done: Replayed, key: str, amount_minor: int, due: date, rules: ServicingRules) -> None:
    done.position, parts, left = pay(done.position, amount_minor, due, rules)
    done.parts[key] += parts
    done.excess[key] += left


def _use_excess(done: Replayed, payments: Sequence[Payment], day: date, cutoff: date, rules: ServicingRules) -> None:
    """At the day's end the deposit account pays what is due: money that a payment now leaves over pays here, oldest first."""
    for payment in payments:
        spare = done.excess[payment.key] - payment.known_excess_minor
        if payment.on <= day and spare > 0:
            done.excess[payment.key] -= spare
            _take(done, payment.key, spare, cutoff, rules)
