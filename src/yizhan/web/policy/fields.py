"""A field for each fact: select for choices and truths in a long form, radios on a question's own page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from yizhan.policy.choices import choice_words
from yizhan.policy.explain import show_fact
from yizhan.policy.facts import FactDefinition, FactType, definitions
from yizhan.policy.units import Unit
from yizhan.policy.verdict import decimal_of
from yizhan.web.formats import bilingual, language
from yizhan.web.policy.answers import UNKNOWN
from yizhan.web.policy.hints import hint

_INPUT_MODES = {FactType.MONEY: "text", FactType.RATIO: "decimal", FactType.COUNT: "decimal"}


def facts_form(names: Iterable[str], typed: Mapping[str, str], faults: Mapping[str, str]) -> forms.Form:
    """All fields of a long form with what was typed, and its errors."""
    form = forms.Form(initial=dict(typed)) if not faults else forms.Form(dict(typed))
    for name in names:
        form.fields[name] = field_of(definitions()[name], is_long_form=True)
    if faults:
        form.is_valid()
        form.errors.clear()
        for name, words in faults.items():
            if name in form.fields:
                form.add_error(name, words)
    return form


def question_form(fact: FactDefinition, typed: str, fault: str) -> forms.Form:
    """One question; sent wrong or empty it says what is needed."""
    form = forms.Form({fact.name: typed} if fault else None, initial={fact.name: typed})
    form.fields[fact.name] = field_of(fact, is_long_form=False)
    if fault:
        form.is_valid()
        form.errors.clear()
        form.add_error(fact.name, fault)
    return form


def field_of(fact: FactDefinition, is_long_form: bool) -> forms.Field:
    """The field; nothing is required, because not knowing is an answer."""
    label = bilingual(fact.label) if is_long_form else bilingual(fact.question)
    if fact.type in (FactType.TRUTH, FactType.CHOICE):
        return _choice_field(fact, label, is_long_form)
    attributes = {"type": "date"} if fact.type is FactType.DATE else {"inputmode": _INPUT_MODES[fact.type], "autocomplete": "off"}
    return forms.CharField(label=label, required=False, help_text=hint(fact), widget=forms.TextInput(attrs=attributes))


def _choice_field(fact: FactDefinition, label: str, is_long_form: bool) -> forms.Field:
    if fact.type is FactType.TRUTH:
        choices = [("yes", _("Yes")), ("no", _("No"))]
    else:
        choices = [(code, bilingual(choice_words(fact.name, code))) for code in fact.choices]
    if is_long_form:
        return forms.ChoiceField(label=label, required=False, choices=[("", _("I don't know")), *choices])
    # A long list of radios is harder to read than a select.
    widget = forms.RadioSelect if len(choices) <= 6 else forms.Select
    first = [] if widget is forms.RadioSelect else [("", "–")]
    return forms.ChoiceField(label=label, required=False, widget=widget, choices=[*first, *choices, (UNKNOWN, _("I don't know"))])


def typed_value(fact: FactDefinition, value: Any) -> str:
    """A value of a sheet as a person would type it into its field."""
    if value is None:
        return ""
    if fact.type is FactType.TRUTH:
        return "yes" if value else "no"
    if fact.type is FactType.CHOICE:
        return value
    if fact.unit is Unit.MONEY:
        return f"{decimal_of(value, 0) / 100:f}"
    return show_fact(fact.name, value, language()).removesuffix("%")
