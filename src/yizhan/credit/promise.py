"""The promise of three working days (三个工作日): deadline, pauses, time left, warnings.

Convention 1 of the fact sheet (12.8): the day of complete receipt is day 0 and the deadline is closing time
on the third working day after it. What arrives after closing counts as received on the next calendar day,
so that a later receipt never means an earlier deadline. See docs/algorithms/promise.md.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from yizhan.credit.working_time import WorkingHours
from yizhan.kernel.calendar import ONE_DAY, WorkingCalendar
from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.dated import Dated, load_dated
from yizhan.kernel.refusal import Refusal

NOTHING = timedelta()
SECOND = timedelta(seconds=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class PromiseRules:
    """The rules in force on the day of receipt; they hold for the whole case, because they were promised."""

    working_days: int
    opens_at: time
    closes_at: time
    warning_shares: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """The branch waits for the customer. Moments are aware; `ended_at` None means that it still waits."""

    started_at: datetime
    ended_at: datetime | None
    reason: str
    paused_by: str

    def holds_at(self, moment: datetime) -> bool:
        """Whether the branch is waiting at a moment."""
        return self.started_at <= moment and (self.ended_at is None or moment < self.ended_at)


@dataclass(frozen=True, slots=True)
class PendingCalendar:
    """The deadline cannot be known yet: the calendar of `missing_year` is not published. Work goes on."""

    missing_year: int


@dataclass(frozen=True, slots=True)
class DeadlineWarning:
    """A share of the working time and the moment at which it is used up, if no further pause begins."""

    share: Decimal
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseStatus:
    """How a promise stands at a moment. All durations are working time, not time on the wall.

    `left` is negative when the promise is broken; `paused` is what pauses have given back so far.
    """

    received_at: datetime
    day_zero: date
    deadline: datetime
    allowed: timedelta
    used: timedelta
    left: timedelta
    paused: timedelta
    is_paused: bool
    is_overdue: bool
    share_used: Decimal
    warnings: tuple[DeadlineWarning, ...]


@dataclass(frozen=True, slots=True)
class StepEvent:
    """A case entered a step at a moment and lies with someone since then."""

    step: str
    holder: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class QueueTime:
    """Working time a case spent in one step, all visits together, and who held it last."""

    step: str
    holder: str
    worked: timedelta


@dataclass(frozen=True, slots=True)
class _Clock:
    """The fixed part of a promise: receipt, day 0, the deadline without pauses, and the pauses in order."""

    hours: WorkingHours
    received_at: datetime
    day_zero: date
    first_deadline: datetime
    pauses: tuple[Span, ...] = ()


@functools.cache
def _dated() -> dict[str, Dated]:
    return load_dated(Path(__file__).with_name("promise.yaml"))


def promise_rules(on: date) -> PromiseRules:
    """The rules in force on a day, from promise.yaml; raises LookupError before the first version."""
    values = {name: dated.on(on).value for name, dated in _dated().items()}
    return PromiseRules(values["promise_working_days"], time.fromisoformat(values["opens_at"]),
                        time.fromisoformat(values["closes_at"]),
                        tuple(Decimal(share) for share in values["warning_shares"]))


def day_zero_of(received_at: datetime, rules: PromiseRules) -> date:
    """The day that counts as the day of receipt: after closing it is the next calendar day."""
    local = received_at.astimezone(SHANGHAI)
    return local.date() + ONE_DAY if local.time() > rules.closes_at else local.date()


def promise_deadline(received_at: datetime, pauses: Sequence[Pause], now: datetime, rules: PromiseRules,
                     calendar: WorkingCalendar) -> datetime | PendingCalendar:
    """The deadline as it stands at `now`, or the year whose calendar is missing.

    An open pause counts up to `now`; a pause that begins after the deadline cannot mend a broken promise.
    """
    clock = _clock(received_at, pauses, now, rules, calendar)
    if isinstance(clock, Refusal):
        return PendingCalendar(clock.facts["year"])
    deadline = _moved(clock)
    return PendingCalendar(deadline.facts["year"]) if isinstance(deadline, Refusal) else deadline


def promise_status(received_at: datetime, pauses: Sequence[Pause], now: datetime, rules: PromiseRules,
                   calendar: WorkingCalendar) -> PromiseStatus | PendingCalendar:
    """Deadline, working time used and left, share used and the moments of the warnings, as at `now`."""
    clock = _clock(received_at, pauses, now, rules, calendar)
    status = clock if isinstance(clock, Refusal) else _status(clock, now, rules.warning_shares)
    if isinstance(status, Refusal):
        return PendingCalendar(status.facts["year"])
    return replace(status, is_paused=any(pause.holds_at(now) for pause in pauses))


def queue_times(events: Sequence[StepEvent], until: datetime, rules: PromiseRules,
                calendar: WorkingCalendar) -> tuple[QueueTime, ...] | Refusal:
    """Working time per step from the case's events in order of time; the last step runs to `until`.

    The last event names who holds the case now. A year without a calendar is `calendar_missing`.
    """
    hours = WorkingHours(rules.opens_at, rules.closes_at, calendar)
    ends = [event.entered_at for event in events[1:]] + [until]
    steps: dict[str, QueueTime] = {}
    for event, end in zip(events, ends, strict=True):
        worked = hours.between(event.entered_at, end)
        if isinstance(worked, Refusal):
            return worked
        before = steps[event.step].worked if event.step in steps else NOTHING
        steps[event.step] = QueueTime(event.step, event.holder, before + worked)
    return tuple(steps.values())


def _clock(received_at: datetime, pauses: Sequence[Pause], now: datetime, rules: PromiseRules,
           calendar: WorkingCalendar) -> _Clock | Refusal:
    day_zero = day_zero_of(received_at, rules)
    last_day = calendar.add_working_days(day_zero, rules.working_days)
    if isinstance(last_day, Refusal):
        return last_day
    hours = WorkingHours(rules.opens_at, rules.closes_at, calendar)
    return _Clock(hours, received_at, day_zero, hours.closing(last_day), _merged(received_at, pauses, now))


def _merged(received_at: datetime, pauses: Sequence[Pause], now: datetime) -> tuple[Span, ...]:
    """The pauses since receipt and up to now; overlaps become one, so that no minute counts twice."""
    merged: list[Span] = []
    for pause in sorted(pauses, key=lambda item: item.started_at):
        start, end = max(pause.started_at, received_at), min(pause.ended_at or now, now)
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _moved(clock: _Clock) -> datetime | Refusal:
    """The deadline moved by the working time of every pause that began before it."""
    deadline = clock.first_deadline
    for start, end in clock.pauses:
        if start >= deadline:
            break
        worked = clock.hours.between(start, end)
        moved = worked if isinstance(worked, Refusal) else clock.hours.add(deadline, worked)
        if isinstance(moved, Refusal):
            return moved
        deadline = moved
    return deadline


def _status(clock: _Clock, now: datetime, shares: Sequence[Decimal]) -> PromiseStatus | Refusal:
    deadline = _moved(clock)
    if isinstance(deadline, Refusal):
        return deadline
    allowed = clock.hours.between(clock.received_at, clock.first_deadline)
    paused = clock.hours.between(clock.first_deadline, deadline)
    passed = clock.hours.between(clock.received_at, now)
    if isinstance(passed, Refusal) and now > deadline:
        # The deadline is known and missed; how long ago is not, because the calendar ends in between.
        passed = clock.hours.between(clock.received_at, deadline)
    if isinstance(allowed, Refusal):
        return allowed
    if isinstance(paused, Refusal):
        return paused
    if isinstance(passed, Refusal):
        return passed
    used = passed - paused
    warnings = _warnings(clock, allowed, shares)
    if isinstance(warnings, Refusal):
        return warnings
    share_used = (Decimal(used // SECOND) / (allowed // SECOND)).quantize(Decimal("0.0001"))
    return PromiseStatus(clock.received_at, clock.day_zero, deadline, allowed, used, allowed - used, paused,
                         False, now > deadline, share_used, warnings)


def _warnings(clock: _Clock, allowed: timedelta,
              shares: Sequence[Decimal]) -> tuple[DeadlineWarning, ...] | Refusal:
    warnings: list[DeadlineWarning] = []
    for share in shares:
        due_at = clock.hours.add(clock.received_at, int(share * (allowed // SECOND)) * SECOND)
        moved = due_at if isinstance(due_at, Refusal) else _moved(replace(clock, first_deadline=due_at))
        if isinstance(moved, Refusal):
            return moved
        warnings.append(DeadlineWarning(share, moved))
    return tuple(warnings)
