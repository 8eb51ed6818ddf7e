"""The consents: each text in full with its own tick, so that nobody agrees to words not seen."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.credit.consents import ConsentText, consent_texts
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Application, Consent
from yizhan.web.doors import door, run, today
from yizhan.web.enterprise.base import own_application, saved
from yizhan.web.formats import bilingual
from yizhan.web.forms import KeyedForm, add_refusal, form_of
from yizhan.web.vocabulary import CONSENTS, word
from yizhan.workflows.applications import give_consents


class ConsentForm(KeyedForm):
    """A tick and the hash of the text shown beside it, for each consent that is not given yet."""

    def __init__(self, *args: Any, texts: list[ConsentText], **options: Any) -> None:
        super().__init__(*args, **options)
        for text in texts:
            self.fields[text.kind] = forms.BooleanField(label=_("I have read this text and consent to it"), required=False)
            self.fields[f"{text.kind}_sha256"] = forms.CharField(
                widget=forms.HiddenInput, initial=text.sha256, max_length=64, required=False
            )

    def clean(self) -> dict[str, Any]:
        """At least one tick; the others can follow later."""
        values = super().clean()
        if not self.ticked:
            raise forms.ValidationError(_("Tick at least one consent, or go back; without all of them the application is not complete."))
        return values

    @property
    def ticked(self) -> dict[str, str]:
        """The hash that was shown, by kind, for each text that was ticked."""
        return {kind: self.cleaned_data.get(f"{kind}_sha256", "") for kind in CONSENTS if self.cleaned_data.get(kind)}


@dataclass(frozen=True, slots=True)
class ShownConsent:
    """A text with its tick, or with when it was given."""

    title: str
    text: str
    version: str
    sha256: str
    given: Consent | None
    tick: forms.BoundField | None
    hidden: forms.BoundField | None


@door("application.consent", "GET", "POST")
def consents(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Read and consent; what was given stays given."""
    application = own_application(request, application_id)
    given = _given(application)
    texts = consent_texts(today())
    open_texts = [text for text in texts if text.sha256 not in given]
    form = shown_form = form_of(ConsentForm, request, texts=open_texts)
    if request.method == "POST" and form.is_valid():
        answer = run(request, give_consents, application.id, form.ticked)
        if not isinstance(answer, Refusal):
            return saved(request, _("Your consents are kept with the version of each text."), "my_application", application.id)
        add_refusal(form, answer)
        # The texts have changed: what is shown now carries their present hashes and no tick.
        shown_form = ConsentForm(texts=open_texts)
    shown = [_shown(text, given.get(text.sha256), shown_form) for text in texts]
    return render(
        request,
        "enterprise/consents.html",
        {
            "form": form,
            "consents": shown,
            "is_open": any(item.tick for item in shown),
            "back_href": reverse("my_application", args=[application.id]),
        },
    )


def _given(application: Application) -> dict[str, Consent]:
    return {consent.text_sha256: consent for consent in application.consents.filter(withdrawn_at=None)}


def _shown(text: ConsentText, given: Consent | None, form: ConsentForm) -> ShownConsent:
    is_open = text.kind in form.fields
    return ShownConsent(
        word(CONSENTS, text.kind),
        bilingual(text.text),
        text.version,
        text.sha256,
        given,
        form[text.kind] if is_open else None,
        form[f"{text.kind}_sha256"] if is_open else None,
    )
