"""企业画像 on a page: lifecycle with the rule that decided, size, trade of 24 months, innovation and people.

Features are computed for one enterprise on demand and kept until another file of it has been read; case pages load this part
after themselves, so that no page waits for it.
"""

from datetime import date
from uuid import UUID

from django.core.cache import cache
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yizhan.enterprise.invoice_features import InvoiceFeatures
from yizhan.enterprise.profile import Profile
from yizhan.kernel.clock import branch_date
from yizhan.records.models import Enterprise, Upload
from yizhan.web.components import Crumb
from yizhan.web.desk import trade
from yizhan.web.desk.policies import policy_rows
from yizhan.web.doors import CLOCK, door
from yizhan.workflows import access
from yizhan.workflows.facts import invoice_features
from yizhan.workflows.profiles import build_profile

KEPT_SECONDS = 3600


@door("desk.read")
def of_case(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The profile as of the case's last evaluation, or of today before there is one."""
    application = access.applications(request.user).get(pk=application_id)
    last = application.evaluations.order_by("at", "id").values_list("as_of", flat=True).last()
    crumbs = [Crumb(application.number, reverse("case", args=[application.pk]))]
    return _respond(request, application.enterprise, last or branch_date(CLOCK.now()), crumbs)


@door("desk.read")
def of_enterprise(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """The profile as of today; of an enterprise without recent invoices, as of its last one."""
    enterprise = access.enterprises(request.user).get(pk=enterprise_id)
    crumbs = [Crumb(enterprise.name, reverse("enterprise", args=[enterprise.pk]))]
    return _respond(request, enterprise, _as_of(enterprise), crumbs)


def profile_on(enterprise: Enterprise, as_of: date) -> Profile:
    """The profile of one enterprise on a day, its invoice features kept for an hour."""
    key = f"features:{enterprise.pk}:{as_of}:{_watermark(enterprise):.6f}"
    found: InvoiceFeatures | None = cache.get(key)
    if found is None:
        found = invoice_features(as_of, [enterprise.pk]).get(str(enterprise.pk))
        cache.set(key, found, KEPT_SECONDS)
    return build_profile(enterprise, found, as_of)


def _respond(request: HttpRequest, enterprise: Enterprise, as_of: date, crumbs: list[Crumb]) -> HttpResponse:
    profile = profile_on(enterprise, as_of)
    context = {
        "profile": profile,
        "as_of": as_of,
        "enterprise": enterprise,
        "crumbs": [*crumbs, Crumb(enterprise.name)],
        "cards": trade.cards(profile),
        "trade": trade.trade_rows(profile.invoices),
        "innovation": trade.innovation_rows(profile),
        "policies": policy_rows(profile),
        "charts": trade.charts_of(profile.invoices),
        "decided": trade.decided_rows(profile.lifecycle),
        "years": trade.statement_table(profile.statements),
    }
    return render(request, "desk/profile.html" if request.htmx else "desk/profile_page.html", context)


def _as_of(enterprise: Enterprise) -> date:
    """Today, or the day of the last invoice where the invoices end long before."""
    today = branch_date(CLOCK.now())
    key = f"last_invoice:{enterprise.pk}:{_watermark(enterprise):.6f}"
    last = cache.get_or_set(key, lambda: enterprise.invoices.aggregate(last=Max("issued_on"))["last"], KEPT_SECONDS)
    return last if last is not None and (today - last).days > trade.RECENT_DAYS else today


def _watermark(enterprise: Enterprise) -> float:
    """When a file that holds invoices of the enterprise was last read, its own or an imported population."""
    own = Upload.objects.filter(enterprise=enterprise, kind="invoices").order_by("-finished_at").values_list("finished_at", flat=True)
    population = Upload.objects.filter(kind="population").order_by("-created_at").values_list("finished_at", flat=True)
    moments = [moment for moment in (own.exclude(finished_at=None).first(), population.exclude(finished_at=None).first()) if moment]
    return max((moment.timestamp() for moment in moments), default=0.0)
