"""Bar, line and step: what stands in the SVG and in the table below it."""

import re
import time
from decimal import Decimal

import pytest
from django.utils.translation import override
from lxml import html

from yizhan.kernel.money import Money
from yizhan.web.charts import Point, bar, frame, line, step

KINDS = pytest.mark.parametrize("chart", [bar, line, step], ids=lambda chart: chart.__name__)
MONTHS = [Point(f"2026-{month:02d}", Money.of(month * 1000)) for month in range(1, 13)]


def drawn(text: str) -> html.HtmlElement:
    return html.fromstring(text)


@KINDS
def test_a_chart_is_an_image_with_title_description_and_table(chart) -> None:
    page = drawn(chart("Sales grew", MONTHS, ("Month", "Sales")))
    image = page.xpath("//svg")[0]
    named = [page.get_element_by_id(name).text for name in image.get("aria-labelledby").split()]
    assert image.get("role") == "img" and named[0] == "Sales grew"
    assert "¥1,000.00" in named[1] and "¥12,000.00" in named[1]
    assert page.xpath("//figcaption")[0].text == "Sales grew"
    assert [cell.text for cell in page.xpath("//td")] == [f"¥{month * 1000:,}.00" for month in range(1, 13)]
    assert [head.text for head in page.xpath("//thead//th")] == ["Month", "Sales"]


@KINDS
@pytest.mark.parametrize("points", [[], [Point("2026-01", None)]])
def test_without_figures_a_chart_says_so_and_draws_nothing(chart, points: list[Point]) -> None:
    with override("en"):
        page = drawn(chart("No sales yet", points))
    assert not page.xpath("//svg")
    assert "There are no figures yet." in page.text_content()


@KINDS
def test_one_point_is_drawn(chart) -> None:
    page = drawn(chart("One", [Point("2026-01", 5)], unit="%"))
    assert page.xpath("//svg//rect | //svg//circle | //svg//line[@class='yz-chart-line']")
    assert page.xpath("//td")[0].text == "5%"


@KINDS
@pytest.mark.parametrize(
    "points",
    [
        [Point("a", -5), Point("b", 3)],
        [Point("a", -5), Point("b", -7)],
        [Point("a", 0), Point("b", 0)],
        [Point("a", Money(10**18)), Point("b", Money(-(10**18)))],
        [Point("a", Decimal("0.0000001")), Point("b", Decimal("0.0000002"))],
        [Point("信息传输、软件和信息技术服务业", 3), Point("制造业", None)],
    ],
)
def test_no_value_leaves_the_drawing(chart, points: list[Point]) -> None:
    image = drawn(chart("Extremes", points)).xpath("//svg")[0]
    height = float(image.get("height"))
    for element in image.xpath(".//rect | .//circle | .//line"):
        for name, value in element.attrib.items():
            number = float(value.rstrip("%")) if re.fullmatch(r"-?[\d.]+%?", value) else None
            if number is not None and name in ("x", "x1", "x2", "cx", "width"):
                assert 0 <= number <= 100
            if number is not None and name in ("y", "y1", "y2", "cy", "height"):
                assert 0 <= number <= height
        assert not element.get("style")


@pytest.mark.parametrize(("language", "text"), [("zh-hans", "¥5万亿"), ("en", "¥5tn")])
def test_numbers_on_the_drawing_follow_the_language(language: str, text: str) -> None:
    with override(language):
        assert text in bar("Huge", [Point("a", Money.of(5 * 10**12))])


def test_negative_bars_hang_below_zero_and_are_marked() -> None:
    page = drawn(bar("Losses", [Point("a", 4), Point("b", -4)]))
    up, down = page.xpath("//rect")
    assert float(up.get("y")) + float(up.get("height")) == pytest.approx(float(down.get("y")))
    assert "negative" in down.get("class") and "negative" not in up.get("class")


def test_long_labels_lie_above_their_bars() -> None:
    page = drawn(bar("By industry", [Point("信息传输、软件和信息技术服务业", 30), Point("制造业", 10)]))
    wide = [rect for rect in page.xpath("//rect") if "yz-chart-bar" in rect.get("class")]
    assert [rect.get("width") for rect in wide] == ["100.000%", "33.333%"]
    assert "信息传输、软件和信息技术服务业" in [text.text for text in page.xpath("//svg/text")]


def test_a_gap_stays_a_gap_in_a_line() -> None:
    page = drawn(line("Gap", [Point("1", 1), Point("2", 2), Point("3", None), Point("4", 4), Point("5", 5)]))
    assert len(page.xpath("//line[@class='yz-chart-line']")) == 2
    assert len(page.xpath("//circle")) == 4


def test_a_step_holds_until_the_next_one() -> None:
    page = drawn(step("Rate", [Point("1", Decimal("3.35")), Point("2", Decimal("3.10"))]))
    first, second, rise = page.xpath("//line[@class='yz-chart-line']")
    assert (first.get("x1"), first.get("x2")) == ("0.000%", "50.000%")
    assert first.get("y1") == first.get("y2")
    assert (rise.get("x1"), rise.get("y1"), rise.get("y2")) == ("50.000%", first.get("y1"), second.get("y1"))


def test_the_description_names_lowest_highest_and_last() -> None:
    points = [Point("a", 3), Point("b", 9), Point("c", None), Point("d", 5)]
    with override("en"):
        assert frame.describe(points, "%") == "3 figures; lowest 3% (a), highest 9% (b), last 5% (d)."


def test_markup_in_labels_is_shown_and_never_run() -> None:
    text = bar("<b>", [Point("<script>x</script>", 1)])
    assert "<script>" not in text and "<b>" not in text


def test_the_same_chart_is_the_same_byte_for_byte() -> None:
    assert line("Same", MONTHS) == line("Same", MONTHS) != line("Other", MONTHS)


@KINDS
def test_a_chart_of_two_years_takes_under_5_ms(chart) -> None:
    points = [
        Point(f"{2024 + month // 12}-{month % 12 + 1:02d}", Money.of(month * 977)) for month in range(24)
    ]
    chart("Warm", points)
    best = 1.0
    for _ in range(20):
        start = time.process_time()
        chart("Timed", points)
        best = min(best, time.process_time() - start)
    assert best < 0.005
