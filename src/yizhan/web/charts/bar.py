"""Bars: how much of each. Upright for months and short labels; lying, with the label above, when labels are
long."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString

from yizhan.web.charts import frame
from yizhan.web.charts.axis import Point, Scale, percent_of, scale_of, short, text_width

LABEL_WIDTH_MAX = 8
LYING_MAX = 15
VALUES_SHOWN_MAX = 8
ROW_PX = 44


def bar(
    title: str, points: Sequence[Point], heads: tuple[str, str] | None = None, unit: str = ""
) -> SafeString:
    """A bar for each point. `title` states the answer; `heads` name the table's columns, `unit` follows the
    figures."""
    if not frame.has_figures(points):
        return frame.figure("bar", title, points, {}, heads, unit)
    scale = scale_of(points, from_zero=True)
    long_labels = max(text_width(point.label) for point in points) > LABEL_WIDTH_MAX
    if long_labels and len(points) <= LYING_MAX:
        marks = {
            "template": "charts/bar_lying.svg",
            "bars": _lying(points, scale, unit),
            "height": ROW_PX * len(points),
            "wide": True,
        }
        return frame.figure("bar", title, points, marks, heads, unit)
    marks = {
        "bars": _upright(points, scale, unit),
        "grid": frame.grid(scale, points, unit),
        "labels": frame.across(points),
        "show_values": len(points) <= VALUES_SHOWN_MAX,
    }
    return frame.figure("bar", title, points, marks, heads, unit)


def _upright(points: Sequence[Point], scale: Scale, unit: str) -> list[dict[str, str]]:
    zero = Decimal(scale.y(Decimal(0)))
    bars = []
    for index, point in enumerate(points):
        if point.exact is None:
            continue
        end = Decimal(scale.y(point.exact))
        bars.append(
            {
                "x": percent_of(index + 0.18, len(points)),
                "width": percent_of(0.64, len(points)),
                "middle": percent_of(index + 0.5, len(points)),
                "y": f"{min(zero, end):.2f}",
                "height": f"{abs(end - zero):.2f}",
                "kind": _kind(point),
                "text": short(point.exact, points, unit),
                "text_y": f"{end + 14 if point.exact < 0 else end - 5:.2f}",
            }
        )
    return bars


def _lying(points: Sequence[Point], scale: Scale, unit: str) -> list[dict[str, str]]:
    zero = scale.share(Decimal(0))
    bars = []
    for index, point in enumerate(points):
        top = index * ROW_PX
        end = zero if point.exact is None else scale.share(point.exact)
        bars.append(
            {
                "x": percent_of(min(zero, end), 1),
                "width": percent_of(abs(end - zero), 1),
                "y": str(top + 20),
                "text_y": str(top + 14),
                "kind": _kind(point),
                "label": point.label,
                "text": "–" if point.exact is None else short(point.exact, points, unit),
            }
        )
    return bars


def _kind(point: Point) -> str:
    return "negative" if point.exact is not None and point.exact < 0 else "positive"
