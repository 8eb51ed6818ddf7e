"""Subsidy and guarantee claims: loans that take part, lists for a period with every line, two people, and the money."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import ClaimList, ProgrammeLoan
from yizhan.web.components import Crumb, SummaryRow
from yizhan.web.desk.words import CLAIM_STATES, PROGRAMMES, worded_pill
from yizhan.web.doors import door, run
from yizhan.web.formats import day
from yizhan.web.forms import KeyedForm, add_refusal
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows import access
from yizhan.workflows.claims import file_claims, register_loan, settle_claims, take_claims
from yizhan.workflows.permissions import may


class RegisterForm(KeyedForm):
    """Which programme, and what was looked at."""

    programme = forms.ChoiceField(label=gettext_lazy("Programme"), choices=list(PROGRAMMES.items()), widget=forms.RadioSelect)
    words = forms.CharField(label=gettext_lazy("What shows that it qualifies?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class FileForm(KeyedForm):
    """Which programme, and the days over which interest was paid."""

    programme = forms.ChoiceField(label=gettext_lazy("Programme"), choices=list(PROGRAMMES.items()), widget=forms.RadioSelect)
    first = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=gettext_lazy("Up to and including"), widget=forms.DateInput(attrs={"type": "date"}))


class SettleForm(KeyedForm):
    """The payment that came in."""

    reference = forms.CharField(label=gettext_lazy("Reference of the payment"), max_length=60)


@door("desk.read")
def claims(request: HttpRequest) -> HttpResponse:
    """Loans that take part, and the lists."""
    return _page(request)


@door("claim.file", "POST")
def file(request: HttpRequest) -> HttpResponse:
    """File what can be claimed for a period."""
    form = FileForm(request.POST)
    if form.is_valid():
        values = form.values
        result = run(request, file_claims, values["programme"], values["first"], values["last"])
        if not isinstance(result, Refusal):
            return redirect("claim_list", result.pk)
        add_refusal(form, result)
    return _page(request, form, 422)


@door("claim.register", "GET", "POST")
def register(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Let a loan take part."""
    found = access.loans(request.user).get(pk=loan_id)
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        result = run(request, register_loan, found.pk, form.values["programme"], form.values["words"])
        if not isinstance(result, Refusal):
            messages.success(request, _("The loan takes part."))
            return redirect("claims")
        add_refusal(form, result)
    title = _("Take part in a programme")
    crumbs = [Crumb(_("Loans"), reverse("loans")), Crumb(found.number, reverse("loan", args=[found.pk])), Crumb(title)]
    context = {"loan": found, "form": form, "title": title, "button": _("Register the loan"), "crumbs": crumbs}
    return render(request, "desk/loan_form.html", context, status=422 if form.is_bound else 200)


@door("desk.read")
def claim_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """One list with every line."""
    return _list_page(request, _found(list_id))


