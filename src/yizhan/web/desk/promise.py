"""The promise of three working days as the desk shows it: the deadline of a row, and how far the time of a case is used."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from yizhan.credit.promise import PendingCalendar, PromiseStatus
from yizhan.kernel.calendar import WorkingCalendar
from yizhan.records.models import Application
from yizhan.web.components import Deadline, Figure
from yizhan.web.formats import moment, percent, working_time
from yizhan.workflows.promises import ENDED, promise_of

MINUTE = timedelta(minutes=1)
Status = PromiseStatus | PendingCalendar | None


def status_of(application: Application, now: datetime, calendar: WorkingCalendar) -> Status:
    """How the promise stands; None before complete receipt. Reads the pauses, which lists prefetch."""
    return promise_of(application, now, calendar)


def deadline_of(application: Application, status: Status) -> Deadline:
    """The deadline as the components show it."""
    if isinstance(status, PendingCalendar) and application.due_state == "pending_calendar":
        return Deadline("pending_calendar", missing_year=status.missing_year)
    left = status.left // MINUTE if isinstance(status, PromiseStatus) else None
    due_at = status.deadline if isinstance(status, PromiseStatus) and application.due_state == "paused" else application.due_at
    return Deadline(application.due_state, due_at, left, application.warned_percent)


def promise_figures(application: Application, status: Status) -> list[Figure]:
    """Receipt, time left, share used and time given back by pauses; () before the clock starts."""
    if status is None:
        return []
    received = Figure(_("Complete receipt"), *_day_and_time(application.received_at))
    if isinstance(status, PendingCalendar):
        year = {"year": status.missing_year}
        return [received, Figure(_("Deadline"), _("pending calendar"), _("The working days of %(year)s are not loaded yet.") % year)]
    used = {"used": working_time(status.used // MINUTE), "allowed": working_time(status.allowed // MINUTE)}
    return [
        received,
        _ended(application) if application.due_state in ENDED else _time_left(status),
        Figure(_("Working time used"), percent(status.share_used, 0), _("%(used)s of %(allowed)s") % used),
        Figure(
            _("Given back by pauses"), working_time(status.paused // MINUTE), _("The clock stands still now.") if status.is_paused else ""
        ),
    ]


def _ended(application: Application) -> Figure:
    return Figure(_("Ended"), *_day_and_time(application.ended_at))


def _time_left(status: PromiseStatus) -> Figure:
    left = status.left // MINUTE
    time_left = _("%(time)s late") % {"time": working_time(left)} if left < 0 else working_time(left)
    return Figure(_("Working time left"), time_left, _("until %(moment)s") % {"moment": moment(status.deadline)})


def _day_and_time(value: datetime) -> tuple[str, str]:
    """The day as the figure, weekday and time as its note."""
    day_text, *rest = moment(value).split(" ")
    return day_text, " ".join(rest)
