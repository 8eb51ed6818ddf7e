"""The figures an enterprise states about itself: staff, rights, titles, tax grade, debts; each may stay unknown."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.enterprise.profile import Claimed
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Enterprise
from yizhan.web.components import SummaryRow
from yizhan.web.doors import door, run, today
from yizhan.web.enterprise.base import own_application, own_enterprise, saved
from yizhan.web.enterprise.figures_form import PARTS, FiguresForm
from yizhan.web.formats import day, fact
from yizhan.web.forms import add_refusal, form_of
from yizhan.web.vocabulary import FACTS, TITLES, Words, word
from yizhan.workflows.enterprises import describe_enterprise
from yizhan.workflows.facts import claimed_facts

PART_WORDS: Words = {
    "people": gettext_lazy("People"),
    "rights": gettext_lazy("Intellectual property and titles"),
    "standing": gettext_lazy("Tax and debts"),
}


@door("enterprise.describe", "GET", "POST")
def of_enterprise(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """The figures, reached from the enterprise's page."""
    return _figures(request, own_enterprise(request, enterprise_id), "my_enterprise", enterprise_id)


@door("enterprise.describe", "GET", "POST")
def of_application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The figures, reached from an application's task list."""
    return _figures(request, own_application(request, application_id).enterprise, "my_application", application_id)


def figure_rows(enterprise: Enterprise, change_href: str = "") -> list[SummaryRow]:
    """Every figure as it stands: what was stated, and what the branch found where that differs."""
    known = claimed_facts(enterprise)
    return [SummaryRow(word(FACTS, name), _shown(name, known[name].value if name in known else None), _finding(name, known.get(name)),
                       f"{change_href}?part={part}" if change_href else "") for part, names in PARTS.items() for name in names]


def _figures(request: HttpRequest, enterprise: Enterprise, back_name: str, back_id: UUID) -> HttpResponse:
    part = request.GET.get("part") if request.GET.get("part") in PARTS else "people"
    known = claimed_facts(enterprise)
    stated = {name: figure.value for name, figure in known.items() if figure.value is not None}
    form = form_of(FiguresForm, request, FiguresForm.initial_of(stated), part=part, stated_titles=stated.get("titles", ()))
    if request.method == "POST" and form.is_valid():
        claims = {name: value for name, value in form.claims.items() if value is not None or name in known}
        described = run(request, describe_enterprise, enterprise.id, claims, as_of=today())
        if not isinstance(described, Refusal):
            return saved(request, _("The figures are saved."), back_name, back_id)
        add_refusal(form, described)
    checked = [SummaryRow(word(FACTS, name), _finding(name, known[name]))
               for name in PARTS[part] if name in known and known[name].is_verified]
    return render(request, "enterprise/figures.html", {
        "form": form, "part": part, "part_words": PART_WORDS[part], "checked": checked, "back_href": reverse(back_name, args=[back_id])})


def _shown(name: str, value: Any) -> str:
    if value is None:
        return _("not known")
    if name == "titles":
        return fact([_title(item) for item in value]) if value else _("none")
    if name == "overdue_days":
        return _("%(days)s days") % {"days": value} if value else _("nothing overdue")
    return fact(value if isinstance(value, Money | bool | int) else str(value))


def _title(item: Mapping[str, Any]) -> str:
    since = date.fromisoformat(item["valid_from"])
    return _("%(title)s (since %(day)s)") % {"title": word(TITLES, item["kind"]), "day": day(since)}


def _finding(name: str, figure: Claimed | None) -> str:
    if figure is None or not figure.is_verified:
        return ""
    facts = {"value": _shown(name, figure.verified_value), "day": day(figure.findings[-1].on)}
    if figure.differs:
        return _("The branch found %(value)s on %(day)s; that counts.") % facts
    return _("The branch confirmed %(value)s on %(day)s.") % facts
