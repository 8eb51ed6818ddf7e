"""The forms of an on-site check: a finding with its typed value, a photo, and the end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.records.models import ChecklistItem
from yizhan.web.desk.figures import value_field
from yizhan.web.desk.words import FINDINGS
from yizhan.web.forms import KeyedForm


class FindingForm(KeyedForm):
    """What was found at one point. The field for a new value has the type of the figure; some figures have none."""

    effect = forms.ChoiceField(label=_("What did you find?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("What you saw, on which paper. Needed unless you confirm."),
    )
    field_order = ("effect", "new_value", "words")

    def __init__(self, *args: Any, point: ChecklistItem, **options: Any) -> None:
        field = value_field(point.fact_name)
        initial = {"effect": point.effect or None, "words": point.note}
        super().__init__(*args, initial=initial, label_suffix="", **options)
        choices = [(code, words) for code, words in FINDINGS.items() if code != "correct" or field is not None]
        self.fields["effect"].choices = [(code, words[0]) for code, words in choices]
        self.fields["effect"].choice_hints = {code: words[2] for code, words in choices}
        if field is not None:
            self.fields["new_value"] = field
        self.order_fields(self.field_order)


class PhotoForm(KeyedForm):
    """A photo; on a telephone the camera opens."""

    file = forms.FileField(
        label=_("Photo"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}),
        help_text=_("JPEG, PNG or WebP, at most 15 MB."),
    )
    caption = forms.CharField(label=_("Caption"), required=False, max_length=200)
    item = forms.UUIDField(required=False, widget=forms.HiddenInput)


class FinishForm(KeyedForm):
    """What the visit showed as a whole."""

    summary = forms.CharField(label=_("Summary of the visit"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
