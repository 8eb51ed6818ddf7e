"""One place moves an application: state by the table of credit/application.py, event row, promise, holder."""

from typing import Any

from yizhan.credit.application import Clock, Event, State, clock_of, holder_role, next_state
from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import plain
from yizhan.records.models import Application, ApplicationEvent, Pause
from yizhan.workflows.action import Act
from yizhan.workflows.calendars import working_calendar
from yizhan.workflows.promises import end_promise, refresh_deadline

# The promise counts as fulfilled when the branch's own work is done; a withdrawal or an expired offer is the customer's.
CUSTOMERS_END = (State.WITHDRAWN, State.EXPIRED)


def move(act: Act, application: Application, event: Event, **facts: Any) -> Refusal | None:
    """Move a locked application by an event and write its event row; a Refusal leaves it as it was."""
    before = State(application.state)
    role = act.actor.role if act.actor else "system"
    after = next_state(before, event, role, paused_from(application))
    if isinstance(after, Refusal):
        return after
    application.state, application.holder_role, application.version = after, holder_role(after) or "", application.version + 1
    if before is not after:
        application.holder = None
    _run_clock(act, application, before, after)
    application.save()
    note(act, application, event, before, after, **facts)
    act.changed(application, before={"state": before}, after={"state": after, **facts})
    return None


def note(act: Act, application: Application, kind: str, before: str = "", after: str = "", **facts: Any) -> None:
    """Write one event row; without states it is a remark that moves nothing."""
    ApplicationEvent.objects.create(
        application=application,
        kind=kind,
        at=act.now,
        actor=act.actor,
        from_state=before,
        to_state=after,
        facts=plain(facts | {"holder_role": application.holder_role}),
    )


def paused_from(application: Application) -> State | None:
    """The state to which a paused application goes back."""
    if application.state != State.PAUSED:
        return None
    event = application.events.filter(to_state=State.PAUSED).exclude(from_state=State.PAUSED).order_by("at", "id").last()
    return State(event.from_state) if event else None


def _run_clock(act: Act, application: Application, before: State, after: State) -> None:
    """Start, refresh or end the promise as the state says."""
    clock = clock_of(after)
    if clock is Clock.NOT_STARTED:
        return
    calendar = working_calendar()
    if before is State.OFFERED:
        application.pauses.filter(ended_at=None).update(ended_at=act.now, answered_by=act.actor)
    if after is State.OFFERED:
        # Until the borrower accepts, the branch waits for the customer.
        Pause.objects.create(application=application, reason="acceptance", started_at=act.now, created_at=act.now, requested_by=act.actor)
    if application.received_at is None and clock in (Clock.RUNNING, Clock.PAUSED):
        application.received_at = act.now
    if clock is Clock.ENDED and clock_of(before) is not Clock.ENDED:
        end_promise(application, act.now, calendar, kept_counts=after not in CUSTOMERS_END)
    elif clock is not Clock.ENDED:
        refresh_deadline(application, act.now, calendar)
