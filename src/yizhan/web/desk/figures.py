"""A figure of the decision or a claim: which kind of value it is, how it is shown, and the field that takes a new one."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.credit.decision_inputs import DecisionInputs
from yizhan.credit.products import purposes
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.text import plain
from yizhan.web.desk.words import SHARES
from yizhan.web.doors import CLOCK
from yizhan.web.formats import bilingual, day, fact, number, percent
from yizhan.web.forms import MoneyField
from yizhan.web.vocabulary import INDUSTRIES, TAX_GRADES, TITLES, purpose_words, word
from yizhan.workflows.facts import FACT_TYPES

YES_NO = [("", "–"), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
HUNDRED = Decimal(100)


def kind_of(path: str) -> type:
    """The type of a figure by its path; `object` for what is no single value (statements, titles)."""
    if path.startswith("claim."):
        return FACT_TYPES.get(path.removeprefix("claim."), object)
    kind: Any = DecisionInputs
    for name in path.split("."):
        hint = get_type_hints(kind)[name]
        kind = next((option for option in get_args(hint) if option is not type(None)), hint)
    return kind if kind in (int, str, bool, Money, Decimal) else object


def shown_figure(path: str, value: Any) -> str:
    """A stored figure in words."""
    name = path.rpartition(".")[2]
    if value is None:
        return _("not known")
    if path in SHARES:
        return percent(value, 1)
    if name in ("sector", "industry"):
        return word(INDUSTRIES, value)
    if name == "purpose":
        return purpose_words(value, branch_date(CLOCK.now()))
    if isinstance(value, list):
        return "; ".join(_title(item) for item in value) or "–"
    if isinstance(value, Mapping) and "amount_minor" not in value:
        return "; ".join(f"{year}: {fact(amount)}" for year, amount in sorted(value.items())) or "–"
    return number(value) if isinstance(value, int) and not isinstance(value, bool) else fact(value)


def value_field(path: str) -> forms.Field | None:
    """The field for a corrected value; None where a figure is corrected elsewhere."""
    label, kind = gettext_lazy("Value found"), kind_of(path)
    name = path.rpartition(".")[2]
    if kind is Money:
        return MoneyField(label=label, required=False, help_text=gettext_lazy("In yuan."))
    if kind is bool:
        return forms.ChoiceField(label=label, required=False, choices=YES_NO)
    if kind is int:
        return forms.IntegerField(label=label, required=False, min_value=0, widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    if path in SHARES:
        return forms.DecimalField(label=label, required=False, decimal_places=4, help_text=gettext_lazy("In per cent."))
    if name in ("sector", "tax_grade", "purpose"):
        return forms.ChoiceField(label=label, required=False, choices=[("", "–"), *_choices(name)])
    return forms.CharField(label=label, required=False, max_length=200) if kind is str else None


def plain_value(path: str, cleaned: Any) -> Any:
    """What a correction stores: yes and no as truth, per cent as a share, all in plain form; empty as None."""
    if cleaned in (None, ""):
        return None
    if kind_of(path) is bool:
        return cleaned == "yes"
    if path in SHARES:
        return plain((cleaned / HUNDRED).quantize(Decimal("0.000001")))
    return plain(cleaned)


def _choices(name: str) -> list[tuple[str, Any]]:
    if name == "sector":
        return list(INDUSTRIES.items())
    if name == "tax_grade":
        return list(TAX_GRADES.items())
    return [(choice.code, bilingual(choice.text)) for choice in purposes(branch_date(CLOCK.now()))]


def _title(item: Any) -> str:
    if not isinstance(item, Mapping):
        return fact(item)
    until = f" – {day(item['valid_to'])}" if item.get("valid_to") else ""
    return f"{word(TITLES, item.get('kind'))} ({day(item.get('valid_from'))}{until})"
