"""Upgrading: what it gives and what is missing, the list of what to give, consents, the check, and taking it back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.kernel.consent_text import ConsentText
from yizhan.kernel.refusal import Refusal
from yizhan.payments.limits import ceilings
from yizhan.payments.tiers import Tier, missing
from yizhan.records.models import TierUpgrade, Traveller, UpgradeState
from yizhan.web.components import Pill, SummaryRow, Task
from yizhan.web.doors import door, run, today
from yizhan.web.formats import bilingual, money
from yizhan.web.forms import KeyedForm, add_refusal, form_of
from yizhan.web.refusals import refusal_text
from yizhan.web.visitor.account import held_rows
from yizhan.web.visitor.base import own_traveller
from yizhan.web.visitor.home import room_at
from yizhan.web.visitor.upgrade_plan import Step, steps_of
from yizhan.web.visitor.words import CONSENTS, FIELDS, TIERS, UPGRADE_STATES, state_words, words_of
from yizhan.web.vocabulary import word
from yizhan.workflows.tier_upgrades import (
    consent_to_upgrade,
    lacking_fields,
    open_upgrade,
    standing_upgrade,
    submit_upgrade,
    withdraw_upgrade,
)
from yizhan.workflows.travellers import held, open_consents


class TierForm(KeyedForm):
    """Which tier to go for; each with the room that it would give now."""

    tier = forms.ChoiceField(label=gettext_lazy("How much do you want to be able to pay?"), widget=forms.RadioSelect,
                             error_messages={"required": gettext_lazy("Choose one.")})

    def __init__(self, *args: Any, traveller: Traveller, tiers: list[Tier], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tier"].choices = [(tier.value, _("%(tier)s: up to %(room)s now") % {
            "tier": word(TIERS, tier.value), "room": money(room_at(traveller, tier))}) for tier in tiers]
        self.fields["tier"].choice_hints = {tier.value: _("Missing: %(fields)s") % {
            "fields": ", ".join(words_of(FIELDS, missing(tier, held(traveller), today())))} for tier in tiers}
        self.fields["tier"].initial = tiers[0].value if tiers else None


class ConsentsForm(KeyedForm):
    """A tick and the hash of the text shown beside it, for each text that is not consented to yet."""

    def __init__(self, *args: Any, texts: list[ConsentText], **options: Any) -> None:
        super().__init__(*args, **options)
        for text in texts:
            self.fields[text.kind] = forms.BooleanField(label=_("I have read this text and consent to it"), required=False)
            self.fields[f"{text.kind}_sha256"] = forms.CharField(
                widget=forms.HiddenInput, initial=text.sha256, max_length=64, required=False)

    @property
    def ticked(self) -> dict[str, str]:
        """The hash that was shown, by kind, for each text that was ticked."""
        return {kind: self.cleaned_data[f"{kind}_sha256"] for kind in CONSENTS if self.cleaned_data.get(kind)}


def own_upgrade(request: HttpRequest, upgrade_id: UUID) -> TierUpgrade:
    """The upgrade if it is the traveller's own; somebody else's is not found."""
    return own_traveller(request).upgrades.select_related("traveller").get(pk=upgrade_id)


@door("traveller.upgrade", "GET", "POST")
def offer(request: HttpRequest) -> HttpResponse:
    """The tiers that give more room; choosing one begins or goes on."""
    traveller, standing = own_traveller(request), standing_upgrade(own_traveller(request))
    if standing and standing.state == UpgradeState.IN_REVIEW:
        return redirect("wallet_upgrade_overview", standing.pk)
    tiers = wider_tiers(traveller)
    wanted = request.GET.get("tier", "")
    form = form_of(TierForm, request, {"tier": wanted} if wanted else None, traveller=traveller, tiers=tiers)
    if request.method == "POST" and form.is_valid():
        begun = run(request, open_upgrade, form.cleaned_data["tier"])
        if isinstance(begun, TierUpgrade):
            return redirect("wallet_upgrade_overview", begun.pk)
        add_refusal(form, begun)
    return render(request, "visitor/upgrade_offer.html", {
        "form": form, "tiers": tiers, "traveller": traveller, "tier": word(TIERS, traveller.tier), "standing": standing,
        "standing_state": state_words(UPGRADE_STATES, standing.state) if standing else None})


@door("traveller.upgrade")
def overview(request: HttpRequest, upgrade_id: UUID) -> HttpResponse:
    """What there is to give, one line a page; or what became of it."""
    upgrade = own_upgrade(request, upgrade_id)
    context = {"upgrade": upgrade, "tier": word(TIERS, upgrade.tier), "state": state_words(UPGRADE_STATES, upgrade.state)}
    if upgrade.state != UpgradeState.OPEN:
        return render(request, "visitor/upgrade_closed.html", context)
    texts = open_consents(upgrade.traveller, Tier(upgrade.tier), today())
    lacking = lacking_fields(upgrade, today())
    return render(request, "visitor/upgrade.html", context | {
        "tasks": [_consent_task(upgrade, texts), *(_task(upgrade, step, lacking, bool(texts)) for step in steps_of(upgrade, today()))],
        "is_complete": not texts and not lacking})


@door("traveller.upgrade", "GET", "POST")
def consents(request: HttpRequest, upgrade_id: UUID) -> HttpResponse:
    """Each text in full with its own tick, before anything is asked."""
    upgrade = own_upgrade(request, upgrade_id)
    texts = open_consents(upgrade.traveller, Tier(upgrade.tier), today())
    form = form_of(ConsentsForm, request, texts=texts)
    if request.method == "POST" and form.is_valid():
        given = run(request, consent_to_upgrade, upgrade.pk, form.ticked)
        if isinstance(given, TierUpgrade):
            return redirect("wallet_upgrade_overview", upgrade.pk)
        add_refusal(form, given)
    shown = [(word(CONSENTS, text.kind), bilingual(text.text), form[text.kind], form[f"{text.kind}_sha256"]) for text in texts]
    return render(request, "visitor/upgrade_consents.html", {"upgrade": upgrade, "form": form, "texts": shown})


@door("traveller.upgrade", "GET", "POST")
def check(request: HttpRequest, upgrade_id: UUID) -> HttpResponse:
    """Everything once more, then hand in."""
    upgrade, problem = own_upgrade(request, upgrade_id), ""
    if upgrade.state != UpgradeState.OPEN:
        return redirect("wallet_upgrade_overview", upgrade.pk)
    if request.method == "POST":
        answer = run(request, submit_upgrade, upgrade.pk)
        if isinstance(answer, TierUpgrade):
            return redirect("wallet_upgrade_overview", upgrade.pk)
        problem = refusal_text(answer)
    lacking = words_of(FIELDS, lacking_fields(upgrade, today()))
    return render(request, "visitor/upgrade_check.html", {
        "upgrade": upgrade, "rows": _given_rows(upgrade), "problem": problem, "lacking": lacking})


@door("traveller.upgrade", "GET", "POST")
def withdraw(request: HttpRequest, upgrade_id: UUID) -> HttpResponse:
    """Take back what was given; it is deleted."""
    upgrade = own_upgrade(request, upgrade_id)
    if request.method == "POST":
        answer = run(request, withdraw_upgrade, upgrade.pk)
        if isinstance(answer, Refusal):
            messages.info(request, refusal_text(answer))
        else:
            messages.success(request, _("What you gave for the upgrade has been deleted."))
        return redirect("wallet_room")
    return render(request, "visitor/upgrade_withdraw.html", {"upgrade": upgrade})


def wider_tiers(traveller: Traveller) -> list[Tier]:
    """The tiers above the present one whose limits are wider than those of the tier before them."""
    found, last = [], ceilings(traveller.programme, Tier(traveller.tier), today())
    for tier in Tier(traveller.tier).higher:
        wider = ceilings(traveller.programme, tier, today())
        if (wider.single, wider.day, wider.year) != (last.single, last.day, last.year):
            found.append(tier)
            last = wider
    return found


def _consent_task(upgrade: TierUpgrade, texts: list[ConsentText]) -> Task:
    if not texts:
        return Task(_("Consents"), Pill(_("Given"), "good"))
    return Task(_("Consents"), Pill(_("To do"), "active"), reverse("wallet_upgrade_consents", args=[upgrade.pk]),
                _("Before anything else is asked."))


def _task(upgrade: TierUpgrade, step: Step, lacking: tuple[str, ...], is_waiting: bool) -> Task:
    is_done = not set(step.fields) & set(lacking)
    if is_waiting:
        return Task(str(step.title), Pill(_("After the consents"), "quiet"))
    return Task(str(step.title), Pill(_("Given"), "good") if is_done else Pill(_("To do"), "active"), step.href(upgrade), str(step.hint))


def _given_rows(upgrade: TierUpgrade) -> list[SummaryRow]:
    """What was typed, in full: it is the traveller's own, and it has to be compared with the paper."""
    shown = Traveller(**{name: getattr(upgrade, name) for name in (
        "name", "nationality", "sex", "occupation", "address", "document_type", "document_number", "document_valid_until")})
    rows = [row for row in held_rows(shown, is_open=True) if row.value]
    if upgrade.birth_date:
        rows.append(SummaryRow(word(FIELDS, "birth_date"), upgrade.birth_date, _("for your age only, deleted afterwards")))
    if upgrade.card_name:
        rows.append(SummaryRow(word(FIELDS, "card_name"), upgrade.card_name, _("to compare, deleted afterwards")))
    if upgrade.document_copy_id:
        rows.append(SummaryRow(word(FIELDS, "document_copy"), _("given")))
    return rows
