"""Charts as SVG: bar, line and step. Each answers one question; its title states the answer, its table
repeats the figures.

Shapes are placed in per cent across and pixels down, so that a chart fits 320 px and A4 alike while its text
keeps its size.
Colours come from CSS classes, so that both themes and print work without script and under a strict CSP.
"""

from yizhan.web.charts.axis import Point
from yizhan.web.charts.bar import bar
from yizhan.web.charts.line import line
from yizhan.web.charts.step import step

__all__ = ["Point", "bar", "line", "step"]
