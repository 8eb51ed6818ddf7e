"""The watch of a product's card: stability by month, defaults by grade, departures from the model, recalibration, answered alarms."""

from decimal import Decimal
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.products import Product, products
from yizhan.credit.scorecard.watch import SCORE
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import CardAlarm
from yizhan.web import charts
from yizhan.web.charts import Point
from yizhan.web.components import Crumb, Figure
from yizhan.web.doors import door, run, today
from yizhan.web.formats import bilingual, number, percent
from yizhan.web.forms import KeyedForm, add_refusal, form_of
from yizhan.web.scorecards.lists import alarm_words
from yizhan.web.scorecards.words import LEVELS, OUTCOMES, pill, variable_title
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import word
from yizhan.workflows.permissions import may
from yizhan.workflows.scorecards import propose_new_rate
from yizhan.workflows.scorecards_watch import CardWatch, answer_alarm, watch_product


class RecalibrationForm(KeyedForm):
    """A new mean default rate for the card in force."""

    rate = forms.DecimalField(label=gettext_lazy("New mean default rate, %"), min_value=Decimal("0.01"), max_value=Decimal("99.99"),
                              max_digits=5, decimal_places=2)
    version = forms.CharField(label=gettext_lazy("Name of the new version"), max_length=60)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


class AnswerForm(KeyedForm):
    """What follows from an alarm."""

    words = forms.CharField(label=gettext_lazy("What follows from it"), max_length=1000, required=False)


@door("scorecard.read")
def watch(request: HttpRequest, code: str) -> HttpResponse:
    """How the card in force does on those who apply."""
    return _page(request, _product(code), RecalibrationForm())


@door("scorecard.propose", "POST")
def recalibrate(request: HttpRequest, code: str) -> HttpResponse:
    """Propose a recalibration; a second person reviews it as any card."""
    product, form = _product(code), form_of(RecalibrationForm, request)
    if form.is_valid():
        given = form.values
        made = run(request, propose_new_rate, code, float(given["rate"] / 100), given["version"], given["reason"])
        if not isinstance(made, Refusal):
            messages.success(request, _("The recalibration is proposed. A second person reviews it."))
            return redirect("card_proposal", made.pk)
        add_refusal(form, made)
    return _page(request, product, form, 422)


@door("scorecard.answer_alarm", "GET", "POST")
def answer(request: HttpRequest, alarm_id: UUID) -> HttpResponse:
    """Close an alarm with words."""
    alarm = CardAlarm.objects.select_related("artefact").get(pk=alarm_id)
    form = form_of(AnswerForm, request)
    if request.method == "POST" and form.is_valid():
        closed = run(request, answer_alarm, alarm.pk, form.values["words"])
        if not isinstance(closed, Refusal):
            messages.success(request, _("The alarm is answered."))
            return redirect("scorecards")
        add_refusal(form, closed)
    context = {"alarm": alarm, "what": alarm_words(alarm), "level": pill(LEVELS, alarm.level), "form": form,
               "crumbs": [Crumb(_("Scorecards"), reverse("scorecards")), Crumb(_("Answer an alarm"))]}
    return render(request, "scorecards/answer.html", context, status=422 if request.method == "POST" else 200)


def _product(code: str) -> Product:
    found = next((product for product in products(today()) if product.code == code), None)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, product: Product, form: forms.Form, status: int = 200) -> HttpResponse:
    watched = watch_product(product.code, today())
    context = {
        "product": product,
        "name": bilingual(product.name),
        "watched": watched,
        "card": watched.card,
        "figures": _figures(watched),
        "chart": _chart(watched),
        "stability": _stability(watched),
        "grades": _grades(watched),
        "overrides": _overrides(watched),
        "form": form if may(request.user.role, "scorecard.propose") else None,
        "crumbs": [Crumb(_("Scorecards"), reverse("scorecards")), Crumb(_("Watch"))],
    }
    return render(request, "scorecards/watch.html", context, status=status)


def _figures(watched: CardWatch) -> list[Figure]:
    outcomes = [Figure(word(OUTCOMES, outcome.value), number(count)) for outcome, count in watched.outcomes.items()]
    rate = watched.overrides.rate
    departures = _("%(count)s of %(decided)s decided") % {"count": watched.overrides.total.count, "decided": watched.overrides.scored}
    return [Figure(_("Scored by this card"), number(watched.scored)), *outcomes,
            Figure(_("Departures from the model"), "–" if rate is None else percent(rate, 1), departures)]


def _chart(watched: CardWatch) -> SafeString | str:
    """The stability index of the score, month by month."""
    months = [one for one in watched.stability if one.name == SCORE]
    if not months:
        return ""
    worst = max(months, key=lambda one: one.index)
    title = _("Largest move of the score: index %(index)s in %(month)s") % {"index": f"{worst.index:.3f}", "month": worst.month}
    return charts.bar(title, [Point(one.month, Decimal(f"{one.index:.3f}")) for one in months], heads=(_("Month"), _("Stability index")))


def _stability(watched: CardWatch) -> Table:
    rows = [
        {"month": one.month, "name": variable_title(watched.card, one.name), "rows": one.rows, "index": f"{one.index:.3f}",
         "chance": f"{one.chance:.3f}", "level": pill(LEVELS, one.level)}
        for one in sorted(watched.stability, key=lambda one: (one.month, one.index), reverse=True)
    ]
    columns = [Column("month", _("Month")), Column("name", _("Score or variable")), Column("rows", _("Applications"), "number"),
               Column("index", _("Stability index"), "end"), Column("chance", _("By chance up to"), "end"),
               Column("level", _("State"), "pill")]
    return Table(_("Stability by month"), columns, rows)


def _grades(watched: CardWatch) -> Table:
    rows = [
        {"grade": one.grade, "rows": one.rows, "bads": one.bads, "expected": percent(one.expected_rate),
         "limits": f"{one.bads_low} … {one.bads_high}", "verdict": pill(LEVELS, one.verdict)}
        for one in watched.grade_tests
    ]
    columns = [Column("grade", _("Grade")), Column("rows", _("Loans with an outcome"), "number"), Column("bads", _("Went bad"), "number"),
               Column("expected", _("Expected rate"), "end"), Column("limits", _("Limits of chance"), "end"),
               Column("verdict", _("State"), "pill")]
    return Table(_("Defaults by grade"), columns, rows, empty=_("No loan that this card scored has an outcome yet."))


def _overrides(watched: CardWatch) -> Table:
    rows = [
        {"reason": group.reason, "count": group.count, "up": group.upgrades, "down": group.downgrades, "outcomes": group.outcomes,
         "bads": group.bads, "expected": percent(group.expected_rate) if group.expected_rate is not None else "–"}
        for group in watched.overrides.groups
    ]
    columns = [Column("reason", _("Reason given")), Column("count", _("Departures"), "number"),
               Column("up", _("Better than the model"), "number"),
               Column("down", _("Worse than the model"), "number"), Column("outcomes", _("With an outcome"), "number"),
               Column("bads", _("Went bad"), "number"), Column("expected", _("Expected rate"), "end")]
    return Table(_("Departures from the model by reason"), columns, rows, empty=_("Every decision followed the model."))
