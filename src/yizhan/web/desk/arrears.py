"""The arrears desk: loans by bucket, a call or promise noted, the notice to the enterprise on paper."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.servicing import claims_of
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import ArrearsNote, EarlyWarning
from yizhan.web.components import Crumb, Figure, Pill, SummaryRow
from yizhan.web.desk.loan_servicing import class_pill
from yizhan.web.desk.words import (
    ARREARS_NOTES,
    CLAIM_KINDS,
    COLLECTION_STEPS,
    MAIL_STATES,
    PROMISES,
    WARNING_SIGNALS,
    worded_pill,
)
from yizhan.web.doors import door, run, today
from yizhan.web.formats import bilingual, day, money
from yizhan.web.forms import KeyedForm, MoneyField, add_refusal
from yizhan.web.refusals import refusal_text
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows import access
from yizhan.workflows.arrears import Late, due_now, loans_in_arrears, note_arrears, state_of
from yizhan.workflows.early_warnings import close_warning, open_warnings
from yizhan.workflows.letters import send_letter
from yizhan.workflows.permissions import may
from yizhan.workflows.standings import read_position, rules_of


class NoteForm(KeyedForm):
    """What was done, and what was promised."""

    kind = forms.ChoiceField(label=gettext_lazy("What was done?"), choices=list(ARREARS_NOTES.items()), widget=forms.RadioSelect)
    words = forms.CharField(label=gettext_lazy("What was said?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    promised = MoneyField(label=gettext_lazy("Amount promised"), required=False)
    promised_on = forms.DateField(label=gettext_lazy("Promised by"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class FindingForm(KeyedForm):
    """What was found about a warning."""

    finding = forms.CharField(label=gettext_lazy("What was found?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


@door("desk.read")
def arrears(request: HttpRequest) -> HttpResponse:
    """All loans in arrears, longest first, with the sum of each bucket above."""
    rows = loans_in_arrears(request.user, today())
    sums: dict[str, tuple[int, Money]] = {}
    for row in rows:
        count, owed = sums.get(str(row.bucket), (0, Money(0)))
        sums[str(row.bucket)] = (count + 1, owed + row.due)
    figures = [Figure(_("%(bucket)s days") % {"bucket": name}, owed, _("%(count)s loans") % {"count": count})
               for name, (count, owed) in sums.items()]
    columns = [Column("number", _("Number"), "id", href_key="href"), Column("enterprise", _("Enterprise")),
               Column("days", _("Days overdue"), "number"), Column("due", _("Due now"), "money"), Column("risk", _("Risk class"), "pill"),
               Column("step", _("Next step")), Column("last", _("Last done")), Column("promise", _("Promise"), "pill")]
    table = Table(_("Loans in arrears"), columns, [_row(row) for row in rows]) if rows else None
    return render(request, "desk/arrears.html", {"table": table, "figures": figures, "warnings": _warnings(request)})


@door("warning.close", "GET", "POST")
def close(request: HttpRequest, warning_id: UUID) -> HttpResponse:
    """Close an early warning with what was found."""
    found = EarlyWarning.objects.get(pk=warning_id, enterprise__in=access.enterprises(request.user))
    form = FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        result = run(request, close_warning, found.pk, form.values["finding"])
        if not isinstance(result, Refusal):
            messages.success(request, _("Noted."))
            return redirect("arrears")
        add_refusal(form, result)
    context = {"warning": found, "form": form, "signals": [word(WARNING_SIGNALS, one["code"]) for one in found.signals],
               "crumbs": [Crumb(_("Arrears"), reverse("arrears")), Crumb(_("Early warning"))]}
    return render(request, "desk/warning.html", context, status=422 if form.is_bound else 200)


@door("arrears.note", "GET", "POST")
def note(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Note a call, a promise or a notice."""
    found = access.loans(request.user).get(pk=loan_id)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.values
        result = run(request, note_arrears, found.pk, values["kind"], values["words"], values["promised"], values["promised_on"])
        if not isinstance(result, Refusal):
            messages.success(request, _("Noted."))
            return redirect("loan", found.pk)
        add_refusal(form, result)
    crumbs = [Crumb(_("Arrears"), reverse("arrears")), Crumb(found.number, reverse("loan", args=[found.pk])), Crumb(_("Note"))]
    context = {"loan": found, "form": form, "title": _("Note a call or promise"), "button": _("Save the note"), "crumbs": crumbs}
    return render(request, "desk/loan_form.html", context, status=422 if form.is_bound else 200)