@door("desk.read")
def claim_list_print(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The list for the file and the programme, ready to print and sign."""
    found = _found(list_id)
    return render(request, "desk/claim_list_print.html", {
        "found": found, "title": word(PROGRAMMES, found.programme), "rows": _rows(found), "table": lines_table(found)})


@door("claim.take", "POST")
def take(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Approve or refuse."""
    result = run(request, take_claims, list_id, request.POST.get("verdict", ""))
    return _taken(request, list_id, KeyedForm(request.POST), result)


@door("claim.settle", "POST")
def settle(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The programme has paid."""
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _list_page(request, _found(list_id), form, 422)
    return _taken(request, list_id, form, run(request, settle_claims, list_id, form.values["reference"]))


def lines_table(found: ClaimList) -> Table:
    """Every line: a stretch of days with its principal, or what is overdue of a guaranteed loan."""
    columns = [Column("number", _("Loan"), "id"), Column("enterprise", _("Enterprise"))]
    if found.programme == "guarantee":
        columns += [Column("days", _("Days overdue"), "number"), Column("principal", _("Covered principal"), "money"),
                    Column("amount", _("Claim"), "money")]
        rows = [{"number": one["number"], "enterprise": one["enterprise"], "days": one["overdue_days"],
                 "principal": Money(one["covered_minor"]), "amount": Money(one["amount_minor"])} for one in found.lines]
        return Table(_("Claims by loan"), columns, rows)
    columns += [Column("from", _("From"), "day"), Column("to", _("To"), "day"), Column("principal", _("Principal"), "money"),
                Column("paid", _("Interest paid on"), "day"), Column("amount", _("Claim"), "money")]
    rows = [{"number": one["number"], "enterprise": one["enterprise"], "from": _day(line["starts_on"]), "to": _day(line["ends_on"]),
             "principal": Money(line["principal"]["amount_minor"]), "paid": _day(line["paid_on"]),
             "amount": Money(line["amount"]["amount_minor"])} for one in found.lines for line in one["lines"]]
    return Table(_("Claims by period"), columns, rows)


def _taken(request: HttpRequest, list_id: UUID, form: forms.Form, result: Any) -> HttpResponse:
    if isinstance(result, Refusal):
        add_refusal(form, result)
        return _list_page(request, _found(list_id), form, 422)
    messages.success(request, _("Noted."))
    return redirect("claim_list", list_id)


def _found(list_id: UUID) -> ClaimList:
    return ClaimList.objects.select_related("filed_by", "taken_by").get(pk=list_id)


def _page(request: HttpRequest, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    lists = ClaimList.objects.select_related("filed_by").order_by("-created_at")
    columns = [Column("name", _("Programme"), href_key="href"), Column("first", _("From"), "day"), Column("last", _("To"), "day"),
               Column("loans", _("Loans"), "number"), Column("amount", _("Claim"), "money"), Column("state", _("State"), "pill"),
               Column("who", _("Filed by"))]
    rows = [{"name": word(PROGRAMMES, row.programme), "href": reverse("claim_list", args=[row.pk]), "first": row.first, "last": row.last,
             "loans": len(row.lines), "amount": Money(row.amount_minor), "state": worded_pill(CLAIM_STATES, row.state),
             "who": str(row.filed_by)} for row in lists]
    may_file = may(request.user.role, "claim.file")
    return render(request, "desk/claim_lists.html", {
        "lists": Table(_("Claim lists"), columns, rows) if rows else None, "taking_part": _taking_part(),
        "form": (form or FileForm()) if may_file else None, "has_errors": form is not None}, status=status)


def _taking_part() -> Table | None:
    columns = [Column("number", _("Loan"), "id", href_key="href"), Column("enterprise", _("Enterprise")), Column("name", _("Programme")),
               Column("covered", _("Covered principal"), "money"), Column("on", _("Since"), "day"), Column("words", _("Why"))]
    rows = [{"number": row.loan.number, "href": reverse("loan", args=[row.loan_id]), "enterprise": row.loan.enterprise.name,
             "name": word(PROGRAMMES, row.programme), "covered": Money(row.covered_minor), "on": row.registered_on, "words": row.words}
            for row in ProgrammeLoan.objects.select_related("loan__enterprise").order_by("-registered_on", "-id")]
    return Table(_("Loans that take part"), columns, rows) if rows else None


def _list_page(request: HttpRequest, found: ClaimList, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    title, role = str(word(PROGRAMMES, found.programme)), request.user.role
    may_take = found.state == "filed" and may(role, "claim.take") and found.filed_by_id != request.user.pk
    may_settle = found.state == "approved" and may(role, "claim.settle")
    return render(request, "desk/claim_list.html", {
        "found": found, "title": title, "rows": _rows(found), "table": lines_table(found), "pill": worded_pill(CLAIM_STATES, found.state),
        "crumbs": [Crumb(_("Subsidy and guarantee claims"), reverse("claims")), Crumb(title)], "may_take": may_take,
        "may_settle": may_settle, "form": form or (SettleForm() if may_settle else KeyedForm()), "has_errors": form is not None},
        status=status)


def _rows(found: ClaimList) -> list[SummaryRow]:
    rows = [SummaryRow(_("Period"), f"{day(found.first)} – {day(found.last)}"), SummaryRow(_("Claim"), Money(found.amount_minor)),
            SummaryRow(_("Filed by"), str(found.filed_by), day(found.created_at))]
    if found.taken_by:
        rows.append(SummaryRow(_("Decided by"), str(found.taken_by), day(found.taken_at)))
    if found.paid_on:
        rows.append(SummaryRow(_("Paid"), day(found.paid_on), found.reference))
    return rows


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
