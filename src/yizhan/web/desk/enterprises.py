"""One enterprise: who it is, profile, figures with their history, cases and loans; contact data masked until asked for."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import mask
from yizhan.records.models import Enterprise
from yizhan.web.components import Crumb, SummaryRow
from yizhan.web.desk import case_parts
from yizhan.web.desk.case_parts import product_name
from yizhan.web.desk.figures import shown_figure
from yizhan.web.desk.words import FACT_STATUS, worded_pill
from yizhan.web.doors import CLOCK, door
from yizhan.web.forms import add_refusal
from yizhan.web.labels import state_pill
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import FACTS, word
from yizhan.workflows import access
from yizhan.workflows.people import unmask_contact
from yizhan.workflows.permissions import may

FACTS_A_PAGE = 25
CASES_SHOWN = 20


class UnmaskForm(forms.Form):
    """Why the contact data are needed; the reason stands in the audit trail."""

    reason = forms.CharField(label=gettext_lazy("What you need the contact data for"), max_length=200)


@door("desk.read")
def enterprise(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """Everything that the branch knows of an enterprise."""
    return _page(request, access.enterprises(request.user).get(pk=enterprise_id), UnmaskForm())


@door("person.unmask", "POST")
def contact(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """Show the contact data once: each showing is a row of the audit trail, so it is answered directly and never by an address."""
    found = access.enterprises(request.user).get(pk=enterprise_id)
    form = UnmaskForm(request.POST)
    if form.is_valid():
        result = unmask_contact(request.user, CLOCK, found.pk, form.cleaned_data["reason"], request_id=request.id)
        if not isinstance(result, Refusal):
            return _page(request, found, UnmaskForm(), unmasked=True)
        add_refusal(form, result)
    return _page(request, found, form, status=422)


def _page(request: HttpRequest, found: Enterprise, form: forms.Form, *, unmasked: bool = False, status: int = 200) -> HttpResponse:
    facts = Paginator(found.facts.select_related("recorded_by").order_by("-recorded_at", "-id"), FACTS_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "enterprise": found,
        "crumbs": [Crumb(_("Enterprises"), reverse("enterprises")), Crumb(found.name)],
        "identity": case_parts.identity(found),
        "contact": contact_rows(found, unmasked),
        "unmasked": unmasked,
        "form": form,
        "may_unmask": may(request.user.role, "person.unmask"),
        "amend_url": reverse("enterprise_identity", args=[found.pk]) if found.uscc and may(request.user.role, "enterprise.amend") else "",
        "claims": case_parts.claims(found),
        "facts": _fact_table(facts.object_list),
        "page": facts,
        "profile_url": reverse("enterprise_profile", args=[found.pk]),
        "cases": _cases(found),
        "loans": _loans(found),
    }
    return render(request, "desk/enterprise.html", context, status=status)


def contact_rows(found: Enterprise, unmasked: bool) -> list[SummaryRow]:
    """Names, telephone and address, masked unless asked for."""

    def shown(value: str, start: int, end: int) -> str:
        return (value if unmasked else mask(value, start, end)) or "–"

    return [
        SummaryRow(_("Legal representative"), shown(found.legal_representative, 1, 0)),
        SummaryRow(_("Contact"), shown(found.contact_name, 1, 0)),
        SummaryRow(_("Telephone"), shown(found.contact_phone, 3, 4)),
        SummaryRow(_("E-mail for letters"), shown(found.contact_email, 1, 0)),
        SummaryRow(_("Address"), shown(found.address, 6, 0)),
        SummaryRow(_("Relationship manager"), str(found.relationship_manager) if found.relationship_manager else "–"),
    ]


def _fact_table(facts: Any) -> Table:
    columns = [
        Column("name", _("Figure")),
        Column("value", _("Value")),
        Column("status", _("State"), "pill"),
        Column("source", _("Source")),
        Column("who", _("Recorded by")),
        Column("at", _("Recorded"), "moment"),
    ]
    rows = [
        {
            "name": word(FACTS, fact.name),
            "value": shown_figure(f"claim.{fact.name}", fact.value),
            "status": worded_pill(FACT_STATUS, fact.status),
            "source": _source(fact.source),
            "who": str(fact.recorded_by or _("System")),
            "at": fact.recorded_at,
        }
        for fact in facts
    ]
    return Table(_("History of figures"), columns, rows, empty=_("Nothing has been stated or verified yet."))


def _source(source: str) -> str:
    kind = source.partition(":")[0]
    return {"applicant": _("the enterprise"), "visit": _("on-site check")}.get(kind, source)


def _cases(found: Enterprise) -> Table:
    columns = [
        Column("number", _("Number"), "id", href_key="href"),
        Column("product", _("Product")),
        Column("amount", _("Amount"), "money"),
        Column("state", _("State"), "pill"),
        Column("begun", _("Begun"), "day"),
    ]
    rows = [
        {
            "number": case.number,
            "href": reverse("case", args=[case.pk]),
            "product": product_name(case.product_code),
            "amount": Money(case.amount_minor),
            "state": state_pill("application", case.state),
            "begun": case.created_at,
        }
        for case in found.applications.order_by("-created_at")[:CASES_SHOWN]
    ]
    return Table(_("Applications"), columns, rows, empty=_("The enterprise has not applied yet."))


def _loans(found: Enterprise) -> Table | None:
    columns = [
        Column("number", _("Number"), "id", href_key="href"),
        Column("principal", _("Lent"), "money"),
        Column("started", _("Started"), "day"),
        Column("state", _("State"), "pill"),
    ]
    rows = [
        {
            "number": loan.number,
            "href": reverse("loan", args=[loan.pk]),
            "principal": Money(loan.principal_minor),
            "started": loan.started_on,
            "state": state_pill("loan", loan.state),
        }
        for loan in found.loans.order_by("-started_on")[:CASES_SHOWN]
    ]
    return Table(_("Loans"), columns, rows) if rows else None
