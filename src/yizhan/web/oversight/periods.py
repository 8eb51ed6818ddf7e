"""A period in the address (`?first=2026-01-01&last=2026-03-31`): two days that a person can change, and ready-made ones."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yizhan.kernel.clock import branch_date
from yizhan.web.doors import CLOCK
from yizhan.web.tables import query_with
from yizhan.workflows.branch_figures import Period

READY_DAYS = (30, 90, 365)
EARLIEST, LATEST = date(1990, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True, slots=True)
class ReadyPeriod:
    """A period to choose with one click."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class ChosenPeriod:
    """The period of a page: the days asked for, what is wrong with them, and ready-made periods.

    A faulty day leaves the default in force, keeps what was typed and says what to write.
    """

    period: Period
    first_text: str
    last_text: str
    problem: str
    ready: tuple[ReadyPeriod, ...]


def today() -> date:
    """The branch's day."""
    return branch_date(CLOCK.now())


def period_from(request: HttpRequest, days: int = 365) -> ChosenPeriod:
    """The period that the address asks for, or the last `days` days."""
    default = Period(today() - timedelta(days=days - 1), today())
    texts = {name: request.GET.get(name, "").strip() for name in ("first", "last")}
    first, last = (_day(text) if text else fallback for text, fallback in zip(texts.values(), (default.first, default.last), strict=True))
    problem = _problem(first, last)
    period = default if problem or first is None or last is None else Period(first, last)
    shown = texts if problem else {"first": period.first.isoformat(), "last": period.last.isoformat()}
    return ChosenPeriod(period, shown["first"], shown["last"], problem, tuple(_ready(request, count, period) for count in READY_DAYS))


def day_from(request: HttpRequest, name: str = "day") -> tuple[date, str, str]:
    """A day of the address (today when none is named), what to show in its field, and what is wrong with it."""
    text = request.GET.get(name, "").strip()
    chosen = _day(text) if text else today()
    return (chosen, chosen.isoformat(), "") if chosen else (today(), text, _not_a_day())


def _problem(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return _not_a_day()
    return _("The first day lies after the last one. Exchange them.") if first > last else ""


def _not_a_day() -> str:
    return _("Write days as year, month and day, for example 2026-11-23.")


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def _ready(request: HttpRequest, days: int, period: Period) -> ReadyPeriod:
    first, last = today() - timedelta(days=days - 1), today()
    href = query_with(request.GET.urlencode(), first=first.isoformat(), last=last.isoformat(), page=None)
    return ReadyPeriod(ngettext("%(days)s day", "%(days)s days", days) % {"days": days}, href, period == Period(first, last))
