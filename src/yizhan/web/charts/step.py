"""Steps: a figure that holds until the next one, such as a rate, a limit or a balance."""

import itertools
from collections.abc import Sequence

from django.utils.safestring import SafeString

from yizhan.web.charts import frame
from yizhan.web.charts.axis import Point, Scale, percent_of, scale_of, short


def step(
    title: str, points: Sequence[Point], heads: tuple[str, str] | None = None, unit: str = ""
) -> SafeString:
    """A level for each point, held until the next. `title` states the answer; `heads` name the table's
    columns, `unit` follows the figures."""
    if not frame.has_figures(points):
        return frame.figure("step", title, points, {}, heads, unit)
    scale = scale_of(points, from_zero=False)
    levels = [_level(index, point, points, scale, unit) for index, point in enumerate(points)]
    known = [level for level in levels if level is not None]
    rises = [
        {"x": second["x1"], "y1": first["y"], "y2": second["y"]}
        for first, second in itertools.pairwise(levels)
        if first is not None and second is not None
    ]
    marks = {
        "levels": known,
        "rises": rises,
        "last": known[-1],
        "grid": frame.grid(scale, points, unit),
        "labels": frame.across(points),
    }
    return frame.figure("step", title, points, marks, heads, unit)


def _level(
    index: int, point: Point, points: Sequence[Point], scale: Scale, unit: str
) -> dict[str, str] | None:
    if point.exact is None:
        return None
    y = scale.y(point.exact)
    return {
        "x1": percent_of(index, len(points)),
        "x2": percent_of(index + 1, len(points)),
        "y": y,
        "text": short(point.exact, points, unit),
        "text_y": f"{float(y) - 8:.2f}",
    }
