"""The lists of the desk: applications, enterprises, loans; order, filters and page stand in the address."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.credit.application import FINAL
from yizhan.credit.products import PRODUCT_CODES
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.records.models import Application, Enterprise, Loan
from yizhan.web.components import Pill
from yizhan.web.desk.case_parts import product_name
from yizhan.web.doors import CLOCK, door
from yizhan.web.formats import fact, uscc
from yizhan.web.labels import ROLES, STATES, role_name, state_pill
from yizhan.web.tables import Column, Filter, Sort, Table, filters_from, sort_from
from yizhan.web.vocabulary import INDUSTRIES, word
from yizhan.workflows import access

PAGE_ROWS = 25
STAFF_HOLDERS = ("applicant", "relationship_manager", "credit_officer", "approver", "operations")


@door("desk.read")
def applications(request: HttpRequest) -> HttpResponse:
    """Every application with state, product, deadline and holder."""
    columns = [
        Column("number", _("Number"), "id", True, "href"),
        Column("enterprise", _("Enterprise"), sortable=True),
        Column("product", _("Product")),
        Column("amount_minor", _("Amount"), "money", True),
        Column("state", _("State"), "pill"),
        Column("due_at", _("Deadline"), "moment", True),
        Column("clock", _("Clock"), "pill"),
        Column("holder", _("Holder")),
        Column("created_at", _("Begun"), "day", True),
    ]
    products = {code: product_name(code) for code in PRODUCT_CODES}
    filters = _application_filters(request, products)
    sort = sort_from(request, columns, Sort("created_at", descending=True))
    found = _ordered(_filtered(access.applications(request.user), filters, request), sort, {"enterprise": "enterprise__name"})
    return _listed(
        request,
        "desk/applications.html",
        found,
        filters,
        lambda rows: Table(
            _("Applications"),
            columns,
            [_application_row(row, products) for row in rows],
            sort,
            empty=_("No application fits these filters."),
        ),
    )


def _application_filters(request: HttpRequest, products: dict[str, str]) -> list[Filter]:
    """State, product, deadline, holder and a search; what is chosen stands in the address."""
    return filters_from(
        request,
        [
            Filter(
                "state",
                _("State"),
                [("", _("All")), ("open", _("Open")), *((code, str(label)) for code, (label, _tone) in STATES["application"].items())],
            ),
            Filter("product", _("Product"), [("", _("All")), *products.items()]),
            Filter(
                "due",
                _("Deadline"),
                [
                    ("", _("All")),
                    ("late", _("Late")),
                    ("today", _("Due today")),
                    ("paused", _("Paused")),
                    ("pending_calendar", _("Pending calendar")),
                ],
            ),
            Filter("holder", _("Holder"), [("", _("All")), ("me", _("Me")), *((code, str(ROLES[code])) for code in STAFF_HOLDERS)]),
            Filter("q", _("Enterprise or number")),
        ],
    )



@door("desk.read")
def enterprises(request: HttpRequest) -> HttpResponse:
    """Every enterprise known to the branch."""
    columns = [
        Column("name", _("Enterprise"), sortable=True, href_key="href"),
        Column("code", _("Code"), "id"),
        Column("industry", _("Industry")),
        Column("region", _("Region")),
        Column("in_park", _("In the park")),
        Column("registered_on", _("Registered"), "day", True),
        Column("applications_count", _("Applications"), "number", True),
    ]
    filters = filters_from(
        request,
        [
            Filter("industry", _("Industry"), [("", _("All")), *((code, str(label)) for code, label in INDUSTRIES.items())]),
            Filter("park", _("In the park"), [("", _("All")), ("yes", _("yes")), ("no", _("no"))]),
            Filter("kind", _("Origin"), [("", _("All")), ("own", _("Registered here")), ("imported", _("Imported population"))]),
            Filter("q", _("Name or code")),
        ],
    )
    asked = {item.name: item.value for item in filters}
    found = access.enterprises(request.user).annotate(applications_count=Count("applications"))
    if asked["industry"]:
        found = found.filter(industry=asked["industry"])
    if asked["park"]:
        found = found.filter(in_park=asked["park"] == "yes")
    if asked["kind"]:
        found = found.filter(external_code__isnull=asked["kind"] == "own")
    if asked["q"]:
        found = found.filter(Q(name__icontains=asked["q"]) | Q(uscc__istartswith=asked["q"]) | Q(external_code__iexact=asked["q"]))
    sort = sort_from(request, columns, Sort("name"))
    return _listed(
        request,
        "desk/enterprises.html",
        _ordered(found, sort),
        filters,
        lambda rows: Table(
            _("Enterprises"), columns, [_enterprise_row(row) for row in rows], sort, empty=_("No enterprise fits these filters.")
        ),
    )


@door("desk.read")
def loans(request: HttpRequest) -> HttpResponse:
    """Every loan with what is still owed by its schedule and the next due day."""
    columns = [
        Column("number", _("Number"), "id", True, "href"),
        Column("enterprise", _("Enterprise"), sortable=True),
        Column("principal_minor", _("Lent"), "money", True),
        Column("open_minor", _("Principal owed"), "money", True),
        Column("annual_rate", _("Rate a year"), "percent", True),
        Column("next_due", _("Next due"), "day", True),
        Column("matures_on", _("Matures"), "day", True),
        Column("state", _("State"), "pill"),
        Column("payout", _("Payment to outside"), "pill"),
    ]
    states = [("", _("All")), *((code, str(label)) for code, (label, _tone) in STATES["loan"].items())]
    payouts = [("", _("All")), *((code, str(label)) for code, (label, _tone) in STATES["payout"].items())]
    filters = filters_from(
        request,
        [Filter("state", _("State"), states), Filter("payout", _("Payment to outside"), payouts), Filter("q", _("Enterprise or number"))],
    )
    asked = {item.name: item.value for item in filters}
    due = Q(instalments__state="due")
    found = (
        access.loans(request.user)
        .prefetch_related("payouts")
        .annotate(open_minor=Sum("instalments__principal_minor", filter=due, default=0), next_due=Min("instalments__due_on", filter=due))
    )
    if asked["state"]:
        found = found.filter(state=asked["state"])
    if asked["payout"]:
        found = found.filter(pk__in=Loan.objects.filter(payouts__state=asked["payout"]).values("pk"))
    if asked["q"]:
        found = found.filter(Q(number__icontains=asked["q"]) | Q(enterprise__name__icontains=asked["q"]))
    sort = sort_from(request, columns, Sort("next_due"))
    return _listed(
        request,
        "desk/loans.html",
        _ordered(found, sort, {"enterprise": "enterprise__name"}),
        filters,
        lambda rows: Table(_("Loans"), columns, [_loan_row(row) for row in rows], sort, empty=_("No loan fits these filters.")),
    )


def _listed(request: HttpRequest, template: str, found: QuerySet, filters: list[Filter], table: Any) -> HttpResponse:
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"table": table(page.object_list), "page": page, "filters": filters, "is_filtered": any(item.value for item in filters)}
    return render(request, template, context)


def _ordered(found: QuerySet, sort: Sort, names: dict[str, str] | None = None) -> QuerySet:
    """By the asked column, empty values last, then by id so that pages never share a row."""
    field = F((names or {}).get(sort.key, sort.key))
    return found.order_by(field.desc(nulls_last=True) if sort.descending else field.asc(nulls_last=True), "id")


def _filtered(found: QuerySet[Application], filters: list[Filter], request: HttpRequest) -> QuerySet[Application]:
    asked, now = {item.name: item.value for item in filters}, CLOCK.now()
    if asked["state"]:
        found = found.exclude(state__in=FINAL) if asked["state"] == "open" else found.filter(state=asked["state"])
    if asked["product"]:
        found = found.filter(product_code=asked["product"])
    if asked["due"] in ("paused", "pending_calendar"):
        found = found.filter(due_state=asked["due"])
    elif asked["due"] == "late":
        found = found.filter(due_state="running", due_at__lt=now)
    elif asked["due"] == "today":
        found = found.filter(due_state="running", due_at__date=branch_date(now))
    if asked["holder"] == "me":
        found = found.filter(holder=request.user)
    elif asked["holder"]:
        found = found.filter(holder_role=asked["holder"])
    return found.filter(Q(number__icontains=asked["q"]) | Q(enterprise__name__icontains=asked["q"])) if asked["q"] else found


def _application_row(application: Application, products: dict[str, str]) -> dict[str, Any]:
    holder = str(application.holder) if application.holder else role_name(application.holder_role)
    return {
        "number": application.number,
        "href": reverse("case", args=[application.pk]),
        "enterprise": application.enterprise.name,
        "product": products.get(application.product_code, application.product_code),
        "amount_minor": Money(application.amount_minor),
        "state": state_pill("application", application.state),
        "due_at": application.due_at,
        "clock": state_pill("deadline", application.due_state),
        "holder": holder or "–",
        "created_at": application.created_at,
    }


def _enterprise_row(enterprise: Enterprise) -> dict[str, Any]:
    return {
        "name": enterprise.name,
        "href": reverse("enterprise", args=[enterprise.pk]),
        "code": uscc(enterprise.uscc) if enterprise.uscc else enterprise.external_code,
        "industry": word(INDUSTRIES, enterprise.industry),
        "region": enterprise.region,
        "in_park": fact(enterprise.in_park),
        "registered_on": enterprise.registered_on,
        "applications_count": enterprise.applications_count,
    }


def _loan_row(loan: Loan) -> dict[str, Any]:
    payouts = sorted(loan.payouts.all(), key=lambda payout: payout.created_at)
    payout = state_pill("payout", payouts[-1].state) if payouts else Pill(_("none"), "quiet")
    return {
        "number": loan.number,
        "href": reverse("loan", args=[loan.pk]),
        "enterprise": loan.enterprise.name,
        "principal_minor": Money(loan.principal_minor),
        "open_minor": Money(loan.open_minor),
        "annual_rate": loan.annual_rate,
        "next_due": loan.next_due,
        "matures_on": loan.matures_on,
        "state": state_pill("loan", loan.state),
        "payout": payout,
    }
