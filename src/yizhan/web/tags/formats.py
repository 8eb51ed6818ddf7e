"""Filters that show values: `{{ loan.amount|money }}`, `{{ application.due_at|moment }}`, `{{ refusal|refusal
}}`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.money import Money
from yizhan.web import formats, labels, refusals

register = Library()
register.filter("bilingual", formats.bilingual)
register.filter("short_number", formats.short_number)
register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.filter("duration", formats.duration)
register.filter("working_time", formats.working_time)
register.filter("rate", formats.rate)
register.filter("uscc", formats.uscc)
register.filter("role_name", labels.role_name)
register.filter("fact", formats.fact)
register.filter("refusal", refusals.refusal_text)


@register.filter
def money(value: Any, option: str = "") -> SafeString:
    """`|money` in full, `|money:"short"` with 万/亿 behind it; minor units of another currency:
    `|money:"USD"`."""
    if option == "short":
        return format_html('<span class="yz-num">{}</span>', formats.money_with_short(value))
    return format_html('<span class="yz-num">{}</span>', formats.money(value, option or "CNY"))


@register.filter
def number(value: Any, places: int | None = None) -> SafeString:
    """`|number` with thousands separators, `|number:2` with fixed decimals."""
    return format_html('<span class="yz-num">{}</span>', formats.number(value, places))


@register.filter
def percent(value: Decimal | float | None, places: int = 2) -> SafeString:
    """0.0345 → 3.45%."""
    return format_html('<span class="yz-num">{}</span>', formats.percent(value, places))


@register.simple_tag
def when(value: date | datetime | None) -> SafeString:
    """`{% when event.at %}`: a <time> with the machine's form in it."""
    if value is None:
        return format_html("{}", "–")
    if isinstance(value, datetime):
        local = value.astimezone(SHANGHAI)
        return format_html(
            '<time class="yz-num" datetime="{}">{}</time>', local.isoformat(), formats.moment(value)
        )
    return format_html('<time class="yz-num" datetime="{}">{}</time>', value.isoformat(), formats.day(value))


@register.filter
def fact_or_safe(value: Any) -> Any:
    """Money, dates and numbers formatted; text and safe HTML as they are."""
    return (
        formats.money(value)
        if isinstance(value, Money)
        else value
        if isinstance(value, str)
        else formats.fact(value)
    )


@register.filter
def show(value: Any, kind: str = "") -> Any:
    """A table cell by its column's kind; HTML that is already safe passes through."""
    if value is None or value == "":
        return "–"
    shown = {
        "money": money,
        "number": number,
        "percent": percent,
        "day": formats.day,
        "moment": formats.moment,
    }
    return shown[kind](value) if kind in shown else value
