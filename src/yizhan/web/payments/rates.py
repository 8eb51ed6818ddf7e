"""Exchange rates of a day: what holds of each currency and why, what comes next, a fixing proposed and confirmed by another person."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.clock import branch_date
from yizhan.kernel.refusal import Refusal
from yizhan.payments.fixings import closed_until
from yizhan.records.models import RateFixing
from yizhan.web.components import Crumb, Pill, SummaryRow
from yizhan.web.doors import CLOCK, door, run
from yizhan.web.formats import day, moment, percent
from yizhan.web.forms import KeyedForm, add_refusal, form_of
from yizhan.web.payments.rate_forms import FixingForm, VerdictForm
from yizhan.web.payments.rate_tables import fixing_state, fixing_table, in_force_table, refused_lately
from yizhan.web.refusals import refusal_text
from yizhan.web.tables import Filter, filters_from
from yizhan.workflows.permissions import may
from yizhan.workflows.rate_fixings import deviation_of, fixing_of, propose_fixing, take_fixing, withdraw_fixing
from yizhan.workflows.travellers import home_currencies

PAGE_ROWS = 25


@door("rate.read")
def rates(request: HttpRequest) -> HttpResponse:
    """Every currency with its rate, what waits for a second person, and the history."""
    now = CLOCK.now()
    choices = [("", _("All")), *((currency, currency) for currency in home_currencies())]
    filters = filters_from(request, [Filter("currency", _("Currency"), choices)])
    found = RateFixing.objects.order_by("-first_day", "-created_at")
    if filters[0].value:
        found = found.filter(currency=filters[0].value)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    waiting = RateFixing.objects.filter(state="proposed", first_day__gt=closed_until(now)).order_by("first_day", "currency")
    context = {
        "crumbs": _crumbs(),
        "in_force": in_force_table(branch_date(now)),
        "waiting": fixing_table(_("Awaits a second person"), waiting, now),
        "refused": refused_lately(branch_date(now)),
        "history": fixing_table(_("Fixings"), page.object_list, now),
        "page": page,
        "filters": filters,
        "has_history": page.paginator.count or filters[0].value,
        "may_propose": may(request.user.role, "rate.propose"),
    }
    return render(request, "payments/rates.html", context)


@door("rate.propose", "GET", "POST")
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a fixing; a second field for the rate appears when it is far from the one in force."""
    form = form_of(FixingForm, request, initial={"currency": request.GET.get("currency", "USD")})
    if request.method == "POST" and form.is_valid():
        given = form.values
        made = run(request, propose_fixing, *(given[name] for name in ("currency", "first_day", "cny_per_unit", "source", "repeated")))
        if not isinstance(made, Refusal):
            messages.success(request, _("The fixing is proposed. A second person confirms it before its day."))
            return redirect("rate_fixing", made.pk)
        add_refusal(form, made)
    context = {"form": form, "crumbs": _crumbs(_("Propose a fixing")), "asks_twice": _asks_twice(form)}
    return render(request, "payments/rate_propose.html", context, status=422 if request.method == "POST" else 200)


@door("rate.read")
def fixing(request: HttpRequest, fixing_id: UUID) -> HttpResponse:
    """One fixing with what it changes."""
    return _page(request, fixing_id)


@door("rate.take", "POST")
def take(request: HttpRequest, fixing_id: UUID) -> HttpResponse:
    """The verdict of a second person."""
    form = form_of(VerdictForm, request)
    if form.is_valid():
        given = form.values
        taken = run(request, take_fixing, fixing_id, given["verdict"], given["words"], given["repeated"])
        if not isinstance(taken, Refusal):
            said = {"declined": _("Declined."), "confirmed": _("Confirmed; the switch is told now.")}
            messages.success(request, said.get(taken.state, _("Confirmed; the rate holds from its day on.")))
            return redirect("rates")
        add_refusal(form, taken)
    return _page(request, fixing_id, status=422, take_form=form)


@door("rate.propose", "POST")
def withdraw(request: HttpRequest, fixing_id: UUID) -> HttpResponse:
    """Take one's own proposal back."""
    taken = run(request, withdraw_fixing, fixing_id)
    if isinstance(taken, Refusal):
        form = KeyedForm(request.POST)
        form.is_valid()
        add_refusal(form, taken)
        return _page(request, fixing_id, status=422, withdraw_form=form)
    messages.success(request, _("The proposal is withdrawn."))
    return redirect("rates")


def _crumbs(*last: str) -> list[Crumb]:
    crumbs = [Crumb(_("Payments"), reverse("payments")), Crumb(_("Exchange rates"), reverse("rates") if last else "")]
    return [*crumbs, *map(Crumb, last)]


def _asks_twice(form: forms.Form) -> bool:
    return form.is_bound and ("repeated" in form.errors or bool(form.data.get("repeated")))


def _page(request: HttpRequest, fixing_id: UUID, status: int = 200, **in_error: forms.Form) -> HttpResponse:
    found, now = RateFixing.objects.select_related("proposed_by", "taken_by").get(pk=fixing_id), CLOCK.now()
    state, is_own = fixing_state(found, now), found.proposed_by_id == request.user.pk
    is_open = found.state == "proposed"
    away = deviation_of(found, branch_date(now))
    context = {
        "fixing": found,
        "title": f"{found.currency} · {day(found.first_day)}",
        "state": state,
        "facts": _facts(found, state, now),
        "is_far": is_open and away is not None and away.is_large,
        "waits_for_another": is_open and is_own,
        "crumbs": _crumbs(f"{found.currency} {found.first_day}"),
        "take_form": VerdictForm() if is_open and not is_own and may(request.user.role, "rate.take") else None,
        "withdraw_form": KeyedForm() if is_open and is_own and may(request.user.role, "rate.propose") else None,
    }
    return render(request, "payments/rate_fixing.html", context | in_error, status=status)


def _facts(found: RateFixing, state: Pill, now: datetime) -> list[SummaryRow]:
    away, value = deviation_of(found, branch_date(now)), fixing_of(found)
    rows = [SummaryRow(_("Yuan for one unit"), f"{value.cny_per_unit:f}"), SummaryRow(_("First day"), day(found.first_day)),
            SummaryRow(_("Source"), found.source)]
    if away is not None:
        twice = _("more than %(most)s is typed twice") % {"most": percent(away.share_max, 0)}
        rows += [SummaryRow(_("Rate without it"), f"{away.in_force:f}"),
                 SummaryRow(_("Difference"), percent(away.share), twice,
                            assumption=_("no source; the project's threshold") if away.is_assumption else "")]
    rows.append(SummaryRow(_("Proposed by"), str(found.proposed_by), moment(found.created_at)))
    if found.taken_by:
        rows.append(SummaryRow(_("Taken by"), str(found.taken_by), f"{moment(found.taken_at)} {found.taken_words}".strip()))
    if found.told_at:
        said = refusal_text(found.refusal) if found.refusal else _("It counts payments with this rate from the first day on.")
        rows.append(SummaryRow(_("The switch"), said, moment(found.told_at)))
    return rows
