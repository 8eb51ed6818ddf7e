"""Pictures of codes: valid SVG without style or script, and the modules of the text."""

import re
from xml.etree import ElementTree

import segno

from tests.payments.codes.test_merchant_code import DYNAMIC, STATIC
from yizhan.payments.codes.picture import svg

SPACE = "{http://www.w3.org/2000/svg}"


def modules(picture: str) -> set[tuple[int, int]]:
    """The dark modules that the path of an SVG draws, by row and column, without the quiet zone."""
    root = ElementTree.fromstring(picture)
    (path,) = [element for element in root.iter(f"{SPACE}path") if element.get("stroke")]
    column, row, dark = 0, 0, set()
    for command, arguments in re.findall(r"([Mmh])([-\d. ]+)", path.get("d") or ""):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", arguments)]
        if command == "h":
            dark |= {(row - 4, column - 4 + step) for step in range(int(numbers[0]))}
            column += int(numbers[0])
        else:
            column, row = (int(numbers[0]), int(numbers[1])) if command == "M" else (column + int(numbers[0]), row + int(numbers[1]))
    return dark


def test_the_picture_draws_the_modules_of_the_code() -> None:
    for text in (STATIC, DYNAMIC, "茶摊"):
        matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
        assert modules(svg(text, "title")) == {(row, column) for row, line in enumerate(matrix) for column, bit in enumerate(line) if bit}


def test_the_picture_has_a_size_and_keeps_its_shape_at_any_other() -> None:
    root = ElementTree.fromstring(svg("HELLO", "title", pixels_per_module=4))
    assert (root.get("width"), root.get("height"), root.get("viewBox"), root.get("role")) == ("116", "116", "0 0 116 116", "img")


def test_the_picture_has_a_title_and_neither_style_nor_script() -> None:
    picture = svg(STATIC, "Pay <Tea Stall>")
    assert ElementTree.fromstring(picture).findtext(f"{SPACE}title") == "Pay <Tea Stall>"
    assert "style" not in picture and "script" not in picture and "<?xml" not in picture
