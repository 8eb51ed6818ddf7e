"""The working calendar of the branch: years of the library and years that a manager imported."""

from datetime import date

from yizhan.kernel.calendar import CalendarYear as PublishedYear
from yizhan.kernel.calendar import WorkingCalendar, parse_calendar_year
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Application, CalendarYear
from yizhan.workflows.action import Act, action
from yizhan.workflows.promises import refresh_deadline


def working_calendar() -> WorkingCalendar:
    """All known years."""
    return WorkingCalendar(tuple(_published(year) for year in CalendarYear.objects.order_by("year")))


@action("calendar.import")
def import_calendar(act: Act, text: str) -> CalendarYear | Refusal:
    """Take a published year over and give every pending deadline that it settles."""
    parsed = parse_calendar_year(text)
    if not isinstance(parsed, PublishedYear):
        return parsed[0]
    year, _ = CalendarYear.objects.update_or_create(
        year=parsed.year,
        defaults={
            "holidays": sorted(day.isoformat() for day in parsed.holidays),
            "makeup_workdays": sorted(day.isoformat() for day in parsed.makeup_workdays),
            "source": parsed.source,
            "published_on": parsed.published_on,
            "imported_by": act.actor,
            "created_at": act.now,
        },
    )
    act.changed(year, after={"year": parsed.year, "source": parsed.source})
    calendar = working_calendar()
    for application in Application.objects.filter(due_state="pending_calendar").select_for_update():
        refresh_deadline(application, act.now, calendar)
        application.save(update_fields=["due_at", "due_state"])
        act.changed(
            application, before={"due_state": "pending_calendar"}, after={"due_at": application.due_at, "due_state": application.due_state}
        )
    return year


def _published(year: CalendarYear) -> PublishedYear:
    return PublishedYear(
        year.year,
        frozenset(map(date.fromisoformat, year.holidays)),
        frozenset(map(date.fromisoformat, year.makeup_workdays)),
        year.source,
        year.published_on,
    )
