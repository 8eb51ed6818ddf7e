"""The branch manager's page: funnel, queue times, promises, time to money, refusals; each chart's title is its answer."""

from datetime import timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yizhan.credit.application import Clock, State, clock_of, holder_role
from yizhan.web import charts
from yizhan.web.charts import Point
from yizhan.web.components import Figure
from yizhan.web.doors import CLOCK, door
from yizhan.web.formats import duration, number, percent, working_time
from yizhan.web.labels import role_name, state_pill
from yizhan.web.oversight.cases import case_rows, case_table
from yizhan.web.oversight.periods import period_from
from yizhan.web.oversight.words import REASONS
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows.branch_figures import BranchFigures, Spread, branch_figures, pending_applications, warned_applications
from yizhan.workflows.calendars import working_calendar

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
LISTED_MAX = 20


@door("branch.read")
def branch(request: HttpRequest) -> HttpResponse:
    """How the branch does in a period, and what needs the manager now."""
    chosen, calendar, now = period_from(request), working_calendar(), CLOCK.now()
    figures = branch_figures(chosen.period, now, calendar)
    warned, pending = (found.prefetch_related("pauses") for found in (warned_applications(), pending_applications()))
    return render(
        request,
        "oversight/branch.html",
        {
            "chosen": chosen,
            "cards": _cards(figures, warned.count(), pending.count()),
            "is_empty": not any(figures.reached.values()),
            "funnel": _funnel(figures),
            "queue": _queue(figures),
            "queue_table": _queue_table(figures),
            "promises": _promises(figures),
            "money": _money(figures),
            "money_table": _money_table(figures),
            "refusals": _refusals(figures),
            "without_calendar": figures.without_calendar,
            "warned": case_table(_("Promises of which half or more is used"), case_rows(warned[:LISTED_MAX], now, calendar)),
            "pending": case_table(_("Deadlines that wait for a calendar"), case_rows(pending[:LISTED_MAX], now, calendar)),
        },
    )


