"""How a fact is written, for the hint of its field and for the error when it does not fit."""

from typing import Any

from django.utils.translation import gettext as _

from yizhan.policy.explain import show_figure
from yizhan.policy.facts import FactDefinition, FactType
from yizhan.web.formats import language


def hint(fact: FactDefinition) -> str:
    """A few words beside the field; choices and plain numbers need none."""
    return {
        FactType.MONEY: _("In yuan, or with 万 or 亿: 12000000, 1200万, 1.5亿."),
        FactType.RATIO: _("In per cent, for example 12.5."),
        FactType.DATE: _("Year-month-day, for example 2021-03-05."),
    }.get(fact.type, "")


def how_to_write(fact: FactDefinition) -> str:
    """What to write instead, with the range where the fact has one."""
    words = {
        FactType.MONEY: _("Write the amount in yuan or with its unit: 12000000, 1200万 or 1.5亿."),
        FactType.RATIO: _("Write per cent, for example 12.5."),
        FactType.COUNT: _("Write a plain number."),
        FactType.DATE: _("Write the day like 2026-11-23."),
        FactType.TRUTH: _("Choose yes, no or “I don't know”."),
        FactType.CHOICE: _("Choose one of the list."),
    }[fact.type]
    span = _span(fact)
    return f"{words} {span}" if span else words


def _span(fact: FactDefinition) -> str:
    if fact.type in (FactType.TRUTH, FactType.CHOICE, FactType.DATE):
        return ""
    if fact.minimum is not None and fact.maximum is not None:
        return _("Between %(low)s and %(high)s.") % {"low": _shown(fact, fact.minimum), "high": _shown(fact, fact.maximum)}
    return _("Not below %(low)s.") % {"low": _shown(fact, fact.minimum)} if fact.minimum is not None else ""


def _shown(fact: FactDefinition, value: Any) -> str:
    return show_figure(value, fact.unit, language())
