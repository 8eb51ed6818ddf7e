"""The merchants of the branch: the list with what waits for a second person, one merchant, its people, its masked data."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import mask
from yizhan.records.models import Merchant, MerchantProposal
from yizhan.web.components import Crumb, SummaryRow
from yizhan.web.doors import CLOCK, door, run
from yizhan.web.formats import day, percent
from yizhan.web.forms import add_refusal, form_of
from yizhan.web.payments.merchant_forms import LookForm, MemberForm
from yizhan.web.payments.words import IDENTIFIERS, MERCHANT_STATES, POSITIONS, PROPOSAL_KINDS, PROPOSAL_STATES, category_name, pill
from yizhan.web.tables import Column, Filter, Table, filters_from
from yizhan.web.vocabulary import word
from yizhan.workflows.merchants import admit_to_merchant, unmask_merchant
from yizhan.workflows.permissions import may

PAGE_ROWS = 25
RATE_PLACES = 3


@door("merchant.list")
def merchants(request: HttpRequest) -> HttpResponse:
    """Every merchant, and the proposals that wait."""
    filters = _filters(request)
    asked = {item.name: item.value for item in filters}
    found = Merchant.objects.order_by("name", "id")
    if asked["state"]:
        found = found.filter(state=asked["state"])
    if asked["q"]:
        found = found.filter(Q(name__icontains=asked["q"]) | Q(name_latin__icontains=asked["q"]) | Q(code=asked["q"].upper()))
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "is_filtered": any(asked.values()),
        "page": page,
        "table": _merchant_table(page.object_list),
        "waiting": proposal_table(_("Awaits a second person"), MerchantProposal.objects.filter(state="proposed"), with_merchant=True),
        "may_propose": may(request.user.role, "merchant.propose"),
    }
    return render(request, "payments/merchants.html", context)


@door("merchant.list")
def merchant(request: HttpRequest, merchant_id: int) -> HttpResponse:
    """One merchant with its people and its proposals."""
    return _page(request, Merchant.objects.get(pk=merchant_id))


@door("merchant.unmask", "POST")
def unmask(request: HttpRequest, merchant_id: int) -> HttpResponse:
    """Show identity number and account once: each showing is a row of the audit trail, so no address shows them."""
    found, form = Merchant.objects.get(pk=merchant_id), LookForm(request.POST)
    if form.is_valid():
        result = unmask_merchant(request.user, CLOCK, found.pk, form.cleaned_data["reason"], request_id=request.id)
        if not isinstance(result, Refusal):
            return _page(request, found, unmasked=True)
        add_refusal(form, result)
    return _page(request, found, status=422, look_form=form)


@door("merchant.admit", "POST")
def admit(request: HttpRequest, merchant_id: int) -> HttpResponse:
    """Let a person act for the merchant."""
    found, form = Merchant.objects.get(pk=merchant_id), form_of(MemberForm, request)
    if form.is_valid():
        result = run(request, admit_to_merchant, found.pk, form.values["username"], form.values["position"])
        if not isinstance(result, Refusal):
            messages.success(request, _("%(person)s acts for the merchant now.") % {"person": result.user})
            return redirect("branch_merchant", found.pk)
        add_refusal(form, result)
    return _page(request, found, status=422, member_form=form)


def merchant_facts(found: Merchant) -> list[SummaryRow]:
    """What may be seen of a merchant by everybody who may see it."""
    return [
        SummaryRow(_("Name"), found.name, found.name_latin),
        SummaryRow(_("City in Latin letters"), found.city_latin),
        SummaryRow(_("Category code"), category_name(found.category_code)),
        SummaryRow(_("Rate"), percent(found.rate, RATE_PLACES), _("of each order, kept back when the merchant is paid")),
    ]


def masked_rows(found: Merchant, unmasked: bool = False) -> list[SummaryRow]:
    """Identity number and account, masked unless asked for."""

    def shown(value: str, start: int) -> str:
        return value if unmasked else mask(value, start, 4)

    return [SummaryRow(_("Identifier"), shown(found.identifier, 6), str(word(IDENTIFIERS, found.identifier_kind))),
            SummaryRow(_("Settlement account"), shown(found.settlement_account, 4))]


def proposal_table(caption: str, proposals: Any, with_merchant: bool = False) -> Table:
    """Proposals, newest first."""
    columns = [Column("kind", _("The proposal"), href_key="href"), Column("state", _("State"), "pill"),
               Column("proposed", _("Proposed by")), Column("taken", _("Taken by"))]
    columns[1:1] = [Column("merchant", _("Merchant"))] if with_merchant else []
    rows = [{"kind": word(PROPOSAL_KINDS, row.kind), "merchant": row.merchant.name, "state": pill(PROPOSAL_STATES, row.state),
             "proposed": f"{row.proposed_by} · {day(row.created_at)}", "href": reverse("merchant_proposal", args=[row.pk]),
             "taken": f"{row.taken_by} · {day(row.taken_at)}" if row.taken_by else "–"}
            for row in proposals.select_related("merchant", "proposed_by", "taken_by").order_by("-created_at")]
    return Table(caption, columns, rows, empty=_("Nothing here yet."))


def _filters(request: HttpRequest) -> list[Filter]:
    states = [(code, str(label)) for code, (label, _tone) in MERCHANT_STATES.items()]
    return filters_from(request, [Filter("state", _("State"), [("", _("All")), *states]), Filter("q", _("Name or code"))])


def _merchant_table(rows: Any) -> Table:
    columns = [Column("name", _("Merchant"), href_key="href"), Column("latin", _("Name in Latin letters")), Column("code", _("Code"), "id"),
               Column("category", _("Category code")), Column("rate", _("Rate"), "end"), Column("state", _("State"), "pill")]
    shown = [{"name": row.name, "latin": row.name_latin, "code": row.code or "", "category": category_name(row.category_code),
              "rate": percent(row.rate, RATE_PLACES), "state": pill(MERCHANT_STATES, row.state),
              "href": reverse("branch_merchant", args=[row.pk])} for row in rows]
    return Table(_("Merchants"), columns, shown, empty=_("No merchant fits these filters."))


def _page(request: HttpRequest, found: Merchant, *, unmasked: bool = False, status: int = 200, **in_error: forms.Form) -> HttpResponse:
    role = request.user.role
    people = [{"name": str(row.user), "username": row.user.username, "position": word(POSITIONS, row.position)}
              for row in found.memberships.select_related("user").order_by("created_at")]
    columns = [Column("name", _("Name")), Column("username", _("User name"), "id"), Column("position", _("Position"))]
    has_proposal = found.proposals.filter(state="proposed").exists()
    context = {
        "merchant": found,
        "state": pill(MERCHANT_STATES, found.state),
        "crumbs": [Crumb(_("Merchants"), reverse("merchants")), Crumb(found.name)],
        "facts": merchant_facts(found),
        "masked": masked_rows(found, unmasked),
        "unmasked": unmasked,
        "people": Table(_("People"), columns, people, empty=_("Nobody acts for this merchant yet.")),
        "proposals": proposal_table(_("Proposals"), found.proposals),
        "look_form": LookForm() if may(role, "merchant.unmask") and not unmasked else None,
        "member_form": MemberForm(initial={"position": "clerk"}) if may(role, "merchant.admit") and found.state != "closed" else None,
        "may_see_statement": may(role, "merchant.statement"),
        "may_change": may(role, "merchant.propose") and found.state in ("active", "suspended") and not has_proposal,
    }
    return render(request, "payments/merchant.html", context | in_error, status=status)
