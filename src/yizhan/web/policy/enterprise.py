"""政策解读 of one enterprise, for its relationship manager and for itself: from what the branch knows, with what-if on top."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.credit.matching import Fit
from yizhan.kernel.refusal import Refusal
from yizhan.policy.words import words_of
from yizhan.records.models import Enterprise, PolicyVerdict
from yizhan.web.components import Crumb, SummaryRow
from yizhan.web.desk.profile import profile_on
from yizhan.web.doors import door, run, today
from yizhan.web.formats import bilingual
from yizhan.web.forms import fresh_key
from yizhan.web.policy import pages
from yizhan.web.policy.places import Place
from yizhan.web.policy.shown import figure_rows, shown_verdict
from yizhan.web.policy.words import outcome_pill
from yizhan.web.refusals import refusal_text
from yizhan.web.tables import Column, Table
from yizhan.workflows import access
from yizhan.workflows.permissions import may
from yizhan.workflows.policy_desk import latest_verdicts, replay_verdict, store_verdicts
from yizhan.workflows.policy_facts import known_facts, sheet_of
from yizhan.workflows.policy_products import matching_products


def _place(request: HttpRequest, enterprise_id: UUID, is_desk: bool) -> Place:
    """The pages of one enterprise that the user may see."""
    enterprise = access.enterprises(request.user).get(pk=enterprise_id)
    known = known_facts(profile_on(enterprise, today()))
    own = reverse("enterprise" if is_desk else "my_enterprise", args=[enterprise.pk])
    crumbs = (Crumb(enterprise.name, own), Crumb(_("Policy desk")))
    prefix, base = ("enterprise_policy", "base.html") if is_desk else ("my_policy", "base_public.html")
    return Place(prefix, base, crumbs, enterprise, known, sheet_of(known).values)


def _views(action: str, is_desk: bool) -> tuple:
    """The four pages for one of the two who look at an enterprise."""

    @door(action)
    def verdicts(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
        place = _place(request, enterprise_id, is_desk)
        return pages.verdicts_page(
            request,
            place,
            request_key=fresh_key(),
            may_keep=may(request.user.role, "policy.store"),
            kept=_kept_table(place.enterprise) if is_desk else None,
            products=_products(place.enterprise),
        )

    @door(action)
    def facts(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
        return pages.facts_page(request, _place(request, enterprise_id, is_desk))

    @door(action)
    def verdict(request: HttpRequest, enterprise_id: UUID, programme: str) -> HttpResponse:
        return pages.verdict_page(request, _place(request, enterprise_id, is_desk), programme)

    @door(action)
    def question(request: HttpRequest, enterprise_id: UUID, programme: str) -> HttpResponse:
        return pages.question_page(request, _place(request, enterprise_id, is_desk), programme)

    return verdicts, facts, verdict, question


DESK_VIEWS = _views("desk.read", is_desk=True)
OWN_VIEWS = _views("policy.read", is_desk=False)


def _kept_table(enterprise: Enterprise) -> Table | None:
    columns = [
        Column("programme", _("Programme"), href_key="href"),
        Column("outcome", _("Outcome"), "pill"),
        Column("on", _("As of"), "day"),
        Column("by", _("Kept by")),
    ]
    rows = [
        {
            "programme": bilingual(words_of(row.programme).title),
            "href": reverse("policy_kept", args=[row.pk]),
            "on": row.as_of,
            "outcome": outcome_pill(row.outcome),
            "by": str(row.run_by or _("System")),
        }
        for row in latest_verdicts(enterprise)
    ]
    return Table(_("Kept verdicts"), columns, rows) if rows else None


def _products(enterprise: Enterprise) -> list[SummaryRow]:
    """The branch's loans beside the verdicts and the stage; the order is an assumption of the project, and says so."""
    profile = profile_on(enterprise, today())
    words = {Fit.FITS: _("fits"), Fit.OPEN: _("could fit"), Fit.DOES_NOT: _("does not fit")}
    return [
        SummaryRow(
            bilingual(match.product.name),
            words[match.fit],
            ", ".join(bilingual(words_of(name).title) for name in match.because),
            assumption=_("set by the project"),
        )
        for match in matching_products(profile, today())
    ]


@door("policy.store", "POST")
def store(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """Keep today's verdicts, so that they can be shown to have been so."""
    stored = run(request, store_verdicts, enterprise_id)
    if isinstance(stored, Refusal):
        messages.error(request, refusal_text(stored))
    else:
        messages.success(request, _("Today's verdicts are kept."))
    prefix = "enterprise_policy" if request.user.is_branch_staff else "my_policy"
    return redirect(f"{prefix}_verdicts", enterprise_id)


@door("desk.read")
def kept(request: HttpRequest, verdict_id: UUID) -> HttpResponse:
    """A stored verdict computed again from its own facts, rule and figures."""
    row = PolicyVerdict.objects.select_related("enterprise", "run_by").get(pk=verdict_id)
    again = replay_verdict(row)
    same = not isinstance(again, Refusal)
    context = {
        "row": row,
        "pill": outcome_pill(row.outcome),
        "refused": "" if same else refusal_text(again),
        "crumbs": [
            Crumb(row.enterprise.name, reverse("enterprise", args=[row.enterprise_id])),
            Crumb(_("Policy desk"), reverse("enterprise_policy_verdicts", args=[row.enterprise_id])),
            Crumb(_("Kept verdict")),
        ],
    }
    if same:
        context |= {"shown": shown_verdict(again), "figures": figure_rows(again.versions)}
    return render(request, "policy/kept.html", context)
