"""What the three charts share: the figure with its title, the grid, the labels across, the description and
the table."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yizhan.web.charts.axis import HEIGHT_PX, Point, Scale, full, label_classes, percent_of, short


def figure(
    kind: str,
    title: str,
    points: Sequence[Point],
    marks: Mapping[str, Any],
    heads: tuple[str, str] | None,
    unit: str,
) -> SafeString:
    """The whole figure. `marks` are the template's shapes; `heads` name the two columns of the table."""
    label_head, value_head = heads or (_("Item"), _("Figure"))
    context = {
        "template": f"charts/{kind}.svg",
        "id": _identity(kind, title, points),
        "title": title,
        "height": HEIGHT_PX,
        "description": describe(points, unit),
        "rows": [(point.label, full(point, unit)) for point in points],
        "label_head": label_head,
        "value_head": value_head,
        "empty": not has_figures(points),
    }
    return SafeString(render_to_string("charts/figure.html", context | dict(marks)))


def has_figures(points: Sequence[Point]) -> bool:
    """Whether there is anything to draw."""
    return any(point.value is not None for point in points)


def grid(scale: Scale, points: Sequence[Point], unit: str) -> list[dict[str, str]]:
    """The ticks: height, label, and whether it is the zero line."""
    return [
        {"y": scale.y(tick), "text": short(tick, points, unit), "kind": "zero" if tick == 0 else "grid"}
        for tick in scale.ticks
    ]


def across(points: Sequence[Point]) -> list[dict[str, str]]:
    """The labels under the drawing that have room, in the middle of their bands."""
    return [
        {"x": percent_of(index + 0.5, len(points)), "text": point.label, "kind": kind}
        for index, (point, kind) in enumerate(zip(points, label_classes([point.label for point in points]), strict=True))
        if kind is not None
    ]


def describe(points: Sequence[Point], unit: str) -> str:
    """What a screen reader hears after the title."""
    known = [point for point in points if point.exact is not None]
    if not known:
        return _("There are no figures yet.")
    low, high = min(known, key=lambda point: point.exact), max(known, key=lambda point: point.exact)
    return _(
        "%(count)s figures; lowest %(low)s (%(low_label)s), highest %(high)s (%(high_label)s), "
        "last %(last)s (%(last_label)s)."
    ) % {
        "count": len(known),
        "low": full(low, unit),
        "low_label": low.label,
        "high": full(high, unit),
        "high_label": high.label,
        "last": full(known[-1], unit),
        "last_label": known[-1].label,
    }


def _identity(kind: str, title: str, points: Sequence[Point]) -> str:
    """An id that is the same for the same chart, so that pages are the same byte for byte."""
    return f"chart-{zlib.crc32(repr((kind, title, points)).encode()):08x}"
