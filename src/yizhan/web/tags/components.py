"""Inclusion tags of the page components; web/components.md shows each with an example."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page
from django.template import Library
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yizhan.web import components as values
from yizhan.web import formats, labels, tables
from yizhan.web.icons import icon

register = Library()
ICONS = {
    "neutral": "ring",
    "active": "half",
    "good": "check",
    "waiting": "clock",
    "bad": "cross",
    "quiet": "ring",
}
NOTICE_ICONS = {"info": "info", "warn": "warn", "bad": "cross", "good": "check"}


def _pill(value: values.Pill) -> SafeString:
    return format_html(
        '<span class="yz-pill yz-pill--{}">{}{}</span>', value.tone, icon(ICONS[value.tone]), value.label
    )


@register.simple_tag
def pill(label: str | values.Pill, tone: str = "neutral") -> SafeString:
    """`{% pill state %}` with a Pill, or `{% pill "Refused" "bad" %}`."""
    return _pill(label if isinstance(label, values.Pill) else values.Pill(label, tone))


@register.simple_tag
def state_pill(kind: str, code: str) -> SafeString:
    """`{% state_pill "payout" payout.state %}`: words and tone from web/labels.py."""
    return _pill(labels.state_pill(kind, code))


@register.simple_tag
def assumption(text: str = "") -> SafeString:
    """`{% assumption "LPR of 2026-11 not yet published" %}`: the figure is not established, and why."""
    return format_html('<span class="yz-assumption"><b>{}</b> {}</span>', _("assumption"), text)


@register.simple_tag
def copy_id(value: Any, shown: str = "") -> SafeString:
    """`{% copy_id application.number %}`: an id with a button that copies it."""
    return format_html(
        '<span class="yz-id"><code>{}</code><button type="button" class="yz-copy" hidden data-needs-script '
        'data-copy="{}" data-copied="{}" aria-label="{}">{}</button>'
        '<span class="yz-copied" role="status" data-copy-answer></span></span>',
        shown or value,
        value,
        _("Copied"),
        _("Copy %(id)s") % {"id": shown or value},
        icon("copy"),
    )


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """`{% notice "warn" "Calendar missing" %}…{% endnotice %}`; tones: info, warn, bad, good."""
    role = format_html(' role="{}"', "alert") if tone == "bad" else ""
    heading = format_html('<p class="yz-notice-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="yz-notice yz-notice--{}"{}>{}<div>{}{}</div></div>',
        tone,
        role,
        icon(NOTICE_ICONS[tone]),
        heading,
        content,
    )


@register.inclusion_tag("components/confirmation.html")
def confirmation(title: str, number: str = "", text: str = "") -> dict[str, Any]:
    """`{% confirmation "Application received" number=application.number text="We decide by …" %}`."""
    return {"title": title, "number": number, "text": text}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(crumbs: Sequence[values.Crumb]) -> dict[str, Any]:
    """`{% breadcrumbs crumbs %}`."""
    return {"crumbs": crumbs}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Sequence[values.SummaryRow]) -> dict[str, Any]:
    """`{% summary_list rows %}`."""
    return {"rows": rows}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks: Sequence[values.Task]) -> dict[str, Any]:
    """`{% task_list tasks %}`."""
    return {"tasks": tasks}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Sequence[values.Event]) -> dict[str, Any]:
    """`{% timeline events %}`, in the order given."""
    return {"events": events}


@register.inclusion_tag("components/queue.html")
def queue(items: Sequence[values.QueueItem], title: str = "") -> dict[str, Any]:
    """`{% queue items "My queue" %}`: the left column of the desk."""
    return {"items": items, "title": title}


@register.inclusion_tag("components/steps.html")
def steps(items: Sequence[values.Step]) -> dict[str, Any]:
    """`{% steps items %}`: where the journey stands."""
    return {"steps": items}


@register.inclusion_tag("components/figures.html")
def figures(cards: Sequence[values.Figure]) -> dict[str, Any]:
    """`{% figures cards %}`: key figures side by side."""
    return {"cards": cards}


@register.inclusion_tag("components/opened.html")
def opened(figure: values.Opened) -> dict[str, Any]:
    """`{% opened figure %}`: a number that opens to its parts."""
    return {"figure": figure}


@register.inclusion_tag("components/progress.html")
def progress(work: values.Progress) -> dict[str, Any]:
    """`{% progress work %}`: polled by HTMX every second until done; its address answers this same
    component."""
    share = min(100, work.value * 100 // work.total) if work.total else None
    return {"work": work, "share": 100 if work.done else share}


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", href: str = "", action: str = "") -> dict[str, Any]:
    """`{% empty "No applications yet" "The first one …" href=url action="Start" %}`."""
    return {"title": title, "text": text, "href": href, "action": action}


@register.inclusion_tag("components/deadline.html")
def deadline(value: values.Deadline) -> dict[str, Any]:
    """`{% deadline value %}`: time left, paused, pending calendar, kept, missed."""
    return {"value": value, "pill": deadline_pill(value)}


def deadline_pill(value: values.Deadline) -> values.Pill:
    """The deadline in words. Late or warned at 80 % is brick or amber, and says so."""
    if value.state != "running" or value.left_minutes is None:
        return labels.state_pill("deadline", value.state)
    left = {"time": formats.working_time(value.left_minutes)}
    if value.left_minutes < 0:
        return values.Pill(_("%(time)s late") % left, "bad")
    return values.Pill(_("%(time)s left") % left, "waiting" if value.warned_percent >= 80 else "active")


@register.simple_tag
def deadline_words(value: values.Deadline) -> SafeString:
    """`{% deadline_words value %}`: the pill alone, for lists."""
    return _pill(deadline_pill(value))


@register.inclusion_tag("components/table.html", takes_context=True)
def table(context: RequestContext, value: tables.Table, stack: bool = True) -> dict[str, Any]:
    """`{% table table %}`: sorts through the address; on a phone each row becomes a card unless
    `stack=False`."""
    request = context.get("request")
    query = value.query or (request.GET.urlencode() if request is not None else "")
    heads = [_head(column, value.sort, query) for column in value.columns]
    rows = [[_cell(row, column) for column in value.columns] for row in value.rows]
    footer = [_cell(value.footer, column) for column in value.columns] if value.footer else []
    return {"table": value, "heads": heads, "rows": rows, "footer": footer, "stack": stack}


def _head(column: tables.Column, sort: tables.Sort | None, query: str) -> dict[str, Any]:
    current = sort is not None and sort.key == column.key
    descending = current and sort.descending
    asked = column.key if descending or not current else f"-{column.key}"
    return {
        "column": column,
        "current": current,
        "descending": descending,
        "href": tables.query_with(query, sort=asked, page=None),
    }


def _cell(row: Any, column: tables.Column) -> dict[str, Any]:
    value = tables.cell(row, column.key)
    shown = _pill(value) if isinstance(value, values.Pill) else value
    return {
        "column": column,
        "value": shown,
        "href": tables.cell(row, column.href_key) if column.href_key else "",
    }


@register.inclusion_tag("components/filters.html", takes_context=True)
def table_filters(context: RequestContext, filters: Sequence[tables.Filter]) -> dict[str, Any]:
    """`{% table_filters filters %}`: a GET form; the sort stays."""
    request = context.get("request")
    used = any(item.value for item in filters)
    return {
        "filters": filters,
        "used": used,
        "sort": request.GET.get("sort", "") if request is not None else "",
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: RequestContext, page: Page) -> dict[str, Any]:
    """`{% pagination page %}` for a Django Page; keeps sort and filters."""
    request = context.get("request")
    query = request.GET.urlencode() if request is not None else ""
    numbers = [
        {"number": number, "href": tables.query_with(query, page=number)} if isinstance(number, int) else None
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]
    around = {
        "previous": page.number - 1 if page.has_previous() else None,
        "next": page.number + 1 if page.has_next() else None,
    }
    hrefs = {name: tables.query_with(query, page=number) if number else "" for name, number in around.items()}
    return {"page": page, "numbers": numbers} | hrefs