@door("desk.read")
def notice(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """The notice to the enterprise, ready to print: what is due, since when, and what each day costs."""
    found = access.loans(request.user).select_related("standing").get(pk=loan_id)
    if found.standing.overdue_since is None:
        raise Http404
    claims = claims_of(read_position(found), today(), rules_of(found, today()))
    rows = [SummaryRow(str(word(CLAIM_KINDS, claim.kind.value)), claim.amount,
                       _("instalment %(number)s") % {"number": number} if number else "") for claim, number in claims]
    return render(request, "desk/arrears_notice_print.html", {
        "loan": found, "rows": rows, "due": due_now(found, today()), "standing": found.standing, "on": today()})


@door("arrears.send", "POST")
def send(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Send the letter of the step that the arrears have reached, without waiting for the morning."""
    sent = run(request, send_letter, loan_id)
    if isinstance(sent, Refusal):
        messages.error(request, refusal_text(sent))
    else:
        messages.success(request, _("The letter is sent."))
    return redirect("loan", loan_id)


@door("desk.read")
def letter(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """A letter as it went out, in both languages, ready to print."""
    found = ArrearsNote.objects.select_related("loan__enterprise", "message").get(
        pk=note_id, loan__in=access.loans(request.user), letter__has_key="text")
    context = {"note": found, "loan": found.loan, "letter": found.letter, "pill": mail_pill(found)}
    return render(request, "desk/letter_print.html", context)


def notes_table(found: Any) -> Table | None:
    """The calls, promises and notices of a loan, newest first."""
    columns = [Column("on", _("On"), "day"), Column("kind", _("What"), href_key="href"), Column("words", _("Words")),
               Column("promised", _("Promised")), Column("state", _("State"), "pill"), Column("who", _("By"))]
    rows = [_note_row(row) for row in found.arrears_notes.select_related("written_by", "message").order_by("-created_at")]
    return Table(_("Calls, promises, notices"), columns, rows) if rows else None


def mail_pill(row: ArrearsNote) -> Pill:
    """Where a letter is: on the home page alone, or on its way by mail."""
    return worded_pill(MAIL_STATES, row.message.state if row.message else "")


def _note_row(row: ArrearsNote) -> dict[str, Any]:
    told = {"on": row.on, "kind": word(ARREARS_NOTES, row.kind), "words": row.words, "href": "",
            "promised": f"{money(Money(row.promised_minor))} · {day(row.promised_on)}" if row.promised_minor else "",
            "state": _promise(state_of(row, today())), "who": str(row.written_by or _("System"))}
    if not row.letter:
        return told
    return told | {"words": bilingual(row.letter["subject"]), "state": mail_pill(row), "href": reverse("letter", args=[row.pk])}


def _warnings(request: HttpRequest) -> Table | None:
    may_close = may(request.user.role, "warning.close")
    columns = [Column("on", _("On"), "day"), Column("enterprise", _("Enterprise"), href_key="href"), Column("signals", _("Signals")),
               Column("holder", _("Relationship manager"))]
    rows = [{"on": row.on, "enterprise": row.enterprise.name, "href": reverse("warning", args=[row.pk]) if may_close else "",
             "signals": " · ".join(str(word(WARNING_SIGNALS, one["code"])) for one in row.signals), "holder": str(row.holder or "")}
            for row in open_warnings(request.user)]
    return Table(_("Early warnings"), columns, rows) if rows else None


def _row(row: Late) -> dict[str, Any]:
    last = row.last_note
    return {
        "number": row.loan.number, "href": reverse("loan", args=[row.loan.pk]), "enterprise": row.loan.enterprise.name,
        "days": row.loan.standing.overdue_days, "due": row.due, "risk": class_pill(row.loan.standing.risk_class),
        "step": word(COLLECTION_STEPS, row.step) if row.step else "",
        "last": f"{word(ARREARS_NOTES, last.kind)} {day(last.on)}" if last else "", "promise": _promise(row.promise)}


def _promise(state: str) -> Pill | str:
    if not state:
        return ""
    label, tone = PROMISES[state]
    return Pill(str(label), tone)
