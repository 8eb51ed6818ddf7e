"""The promise of an application as it stands: deadline, pauses and warnings kept on the record."""

from datetime import datetime

from yizhan.credit.promise import (
    Pause,
    PendingCalendar,
    PromiseStatus,
    QueueTime,
    StepEvent,
    promise_rules,
    promise_status,
    queue_times,
)
from yizhan.kernel.calendar import WorkingCalendar
from yizhan.kernel.clock import branch_date
from yizhan.records.models import Application

ENDED = ("kept", "missed", "ended")


def promise_of(application: Application, now: datetime, calendar: WorkingCalendar) -> PromiseStatus | PendingCalendar | None:
    """How the promise stands at a moment; None before complete receipt. An ended one is shown as it ended."""
    if application.received_at is None:
        return None
    until = application.ended_at if application.due_state in ENDED and application.ended_at else now
    return promise_status(application.received_at, pauses_of(application), until, _rules(application), calendar)


def refresh_deadline(application: Application, now: datetime, calendar: WorkingCalendar) -> None:
    """Set the deadline and its state from the receipt and the pauses; the caller saves."""
    status = promise_of(application, now, calendar)
    if status is None:
        return
    if isinstance(status, PendingCalendar):
        application.due_at, application.due_state = None, "pending_calendar"
        return
    application.due_at = status.deadline
    application.due_state = "paused" if status.is_paused else "running"


def end_promise(application: Application, now: datetime, calendar: WorkingCalendar, *, kept_counts: bool) -> None:
    """The clock stops for good: kept or missed when the branch finished its work, ended when the customer withdrew."""
    status = promise_of(application, now, calendar)
    application.ended_at = now
    if status is None or not kept_counts:
        application.due_state = "ended"
    elif isinstance(status, PendingCalendar):
        # Three working days cannot have passed before the first unpublished day, so the promise was kept.
        application.due_state = "kept"
    else:
        application.due_at = status.deadline
        application.due_state = "missed" if status.is_overdue else "kept"


def pauses_of(application: Application) -> list[Pause]:
    """The pauses as values, oldest first."""
    return [
        Pause(pause.started_at, pause.ended_at, pause.reason, str(pause.requested_by_id))
        for pause in sorted(application.pauses.all(), key=lambda pause: pause.started_at)
    ]


def queue_times_of(application: Application, now: datetime, calendar: WorkingCalendar) -> tuple[QueueTime, ...]:
    """Working time per state since complete receipt; empty while a calendar year is missing."""
    steps = [
        StepEvent(event.to_state, event.facts.get("holder_role", ""), event.at)
        for event in application.events.order_by("at", "id")
        if event.to_state
        and event.to_state != event.from_state
        and application.received_at is not None
        and event.at >= application.received_at
    ]
    if not steps:
        return ()
    times = queue_times(steps, application.ended_at or now, _rules(application), calendar)
    return times if isinstance(times, tuple) else ()


def _rules(application: Application):
    return promise_rules(branch_date(application.received_at))
