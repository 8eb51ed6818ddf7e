"""Upgrades with a doubt: the queue, one upgrade masked, the data as the answer to a POST with a reason, and the decision."""

import base64
from io import BytesIO
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps

from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import mask
from yizhan.payments import ids
from yizhan.records.models import TierUpgrade, Traveller, UpgradeState, Upload
from yizhan.records.travellers import IDENTITY
from yizhan.web.components import Crumb, SummaryRow
from yizhan.web.doors import door, run
from yizhan.web.forms import KeyedForm, add_refusal
from yizhan.web.refusals import refusal_text
from yizhan.web.tables import Column, Table
from yizhan.web.visitor.account import held_rows
from yizhan.web.visitor.words import DOUBTS, FIELDS, TIERS, UPGRADE_STATES, state_words, words_of
from yizhan.web.vocabulary import word
from yizhan.workflows import access
from yizhan.workflows.permissions import may
from yizhan.workflows.tier_upgrades import decide_upgrade, unmask_upgrade

CLOSED_SHOWN = 20
SIDE_MAX_PIXELS = 1400


class ReasonForm(forms.Form):
    """Why somebody looks. Without a request key: sending it again is another look and another row."""

    reason = forms.CharField(label=gettext_lazy("What do you need the data for?"), max_length=200,
                             help_text=gettext_lazy("Kept in the audit trail."))


class DecisionForm(KeyedForm):
    """Yes or no, with words."""

    verdict = forms.ChoiceField(label=gettext_lazy("Is this the holder of the card, with a valid document?"), widget=forms.RadioSelect,
                                choices=[("approved", gettext_lazy("Yes, raise the limits")),
                                         ("refused", gettext_lazy("No, refuse and delete"))])
    words = forms.CharField(label=gettext_lazy("What was compared, and what was found?"), max_length=300,
                            help_text=gettext_lazy("The traveller reads this."), widget=forms.Textarea(attrs={"rows": 3}))


@door("traveller.queue")
def upgrades(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first, and what was decided last."""
    rows = access.upgrades(request.user)
    waiting = rows.filter(state=UpgradeState.IN_REVIEW).order_by("submitted_at")
    closed = rows.filter(decided_by__isnull=False).order_by("-decided_at")[:CLOSED_SHOWN]
    columns = [Column("traveller", _("Traveller"), "id", href_key="href"), Column("tier", _("Upgrade to")), Column("doubts", _("Doubts")),
               Column("at", _("Handed in"), "moment"), Column("state", _("State"), "pill")]
    return render(request, "travellers/upgrades.html", {
        "table": Table(_("To be looked at"), columns, [_line(row) for row in waiting]) if waiting else None,
        "closed": Table(_("Decided last"), columns, [_line(row) for row in closed]) if closed else None})


@door("traveller.queue")
def upgrade(request: HttpRequest, upgrade_id: UUID) -> HttpResponse:
    """One upgrade, masked, with its doubts and the form of the decision."""
    found = access.upgrades(request.user).get(pk=upgrade_id)
    return _page(request, found)


@door("traveller.unmask", "POST")
def show(request: HttpRequest, upgrade_id: UUID) -> HttpResponse:
    """The data and the picture, as the answer to a POST with a reason; recorded, without an address, kept nowhere."""
    found, form = access.upgrades(request.user).get(pk=upgrade_id), ReasonForm(request.POST)
    if form.is_valid():
        answer = run(request, unmask_upgrade, found.pk, form.cleaned_data["reason"])
        if not isinstance(answer, Refusal):
            return _page(request, found, is_open=True)
        add_refusal(form, answer)
    return _page(request, found, reason_form=form)


@door("traveller.review", "POST")
def decide(request: HttpRequest, upgrade_id: UUID) -> HttpResponse:
    """Take the decision."""
    found, form = access.upgrades(request.user).get(pk=upgrade_id), DecisionForm(request.POST)
    if form.is_valid():
        answer = run(request, decide_upgrade, found.pk, form.cleaned_data["verdict"], form.cleaned_data["words"])
        if not isinstance(answer, Refusal):
            messages.success(request, _("Decided. The traveller sees it at once."))
            return redirect("traveller_upgrades")
        messages.warning(request, refusal_text(answer))
        return redirect("traveller_upgrade", found.pk)
    return _page(request, found, decision_form=form)


def _page(request: HttpRequest, found: TierUpgrade, is_open: bool = False, **shown: Any) -> HttpResponse:
    given = [*given_rows(found, is_open)]
    return render(request, "travellers/upgrade.html", {
        "upgrade": found, "number": shown_number(found.traveller), "tier": word(TIERS, found.tier),
        "state": state_words(UPGRADE_STATES, found.state), "doubts": words_of(DOUBTS, found.doubts), "rows": given, "is_open": is_open,
        "picture": picture_of(found.document_copy) if is_open and found.document_copy else "",
        "reason_form": shown.get("reason_form") or ReasonForm(), "decision_form": shown.get("decision_form") or DecisionForm(),
        "may_decide": may(request.user.role, "traveller.review") and found.state == UpgradeState.IN_REVIEW,
        "may_unmask": may(request.user.role, "traveller.unmask") and bool(given),
        "breadcrumbs": [Crumb(_("Travellers"), "/desk/travellers/"), Crumb(shown_number(found.traveller))]})


def given_rows(found: TierUpgrade, is_open: bool) -> list[SummaryRow]:
    """What the traveller gave, and the card's name beside it; masked unless it is open."""
    held = Traveller(phone="", **{name: getattr(found, name) for name in IDENTITY})
    rows = held_rows(held, is_open)
    if found.card_name:
        rows.append(SummaryRow(word(FIELDS, "card_name"), found.card_name if is_open else mask(found.card_name, 1, 0)))
    if found.birth_date:
        rows.append(SummaryRow(word(FIELDS, "birth_date"), found.birth_date if is_open else "****"))
    return rows


def picture_of(upload: Upload) -> str:
    """The picture inside the page, small enough to look at: a file with an address could be opened without a record."""
    with default_storage.open(upload.stored_as, "rb") as file, Image.open(file) as image:
        image = ImageOps.exif_transpose(image).convert("RGB")
        image.thumbnail((SIDE_MAX_PIXELS, SIDE_MAX_PIXELS))
        stream = BytesIO()
        image.save(stream, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode()}"


def shown_number(traveller: Traveller) -> str:
    """The traveller's number as people see it."""
    return ids.shown_id("payer", traveller.payer_id)


def _line(row: TierUpgrade) -> dict[str, Any]:
    return {"traveller": shown_number(row.traveller), "href": f"/desk/travellers/{row.pk}/", "tier": word(TIERS, row.tier),
            "doubts": "; ".join(words_of(DOUBTS, row.doubts)), "at": row.submitted_at, "state": state_words(UPGRADE_STATES, row.state)}
