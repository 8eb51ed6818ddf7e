"""A line: how it went over time. Gaps stay gaps; the last figure is marked."""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.safestring import SafeString

from yizhan.web.charts import frame
from yizhan.web.charts.axis import Point, Scale, percent_of, scale_of, short

DOTS_MAX = 14


def line(
    title: str, points: Sequence[Point], heads: tuple[str, str] | None = None, unit: str = ""
) -> SafeString:
    """A line through the points. `title` states the answer; `heads` name the table's columns, `unit` follows
    the figures."""
    if not frame.has_figures(points):
        return frame.figure("line", title, points, {}, heads, unit)
    scale = scale_of(points, from_zero=False)
    places = _places(points, scale, unit)
    segments = [
        {"x1": start["x"], "y1": start["y"], "x2": end["x"], "y2": end["y"]}
        for start, end in pairwise(places)
        if start is not None and end is not None
    ]
    known = [place for place in places if place is not None]
    marks = {
        "segments": segments,
        "dots": known if len(known) <= DOTS_MAX else known[-1:],
        "last": known[-1],
        "grid": frame.grid(scale, points, unit),
        "labels": frame.across(points),
    }
    return frame.figure("line", title, points, marks, heads, unit)


def _places(points: Sequence[Point], scale: Scale, unit: str) -> list[dict[str, str] | None]:
    return [
        None
        if point.exact is None
        else {
            "x": percent_of(index + 0.5, len(points)),
            "y": scale.y(point.exact),
            "text": short(point.exact, points, unit),
            "text_y": f"{float(scale.y(point.exact)) - 10:.2f}",
        }
        for index, point in enumerate(points)
    ]
