"""The scale of a chart."""

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.money import Money
from yizhan.web.charts.axis import Point, label_classes, scale_of, short, text_width

VALUES = st.lists(st.decimals(-(10**14), 10**14, places=2), min_size=1, max_size=30)


@given(VALUES, st.booleans())
def test_every_value_lies_within_round_ticks(values: list[Decimal], from_zero: bool) -> None:
    scale = scale_of([Point("", value) for value in values], from_zero)
    assert scale.low <= min(values) and max(values) <= scale.high
    assert 2 <= len(scale.ticks) <= 7
    assert all(0 <= float(scale.y(value)) <= 220 for value in values)


@given(VALUES)
def test_bars_always_stand_on_zero(values: list[Decimal]) -> None:
    assert Decimal(0) in scale_of([Point("", value) for value in values], from_zero=True).ticks


def test_a_line_leaves_zero_out_only_when_it_is_far_away() -> None:
    assert scale_of([Point("", 96), Point("", 98)], from_zero=False).low > 0
    assert scale_of([Point("", 10), Point("", 98)], from_zero=False).low == 0


def test_labels_that_have_no_room_are_left_out_first_on_a_phone() -> None:
    assert label_classes(["1", "2", "3"]) == ["", "", ""]
    classes = label_classes(["1月"] * 24)
    assert sum(kind is not None for kind in classes) <= 10
    assert sum(kind == "" for kind in classes) <= 4
    assert classes[0] == ""


def test_long_labels_leave_room_between_them() -> None:
    shown = sum(kind is not None for kind in label_classes([f"2024-{month:02}" for month in range(1, 25)]))
    assert 3 <= shown <= 5


def test_a_chinese_character_is_two_wide() -> None:
    assert text_width("杭州ab") == 6


@pytest.mark.parametrize(("value", "text"), [(Decimal(1_200_000), "¥120万"), (Decimal(-5), "−¥5")])
def test_money_on_an_axis_keeps_its_currency_and_sign(value: Decimal, text: str) -> None:
    with override("zh-hans"):
        assert short(value, [Point("", None), Point("", Money(1))], "") == text
