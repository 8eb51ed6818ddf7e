"""Policy watch for the relationship manager: whom to call and why, and the calendar of windows and titles that run out."""

from datetime import timedelta
from uuid import UUID

import yaml
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.dated import DatedDataError
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.policy.book_files import reformed
from yizhan.policy.calendar import windows
from yizhan.policy.parameters import ParameterBook, load_book
from yizhan.policy.words import words_of
from yizhan.records.models import PolicyCall
from yizhan.web.components import SummaryRow
from yizhan.web.doors import door, run, today
from yizhan.web.formats import bilingual, day, language
from yizhan.web.forms import KeyedForm, add_refusal
from yizhan.web.policy.words import outcome_pill
from yizhan.web.refusals import refusal_text
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import TITLES, word
from yizhan.workflows.permissions import may
from yizhan.workflows.policy_watch import DueTitle, branch_changes, keep_calls, mark_called, titles_due

CALLS_A_PAGE = 25
CALENDAR_DAYS = 180
REFORM_LENGTH_MAX = 20_000


class WatchForm(KeyedForm):
    """Two days to compare, and figures that a draft would change."""

    old_on = forms.DateField(label=gettext_lazy("Figures in force on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    new_on = forms.DateField(label=gettext_lazy("against those on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    draft = forms.CharField(
        label=gettext_lazy("Draft of other figures"),
        required=False,
        max_length=REFORM_LENGTH_MAX,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One change a line, for example: - {programme: tech_sme, name: score_min, value: 55, effective_from: 2027-01-01}"
        ),
    )


class CalledForm(KeyedForm):
    """What came of the call."""

    note = forms.CharField(label=gettext_lazy("What came of it"), required=False, max_length=500)


@door("policy.calls")
def calls(request: HttpRequest) -> HttpResponse:
    """The list to call, the comparison, and the calendar."""
    return _page(request, _watch_form())


@door("policy.watch", "POST")
def compare(request: HttpRequest) -> HttpResponse:
    """Compare two days or a draft over the whole branch; who changes is put on the list."""
    form = WatchForm(request.POST)
    if form.is_valid():
        kept = _compared(request, form)
        if not isinstance(kept, Refusal):
            messages.success(request, _("The list to call has been brought up to date."))
            return redirect("policy_calls")
        add_refusal(form, kept)
    return _page(request, form, status=422)


@door("policy.call", "POST")
def called(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Mark an enterprise as called."""
    form = CalledForm(request.POST)
    if form.is_valid():
        done = run(request, mark_called, call_id, form.values["note"])
        if isinstance(done, Refusal):
            messages.error(request, refusal_text(done))
        else:
            messages.success(request, _("%(enterprise)s is marked as called.") % {"enterprise": done.enterprise.name})
    return redirect("policy_calls")


def _compared(request: HttpRequest, form: WatchForm) -> PolicyCall | Refusal:
    old_on, new_on, draft = (form.values[name] for name in ("old_on", "new_on", "draft"))
    new = _drafted(draft)
    if isinstance(new, Refusal):
        return new
    changed = [f"{change['programme']}.{change['name']} = {change['value']}" for change in yaml.safe_load(draft) or ()]
    cause = " · ".join([f"{old_on} → {new_on}", *changed])
    return run(request, keep_calls, cause, new_on, branch_changes(load_book(), new, new_on, old_on))


def _drafted(draft: str) -> ParameterBook | Refusal:
    if not draft.strip():
        return load_book()
    try:
        return reformed(yaml.safe_load(draft), load_book(), _("draft"))
    except (yaml.YAMLError, DatedDataError) as error:
        return refuse("reform_wrong", field="draft", problem=" ".join(str(error).split()))


def _watch_form() -> WatchForm:
    return WatchForm(initial={"old_on": today(), "new_on": today() + timedelta(days=1)})


def _page(request: HttpRequest, form: WatchForm, status: int = 200) -> HttpResponse:
    on = today()
    rows = PolicyCall.objects.select_related("enterprise", "called_by")
    waiting = Paginator(rows.filter(called_at=None).order_by("-created_at", "enterprise__name", "id"), CALLS_A_PAGE).get_page(
        request.GET.get("page")
    )
    done = rows.exclude(called_at=None).order_by("-called_at")[:CALLS_A_PAGE]
    return render(
        request,
        "policy/calls.html",
        {
            "form": form,
            "page": waiting,
            "waiting": [_shown(call) for call in waiting.object_list],
            "done": _done_table(done),
            "may_call": may(request.user.role, "policy.call"),
            "may_watch": may(request.user.role, "policy.watch"),
            "windows": [_window_row(window) for window in windows(on, on + timedelta(days=CALENDAR_DAYS))],
            "titles": _titles_table(titles_due(on, CALENDAR_DAYS)),
            "days": CALENDAR_DAYS,
        },
        status=status,
    )


def _shown(call: PolicyCall) -> dict:
    words = words_of(call.programme)
    reasons = [
        {
            "text": bilingual(words.conditions[reason["condition"]].text)
            if reason["condition"] in words.conditions
            else reason["condition"],
            "old": outcome_pill(reason["old"]),
            "new": outcome_pill(reason["new"]),
            "figures": [_figure(call.programme, figure) for figure in reason["figures"]],
        }
        for reason in call.reasons
    ]
    return {
        "call": call,
        "title": bilingual(words.title),
        "old": outcome_pill(call.old_outcome),
        "new": outcome_pill(call.new_outcome),
        "reasons": reasons,
        "form": CalledForm(auto_id=f"id_{call.pk.hex}_%s"),
        "href": reverse("enterprise", args=[call.enterprise_id]),
        "verdict_href": reverse("enterprise_policy_programme", args=[call.enterprise_id, call.programme]),
    }


def _figure(programme: str, figure: dict) -> dict:
    """A changed figure with its words, where the book still has it."""
    dated = load_book().programmes.get(programme, {}).get(figure["name"])
    return {**figure, "name": dated.versions[0].note.get(language(), figure["name"]) if dated else figure["name"]}


def _done_table(calls: list[PolicyCall]) -> Table | None:
    columns = [
        Column("enterprise", _("Enterprise"), href_key="href"),
        Column("programme", _("Programme")),
        Column("new", _("Now"), "pill"),
        Column("by", _("Called by")),
        Column("at", _("Called"), "moment"),
        Column("note", _("What came of it")),
    ]
    rows = [
        {
            "enterprise": call.enterprise.name,
            "href": reverse("enterprise", args=[call.enterprise_id]),
            "programme": bilingual(words_of(call.programme).title),
            "new": outcome_pill(call.new_outcome),
            "by": str(call.called_by),
            "at": call.called_at,
            "note": call.note,
        }
        for call in calls
    ]
    return Table(_("Called"), columns, rows) if rows else None


def _window_row(window: object) -> SummaryRow:
    return SummaryRow(
        f"{day(window.opens_on)} – {day(window.closes_on)}",
        f"{bilingual(words_of(window.programme).title)}: {bilingual(window.text)}",
        window.source,
    )


def _titles_table(due: tuple[DueTitle, ...]) -> Table:
    columns = [
        Column("enterprise", _("Enterprise"), href_key="href"),
        Column("title", _("Title")),
        Column("number", _("Number")),
        Column("expires", _("Runs out"), "day"),
        Column("left", _("Days left"), "number"),
    ]
    rows = [
        {
            "enterprise": item.enterprise.name,
            "href": reverse("enterprise", args=[item.enterprise.pk]),
            "title": word(TITLES, item.expiry.kind),
            "number": item.expiry.number or "–",
            "expires": item.expiry.expires_on,
            "left": item.expiry.days_left,
        }
        for item in due
    ]
    return Table(_("Titles that run out within %(days)s days") % {"days": CALENDAR_DAYS}, columns, rows, empty=_("None is known."))
