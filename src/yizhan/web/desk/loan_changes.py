"""Changes of a loan's terms: propose with a look at the effect, then another person's decision, schedules side by side."""

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.changes import RenewalConduct
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Loan, LoanChange
from yizhan.web.components import Crumb, Pill, SummaryRow
from yizhan.web.desk.loan_servicing import class_pill
from yizhan.web.desk.words import CHANGE_FINDINGS, CHANGE_KINDS, CLAIM_KINDS, RISK_CLASSES, SIZE_CLASSES
from yizhan.web.doors import door, run
from yizhan.web.formats import day, percent
from yizhan.web.forms import KeyedForm, add_refusal
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows import access
from yizhan.workflows.loan_changes import propose_change, take_change
from yizhan.workflows.permissions import may

STATES = {"proposed": (gettext_lazy("waits for a decision"), "waiting"), "approved": (gettext_lazy("approved"), "good"),
          "refused": (gettext_lazy("refused"), "bad")}
NUMBERS = {name: number for number, name in enumerate(RISK_CLASSES, 1)}


class ChangeForm(KeyedForm):
    """What to change, and why."""

    kind = forms.ChoiceField(label=gettext_lazy("What shall change?"), choices=list(CHANGE_KINDS.items()), widget=forms.RadioSelect)
    months = forms.IntegerField(label=gettext_lazy("Months to add"), required=False, min_value=0, max_value=36, help_text=gettext_lazy(
        "For an extension, a renewal, a reschedule and a restructure; 0 keeps the maturity where what is overdue becomes principal."))
    fold_arrears = forms.BooleanField(label=gettext_lazy("Make what is overdue principal (restructure)"), required=False,
                                      help_text=gettext_lazy("Overdue interest, penalty and fees join the principal of a new schedule."))
    risk_class = forms.ChoiceField(label=gettext_lazy("Class by judgement"), required=False,
                                   choices=[("", "–"), *((str(NUMBERS[name]), label) for name, label in RISK_CLASSES.items())])
    size_class = forms.ChoiceField(label=gettext_lazy("Size of the firm (renewal)"), required=False,
                                   choices=[("", "–"), *SIZE_CLASSES.items()])
    conduct = forms.MultipleChoiceField(
        label=gettext_lazy("What was checked and found in order (renewal)"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(name, CHANGE_FINDINGS[name]) for name in RenewalConduct.__slots__])
    words = forms.CharField(label=gettext_lazy("Why?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    @property
    def wanted(self) -> dict[str, Any]:
        """What the workflow takes: an unchecked condition is one that nobody has confirmed."""
        data = self.cleaned_data
        conduct = {name: True if name in data["conduct"] else None for name in RenewalConduct.__slots__}
        by_kind: dict[str, dict[str, Any]] = {
            "judgement": {"risk_class": int(data["risk_class"] or 0)}, "write_off": {}, "rate_reset": {},
            "restructure": {"months": data["months"]} | ({"fold_arrears": True} if data["fold_arrears"] else {}),
            "renewal": {"months": data["months"], "size_class": data["size_class"] or None, **conduct}}
        return by_kind.get(data["kind"], {"months": data["months"]})

    def clean(self) -> dict[str, Any]:
        """A judgement needs its class."""
        values = super().clean()
        if values.get("kind") == "judgement" and not values.get("risk_class"):
            self.add_error("risk_class", _("Choose the class."))
        return values


@door("loan.propose_change", "GET", "POST")
def propose(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Propose a change."""
    found = access.loans(request.user).get(pk=loan_id)
    known = {name: request.GET.get(name, "") for name in ("kind", "months", "size_class")} | {"conduct": request.GET.getlist("conduct")}
    form = ChangeForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        result = run(request, propose_change, found.pk, form.cleaned_data["kind"], form.wanted, form.cleaned_data["words"])
        if not isinstance(result, Refusal):
            return redirect("loan_change", result.pk)
        add_refusal(form, result)
    crumbs = [Crumb(_("Loans"), reverse("loans")), Crumb(found.number, reverse("loan", args=[found.pk])), Crumb(_("Propose a change"))]
    context = {"loan": found, "form": form, "title": _("Propose a change"), "button": _("Propose"), "crumbs": crumbs}
    return render(request, "desk/loan_form.html", context, status=422 if form.is_bound else 200)


@door("desk.read")
def change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """One change with its effect."""
    return _page(request, LoanChange.objects.select_related("loan__enterprise", "proposed_by", "taken_by").get(pk=change_id))


@door("loan.take_change", "POST")
def take(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Approve or refuse."""
    form = KeyedForm(request.POST)
    result = run(request, take_change, change_id, request.POST.get("verdict", ""))
    found = LoanChange.objects.select_related("loan__enterprise", "proposed_by", "taken_by").get(pk=change_id)
    if isinstance(result, Refusal):
        add_refusal(form, result)
        return _page(request, found, form, 422)
    messages.success(request, _("The decision is booked."))
    return redirect("loan", found.loan_id)


def change_table(found: Loan) -> Table | None:
    """The changes of a loan, newest first."""
    columns = [Column("on", _("Proposed on"), "day", href_key="href"), Column("kind", _("Kind")), Column("state", _("State"), "pill"),
               Column("who", _("Proposed by")), Column("taken_by", _("Decided by"))]
    rows = [{"on": row.effective_on, "kind": word(CHANGE_KINDS, row.kind), "state": _pill(row), "who": str(row.proposed_by),
             "taken_by": str(row.taken_by or ""), "href": reverse("loan_change", args=[row.pk])}
            for row in found.changes.select_related("proposed_by", "taken_by").order_by("-created_at")]
    return Table(_("Changes of terms"), columns, rows) if rows else None


def _page(request: HttpRequest, found: LoanChange, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    title = str(word(CHANGE_KINDS, found.kind))
    crumbs = [Crumb(_("Loans"), reverse("loans")), Crumb(found.loan.number, reverse("loan", args=[found.loan_id])), Crumb(title)]
    effect = found.effect
    may_take = found.state == "proposed" and may(request.user.role, "loan.take_change") and found.proposed_by_id != request.user.pk
    return render(request, "desk/loan_change.html", {
        "change": found, "loan": found.loan, "title": title, "crumbs": crumbs, "pill": _pill(found), "rows": _rows(found),
        "before": _lines(effect.get("before", [])), "after": _lines(effect.get("after", [])), "may_take": may_take,
        "form": form or KeyedForm(), "has_errors": form is not None}, status=status)


def _rows(found: LoanChange) -> list[SummaryRow]:
    effect = found.effect
    rows = [SummaryRow(_("Why?"), found.words), SummaryRow(_("Proposed by"), str(found.proposed_by), day(found.effective_on)),
            SummaryRow(_("Class by judgement"), class_pill(effect["class_after"]).label,
                       _("before: %(name)s") % {"name": class_pill(effect["class_before"]).label})]
    if "after" in effect:
        rows += [SummaryRow(_("Rate a year"), percent(effect["rate_after"]),
                            _("before: %(name)s") % {"name": percent(effect["rate_before"])}),
                 SummaryRow(_("Matures"), effect["matures_after"], _("before: %(name)s") % {"name": effect["matures_before"]})]
    if "folded" in effect:
        rows += [SummaryRow(str(CLAIM_KINDS[kind]), Money(effect["folded"][f"{kind}_minor"]), _("becomes principal"))
                 for kind in ("interest", "penalty", "fee") if effect["folded"][f"{kind}_minor"]]
    if effect.get("findings"):
        rows.append(SummaryRow(_("Findings"), " · ".join(_finding(code) for code in effect["findings"])))
    if "written_off_minor" in effect:
        rows.append(SummaryRow(_("Principal written off"), Money(effect["written_off_minor"])))
    return rows


def _finding(code: str) -> str:
    told = str(CHANGE_FINDINGS.get(code.rstrip("?"), code))
    return _("%(condition)s: not confirmed") % {"condition": told} if code.endswith("?") else told


def _lines(lines: list[dict[str, Any]]) -> list[SimpleNamespace]:
    return [SimpleNamespace(number=line["number"], due_on=date.fromisoformat(line["due_on"]), principal=Money(line["principal_minor"]),
                            interest=Money(line["interest_minor"]), payment=Money(line["principal_minor"] + line["interest_minor"]),
                            closing=Money(line["closing_minor"])) for line in lines]


def _pill(found: LoanChange) -> Pill:
    label, tone = STATES[found.state]
    return Pill(str(label), tone)
