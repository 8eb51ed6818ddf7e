"""The pages on which an upgrade's fields are given: a few fields, the lines of a document, a picture."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yizhan.payments.upgrade import document_types
from yizhan.records.models import TierUpgrade
from yizhan.web.doors import door, run, today
from yizhan.web.forms import KeyedForm, add_refusal, form_of
from yizhan.web.visitor.upgrade_plan import ABOUT, CARD_NAME, KIND, NAME, TYPED
from yizhan.web.visitor.upgrades import own_upgrade
from yizhan.web.visitor.words import DOCUMENTS, FIELDS, SEXES, country_choices
from yizhan.web.vocabulary import word
from yizhan.workflows.tier_upgrades import attach_copy, fill_upgrade, read_document_lines

PAGES = {step.name: step for step in (NAME, KIND, ABOUT, CARD_NAME, TYPED)}
FILE_BYTES_MAX = 15 * 2**20
HINTS = {
    "name": _("In Latin letters, as in your passport."),
    "card_name": _("In Latin letters, as printed. It is deleted after the comparison."),
    "occupation": _("For example: engineer, student, retired."), "document_number": _("Letters and digits as printed."),
    "document_valid_until": _("For example 2030-04-15."), "birth_date": _("For your age only; deleted after the check."),
}
MISSING = {"required": _("This is needed.")}


class FieldsForm(KeyedForm):
    """The fields of one step, by their names."""

    def __init__(self, *args: Any, names: tuple[str, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in names:
            self.fields[name] = _field(name)


class LinesForm(KeyedForm):
    """The machine-readable zone, typed or pasted."""

    lines = forms.CharField(
        label=_("The lines at the bottom of your document"), max_length=200, error_messages=MISSING,
        help_text=_("Two lines of 44 characters in a passport, three of 30 on a card. Type or paste them with every <."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false",
                                     "autocapitalize": "characters", "dir": "ltr"}))


class CopyForm(KeyedForm):
    """A picture of the document."""

    file = forms.FileField(label=_("Picture of the document"), allow_empty_file=True, max_length=255,
                           help_text=_("JPEG, PNG or WebP. All four corners visible, nothing covered, no glare."),
                           error_messages={"required": _("Choose a picture first."),
                                           "max_length": _("The file's name is too long. Rename it and choose it again.")},
                           widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}))


@door("traveller.upgrade", "GET", "POST")
def fields(request: HttpRequest, upgrade_id: UUID, step: str) -> HttpResponse:
    """One step with its fields, filled with what was given before."""
    upgrade = own_upgrade(request, upgrade_id)
    if step not in PAGES:
        raise Http404
    page = PAGES[step]
    given = {name: getattr(upgrade, name) or None for name in page.fields}
    form = form_of(FieldsForm, request, given, names=page.fields)
    if request.method == "POST" and form.is_valid():
        return _filled(request, upgrade, form, run(request, fill_upgrade, upgrade.pk, **form.values), page.title)
    return _shown(request, upgrade, form, page.title)


@door("traveller.upgrade", "GET", "POST")
def lines(request: HttpRequest, upgrade_id: UUID) -> HttpResponse:
    """The lines of the document, with a way for documents that have none."""
    upgrade = own_upgrade(request, upgrade_id)
    form = form_of(LinesForm, request)
    if request.method == "POST" and form.is_valid():
        answer = run(request, read_document_lines, upgrade.pk, form.cleaned_data["lines"])
        if isinstance(answer, TierUpgrade):
            return redirect("wallet_upgrade_overview", upgrade.pk)
        add_refusal(form, answer)
    return render(request, "visitor/upgrade_lines.html", {
        "upgrade": upgrade, "form": form, "back_href": _back(upgrade), "typed_href": TYPED.href(upgrade)})


@door("traveller.upgrade", "GET", "POST")
def copy(request: HttpRequest, upgrade_id: UUID) -> HttpResponse:
    """The picture of the document."""
    upgrade = own_upgrade(request, upgrade_id)
    form = form_of(CopyForm, request)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        return _filled(request, upgrade, form, run(request, attach_copy, upgrade.pk, file.name, file), form.fields["file"].label)
    return _shown(request, upgrade, form, form.fields["file"].label)


def _filled(request: HttpRequest, upgrade: TierUpgrade, form: forms.Form, answer: Any, title: Any) -> HttpResponse:
    if isinstance(answer, TierUpgrade):
        return redirect("wallet_upgrade_overview", upgrade.pk)
    add_refusal(form, answer)
    return _shown(request, upgrade, form, title)


def _shown(request: HttpRequest, upgrade: TierUpgrade, form: forms.Form, title: Any) -> HttpResponse:
    return render(request, "visitor/upgrade_step.html", {"upgrade": upgrade, "form": form, "title": title, "back_href": _back(upgrade)})


def _back(upgrade: TierUpgrade) -> str:
    return reverse("wallet_upgrade_overview", args=[upgrade.pk])


def _field(name: str) -> forms.Field:
    label, hint = word(FIELDS, name), HINTS.get(name, "")
    if name == "nationality":
        return forms.ChoiceField(label=label, choices=[("", "–"), *country_choices()], error_messages=MISSING)
    if name == "sex":
        return forms.ChoiceField(label=label, choices=list(SEXES.items()), widget=forms.RadioSelect, error_messages=MISSING)
    if name == "document_type":
        kinds = [(code, word(DOCUMENTS, code)) for code in document_types(today())]
        return forms.ChoiceField(label=label, choices=kinds, widget=forms.RadioSelect, error_messages=MISSING)
    if name in ("document_valid_until", "birth_date"):
        return forms.DateField(label=label, help_text=hint, error_messages={**MISSING, "invalid": _("Write the date as 2030-04-15.")},
                               widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "dir": "ltr"}))
    auto = {"name": "name", "card_name": "cc-name", "occupation": "organization-title", "address": "street-address"}.get(name, "off")
    return forms.CharField(label=label, help_text=hint, max_length=300 if name == "address" else 120, error_messages=MISSING,
                           widget=forms.TextInput(attrs={"autocomplete": auto, "dir": "auto"}))