def working(value: timedelta | None) -> str:
    """Working time in words; a dash where there is none."""
    return "–" if value is None else working_time(value // MINUTE)


def _cards(figures: BranchFigures, warned: int, pending: int) -> list[Figure]:
    ended = figures.kept + figures.missed
    kept = percent(Decimal(figures.kept) / ended, 0) if ended else "–"
    return [
        Figure(_("Promises kept"), kept, _("%(kept)s of %(ended)s that ended") % {"kept": figures.kept, "ended": ended}, "#promises"),
        Figure(_("Receipt to money, median"), working(figures.to_money.median), _("working time without pauses"), "#money"),
        Figure(_("Receipt to money, P90"), working(figures.to_money.ninth_decile), _("nine in ten are faster"), "#money"),
        Figure(
            _("Paid out"),
            number(figures.reached[State.PAID_OUT]),
            _("of %(begun)s begun") % {"begun": figures.reached[State.DRAFT]},
            "#funnel",
        ),
        Figure(_("Warnings now"), number(warned), _("half or more of the time is used"), "#warned"),
        Figure(_("Pending calendar now"), number(pending), _("deadline not known yet"), "#pending"),
    ]


def _funnel(figures: BranchFigures) -> str:
    begun, paid = figures.reached[State.DRAFT], figures.reached[State.PAID_OUT]
    facts = {"begun": begun, "paid": paid}
    title = (
        ngettext(
            "%(paid)s of %(begun)s application begun in the period was paid out",
            "%(paid)s of %(begun)s applications begun in the period were paid out",
            begun,
        )
        % facts
    )
    begin = {
        State.DRAFT: _("Applications begun"),
        State.CHECKED: _("Checked"),
        State.PROPOSED: _("Proposed"),
        State.COMPLETE: _("Papers complete"),
    }
    points = [Point(str(begin.get(state) or state_pill("application", state).label), count) for state, count in figures.reached.items()]
    return charts.bar(title, points, heads=(_("State reached"), _("Applications")))


def _queue(figures: BranchFigures) -> str:
    """The steps that lie with the branch; what the customer takes stands in the table only."""
    measured = {state: found for state, found in figures.queue.items() if found.median is not None and clock_of(state) is Clock.RUNNING}
    heads = (_("Step"), _("Median, working hours"))
    if not measured:
        return charts.bar(_("No case waited in the period"), [], heads=heads)
    longest = max(measured, key=lambda state: (measured[state].median, measured[state].ninth_decile))
    title = _("The longest wait: %(step)s, median %(time)s of working time") % {
        "step": state_pill("application", longest).label,
        "time": working(measured[longest].median),
    }
    points = [Point(state_pill("application", state).label, _hours(found)) for state, found in measured.items()]
    return charts.bar(title, points, heads=heads, unit=_(" h"))


def _hours(found: Spread) -> Decimal:
    return (Decimal((found.median or timedelta()) // MINUTE) / 60).quantize(Decimal("0.01"))


def _queue_table(figures: BranchFigures) -> Table:
    rows = [
        {
            "step": state_pill("application", state),
            "holder": role_name(holder_role(state)),
            "cases": found.cases,
            "median": working(found.median),
            "p90": working(found.ninth_decile),
        }
        for state, found in figures.queue.items()
    ]
    columns = [
        Column("step", _("Step"), "pill"),
        Column("holder", _("Lies with")),
        Column("cases", _("Cases"), "number"),
        Column("median", _("Median"), "end"),
        Column("p90", _("P90"), "end"),
    ]
    return Table(_("Working time per step"), columns, rows)


def _promises(figures: BranchFigures) -> str:
    ended = figures.kept + figures.missed
    heads = (_("Month"), _("Kept"))
    if not ended:
        return charts.bar(_("No promise ended in the period"), [], heads=heads)
    title = _("%(percent)s of promises were kept: %(kept)s of %(ended)s") % {
        "percent": percent(Decimal(figures.kept) / ended, 1),
        "kept": figures.kept,
        "ended": ended,
    }
    points = [
        Point(f"{month.month:%Y-%m}", (Decimal(100 * month.kept) / (month.kept + month.missed)).quantize(Decimal("0.1")))
        for month in figures.promises
    ]
    return charts.bar(title, points, heads=heads, unit="%")


def _money(figures: BranchFigures) -> str:
    heads = (_("Working days"), _("Loans"))
    found = figures.to_money
    if not found.cases:
        return charts.bar(_("No loan was paid out in the period"), [], heads=heads)
    title = _("Half of the loans were paid within %(median)s of working time, nine in ten within %(p90)s") % {
        "median": working(found.median),
        "p90": working(found.ninth_decile),
    }
    last = max(figures.days_to_money)
    labels = {
        days: _("longer") if days == last else ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
        for days in figures.days_to_money
    }
    return charts.bar(title, [Point(labels[days], count) for days, count in figures.days_to_money.items()], heads=heads)


def _money_table(figures: BranchFigures) -> Table:
    waited = figures.waited
    rows = [
        {
            "what": _("Working time without pauses"),
            "median": working(figures.to_money.median),
            "p90": working(figures.to_money.ninth_decile),
        },
        {
            "what": _("As the customer sees it, nights and pauses too"),
            "median": duration(waited.median),
            "p90": duration(waited.ninth_decile),
        },
    ]
    columns = [Column("what", _("From complete receipt to payout")), Column("median", _("Median"), "end"), Column("p90", _("P90"), "end")]
    return Table(_("Time from complete receipt to payout"), columns, rows)


def _refusals(figures: BranchFigures) -> str:
    heads = (_("Reason"), _("Refusals"))
    if not figures.refusals:
        return charts.bar(_("Nothing was refused in the period"), [], heads=heads)
    code, count = figures.refusals[0]
    title = ngettext(
        "Most often refused because: %(reason)s (%(count)s case)", "Most often refused because: %(reason)s (%(count)s cases)", count
    ) % {"reason": word(REASONS, code), "count": count}
    return charts.bar(title, [Point(word(REASONS, reason), number) for reason, number in figures.refusals], heads=heads)
