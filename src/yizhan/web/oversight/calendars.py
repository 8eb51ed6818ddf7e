"""The working calendar: which years are known, and the import of a published one with every fault named at once."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yizhan.kernel.calendar import CalendarYear as PublishedYear
from yizhan.kernel.calendar import parse_calendar_year
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import CalendarYear
from yizhan.web.components import Crumb, Pill
from yizhan.web.doors import door, run
from yizhan.web.forms import KeyedForm, form_of
from yizhan.web.oversight.periods import today
from yizhan.web.refusals import refusal_text
from yizhan.web.tables import Column, Table
from yizhan.workflows.branch_figures import pending_applications
from yizhan.workflows.calendars import import_calendar, working_calendar
from yizhan.workflows.permissions import may

FILE_BYTES_MAX = 100_000
YEARS_BACK, YEARS_AHEAD = 2, 2
EXAMPLE = """year: 2027
source: "国务院办公厅 …"
published_on: 2026-11-05
holidays: [2027-01-01, 2027-02-05..2027-02-11]
makeup_workdays: [2027-02-14]
"""


class CalendarForm(KeyedForm):
    """A published year as a file or as text."""

    file = forms.FileField(label=gettext_lazy("File"), required=False, help_text=gettext_lazy("YAML, as in the example below."))
    text = forms.CharField(
        label=gettext_lazy("Or paste the text"),
        required=False,
        max_length=FILE_BYTES_MAX,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )

    def clean(self) -> dict:
        """One of the two, readable as text."""
        cleaned = super().clean()
        file = cleaned.get("file")
        if file is None and not cleaned.get("text", "").strip():
            self.add_error("text", _("Choose a file or paste the text of a published year."))
        if file is not None:
            self._read(file, cleaned)
        return cleaned

    def _read(self, file, cleaned: dict) -> None:
        if file.size > FILE_BYTES_MAX:
            self.add_error("file", _("This file is too large for a calendar. Choose the YAML file of one year."))
            return
        try:
            cleaned["text"] = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("This file is no UTF-8 text. Save it as UTF-8 and send it again."))


@door("branch.read")
def calendar(request: HttpRequest) -> HttpResponse:
    """The known years and, for the branch manager, the form."""
    return _page(request, CalendarForm())


@door("calendar.import", "POST")
def calendar_import(request: HttpRequest) -> HttpResponse:
    """Take a published year over; with faults nothing is taken over and all of them are listed."""
    form = form_of(CalendarForm, request)
    if not form.is_valid():
        return _page(request, form, status=422)
    text = form.values["text"]
    parsed = parse_calendar_year(text)
    if not isinstance(parsed, PublishedYear):
        return _page(request, _filled(form, text), parsed, 422)
    waiting = pending_applications().count()
    year = run(request, import_calendar, text)
    if isinstance(year, Refusal):
        return _page(request, _filled(form, text), [year], 422)
    settled = waiting - pending_applications().count()
    messages.success(
        request,
        _("The calendar of %(year)s is known now.") % {"year": year.year}
        + " "
        + ngettext("%(count)s deadline that waited for it is set.", "%(count)s deadlines that waited for it are set.", settled)
        % {"count": settled},
    )
    return redirect("calendar")


def _filled(form: CalendarForm, text: str) -> CalendarForm:
    """The form with the text of the file in its field, so that it can be mended at once."""
    return CalendarForm(initial={"text": text})


def _page(request: HttpRequest, form: CalendarForm, faults: list[Refusal] | None = None, status: int = 200) -> HttpResponse:
    return render(
        request,
        "oversight/calendar.html",
        {
            "form": form,
            "faults": _fault_table(faults) if faults else None,
            "years": _year_table(),
            "example": EXAMPLE,
            "pending": pending_applications().count(),
            "may_import": may(request.user.role, "calendar.import"),
            "crumbs": [Crumb(_("Branch"), reverse("branch")), Crumb(_("Working calendar"))],
        },
        status=status,
    )


def _fault_table(faults: list[Refusal]) -> Table:
    rows = [
        {"line": fault.facts.get("line") or "–", "field": fault.facts.get("field") or "–", "mend": refusal_text(fault)} for fault in faults
    ]
    columns = [Column("line", _("Line"), "end"), Column("field", _("Field")), Column("mend", _("What is wrong and how to mend it"))]
    return Table(_("Faults"), columns, rows)


def _year_table() -> Table:
    known, imported = working_calendar(), {year.year: year for year in CalendarYear.objects.select_related("imported_by")}
    years = sorted({*imported, *range(today().year - YEARS_BACK, today().year + YEARS_AHEAD)}, reverse=True)
    columns = [
        Column("year", _("Year")),
        Column("state", _("State"), "pill"),
        Column("source", _("Source")),
        Column("published", _("Published"), "day"),
        Column("holidays", _("Days off by notice"), "number"),
        Column("makeup", _("Make-up working days"), "number"),
        Column("by", _("Imported by")),
    ]
    return Table(_("Known years"), columns, [_year_row(year, known.year(year), imported.get(year)) for year in years])


def _year_row(year: int, found: PublishedYear | Refusal, row: CalendarYear | None) -> dict:
    if isinstance(found, Refusal):
        return {"year": str(year), "state": Pill(_("Not published yet"), "waiting"), "source": refusal_text(found)}
    published: date | None = found.published_on
    source = _("library “%(name)s”") % {"name": found.source} if row is None else found.source
    return {
        "year": str(year),
        "state": Pill(_("Imported"), "good") if row else Pill(_("Known"), "good"),
        "source": source,
        "published": published,
        "holidays": len(found.holidays),
        "makeup": len(found.makeup_workdays),
        "by": str(row.imported_by or _("System")) if row else "",
    }
