"""What happened to a case, and how long it waited where."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from yizhan.kernel.calendar import WorkingCalendar
from yizhan.records.models import Application, ApplicationEvent
from yizhan.web.components import Event
from yizhan.web.desk.words import PAUSE_REASONS
from yizhan.web.formats import money, working_time
from yizhan.web.labels import event_label, role_name, state_pill
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows.promises import queue_times_of

MINUTE = timedelta(minutes=1)
EVENTS_SHOWN = 200


def events(application: Application) -> list[Event]:
    """The events of a case, the newest first."""
    found = application.events.select_related("actor").order_by("-at", "-id")[:EVENTS_SHOWN]
    return [_event(event) for event in found]


def queue_table(application: Application, now: datetime, calendar: WorkingCalendar) -> Table:
    """Working time in each state since complete receipt, and who held it."""
    rows = [
        {
            "state": state_pill("application", time.step),
            "role": role_name(time.holder) if time.holder else "–",
            "time": working_time(time.worked // MINUTE),
        }
        for time in queue_times_of(application, now, calendar)
    ]
    columns = [Column("state", _("State"), "pill"), Column("role", _("Held by")), Column("time", _("Working time"), "end")]
    return Table(_("Working time in each step"), columns, rows, empty=_("The clock has not started, or a year's calendar is missing."))


def _event(event: ApplicationEvent) -> Event:
    label = event_label(event.kind)
    who = f"{event.actor} ({role_name(event.actor.role)})" if event.actor else _("System")
    return Event(label.label, event.at, who, _note(event.facts), label.tone)


def _note(facts: dict[str, Any]) -> str:
    """What the facts of an event tell a person."""
    parts = []
    if facts.get("amount"):
        parts.append(money(facts["amount"]))
    if facts.get("reason"):
        parts.append(word(PAUSE_REASONS, facts["reason"]))
    parts += [str(facts[name]) for name in ("note", "answer", "place", "contract", "loan", "code") if facts.get(name)]
    if facts.get("percent"):
        parts.append(_("%(percent)s%% of the working time used") % {"percent": facts["percent"]})
    return " · ".join(parts)
