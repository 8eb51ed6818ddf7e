"""Who an enterprise is, changed after a look at its papers; personal data stay masked and are only replaced."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Enterprise
from yizhan.web.doors import door, run
from yizhan.web.enterprise.company import IdentityForm
from yizhan.web.forms import add_refusal, form_of
from yizhan.workflows import access
from yizhan.workflows.enterprises import amend_enterprise

PERSONAL = ("legal_representative", "contact_name", "contact_phone", "contact_email", "address")
SHOWN = ("name", "registered_on", "industry", "region")
PARK_WORDS = {True: "yes", False: "no", None: "unknown"}


class AmendForm(IdentityForm):
    """The identity as it stands, and the paper that says otherwise."""

    compared_with = forms.CharField(
        label=gettext_lazy("What you compared it with"),
        max_length=200,
        help_text=gettext_lazy("For example: business licence of 20 November 2026."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PERSONAL:
            self.fields[name].required = False
            self.fields[name].help_text = gettext_lazy("Leave empty to keep what is known.")

    @property
    def changes(self) -> dict[str, Any]:
        """The values by the names of the workflow; an empty personal field is no change."""
        return {name: value for name, value in self.identity.items() if value or name not in PERSONAL}


@door("enterprise.amend", "GET", "POST")
def identity(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """Change the identity of one enterprise."""
    found = access.enterprises(request.user).get(pk=enterprise_id)
    form = form_of(AmendForm, request, _standing(found))
    page = reverse("enterprise", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        result = run(request, amend_enterprise, found.pk, **form.changes)
        if not isinstance(result, Refusal):
            return redirect(page)
        add_refusal(form, result)
    return render(request, "desk/identity.html", {"form": form, "enterprise": found, "back_href": page})


def _standing(found: Enterprise) -> dict[str, Any]:
    capital = found.registered_capital_minor
    shown = {name: getattr(found, name) for name in SHOWN}
    return shown | {"in_park": PARK_WORDS[found.in_park], "registered_capital": Money(capital) if capital is not None else None}
