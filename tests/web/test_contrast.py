"""Text reads well in both themes: the tokens of the stylesheet, paired as the pages pair them."""

import re
from pathlib import Path

import pytest

import yizhan.web

CSS = (Path(yizhan.web.__file__).parent / "static" / "yizhan" / "yizhan.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "surface", "sunken")
TEXT_PAIRS = (
    [(text, ground) for text in ("ink", "muted") for ground in GROUNDS]
    + [
        (text, ground)
        for text in ("accent", "amber", "brick", "accent-strong")
        for ground in ("paper", "surface", "sunken")
    ]
    + [
        ("accent", "accent-soft"),
        ("amber", "amber-soft"),
        ("brick", "brick-soft"),
        ("ink", "accent-soft"),
        ("ink", "amber-soft"),
        ("ink", "brick-soft"),
        ("muted", "accent-soft"),
        ("on-accent", "accent"),
        ("on-accent", "accent-strong"),
        ("on-brick", "brick"),
        ("on-brick", "brick-strong"),
        ("paper", "ink"),
        ("ink", "mark"),
        ("on-panel", "panel"),
    ]
)
SHAPE_PAIRS = [
    (shape, ground) for shape in ("line-strong", "focus", "accent") for ground in ("paper", "surface")
]


def tokens(theme: str) -> dict[str, str]:
    block = re.search(rf'\[data-bs-theme="{theme}"\] \{{(.*?)\}}', CSS, re.S).group(1)
    return dict(re.findall(r"--yz-([a-z-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_themes_define_the_same_colours_and_the_light_one_is_the_agreed_one() -> None:
    light, dark = tokens("light"), tokens("dark")
    assert light.keys() == dark.keys()
    agreed = {
        "ink": "#1b2432",
        "paper": "#faf9f6",
        "accent": "#0f6b6b",
        "amber": "#a85600",
        "brick": "#a3262a",
    }
    assert {name: light[name] for name in agreed} == agreed


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_stands_out_at_least_4_5_to_1(theme: str, text: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_borders_of_controls_and_focus_stand_out_at_least_3_to_1(theme: str, shape: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[shape], colours[ground]) >= 3


def test_colours_stand_in_token_blocks_only() -> None:
    outside = re.sub(r"--yz-[a-z-]+: #[0-9a-f]{6};", "", CSS)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", outside)
