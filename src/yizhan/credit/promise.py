"""The promise of three working days (三个工作日): deadline, pauses, time left, warnings, queue time per step.

Convention 1 of the fact sheet (12.8): the day of complete receipt is day 0 and the deadline is closing time on the third
working day after it. What arrives after closing counts as received on the next calendar day, so that a later receipt
never means an earlier deadline. See docs/algorithms/promise.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from yizhan.kernel.calendar import WorkingCalendar
from yizhan.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PromiseRules:
    """The rules in force on the day of receipt; they hold for the whole case, because they are what was promised."""

    working_days: int
    opens_at: time
    closes_at: time
    warning_shares: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """The branch waits for the customer. Moments are aware; `ended_at` None means the pause is still open."""

    started_at: datetime
    ended_at: datetime | None
    reason: str
    paused_by: str


@dataclass(frozen=True, slots=True)
class PendingCalendar:
    """The deadline cannot be known yet: the calendar of `missing_year` is not published. Work goes on."""

    missing_year: int


@dataclass(frozen=True, slots=True)
class Warning:
    """A share of the working time and the moment at which it is (or will be) used, if no further pause begins."""

    share: Decimal
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseStatus:
    """How a promise stands at a moment. All durations are working time, not time on the wall."""

    received_at: datetime
    day_zero: date
    deadline: datetime
    allowed: timedelta
    used: timedelta
    left: timedelta
    paused: timedelta
    is_paused: bool
    share_used: Decimal
    warnings: tuple[Warning, ...]

    @property
    def is_overdue(self) -> bool:
        """Whether all the working time is used up."""
        return self.used > self.allowed


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


def promise_rules(on: date) -> PromiseRules:
    """The rules in force on a day, from promise.yaml; raises LookupError before the first version."""
    raise NotImplementedError


def promise_deadline(received_at: datetime, pauses: Sequence[Pause], now: datetime, rules: PromiseRules,
                     calendar: WorkingCalendar) -> datetime | PendingCalendar:
    """The deadline as it stands at `now` (an open pause counts up to `now`), or that a year's calendar is missing."""
    raise NotImplementedError


def promise_status(received_at: datetime, pauses: Sequence[Pause], now: datetime, rules: PromiseRules,
                   calendar: WorkingCalendar) -> PromiseStatus | PendingCalendar:
    """Deadline, time used and left, share used, and the moments of the warnings, as they stand at `now`."""
    raise NotImplementedError


def queue_times(events: Sequence[StepEvent], until: datetime, rules: PromiseRules,
                calendar: WorkingCalendar) -> tuple[QueueTime, ...] | Refusal:
    """Working time per step from the case's events in order of time; the last step runs to `until`.

    The last event names who holds the case now. A year without a calendar is `calendar_missing`.
    """
    raise NotImplementedError
