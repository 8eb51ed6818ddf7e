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
    falling = len(known) > 1 and float(known[-1]["y"]) > float(known[-2]["y"])
    last = known[-1] | {"text_y": f"{float(known[-1]['y']) + (18 if falling else -10):.2f}"}
    marks = {
        "segments": segments,
        "dots": known if len(known) <= DOTS_MAX else known[-1:],
        "last": last,
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
        }
        for index, point in enumerate(points)
    ]
