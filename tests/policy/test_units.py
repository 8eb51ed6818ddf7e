"""One way to read figures: the unit is part of the text."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from yizhan.policy.units import Unit, UnitError, exact, is_figure, read_figure, read_money, read_percent


@pytest.mark.parametrize(("text", "fen"), [
    ("2000万", 2_000_000_000), ("2,000万元", 2_000_000_000), ("1.5亿", 15_000_000_000), ("120000元", 12_000_000),
    ("0.01元", 1), ("-67.7万", -67_700_000), ("2000", None), ("30%", None), ("二万元", None), ("1万2元", None),
])
def test_money_is_read_with_its_unit_and_not_without(text, fen) -> None:
    assert read_money(text) == fen


def test_percentages_become_parts_of_one() -> None:
    assert read_percent("12.5%") == Fraction(1, 8)
    assert read_percent("100％") == 1
    assert read_percent("0.125") is None


def test_a_figure_carries_its_unit() -> None:
    assert read_figure(500) == (500, Unit.COUNT)
    assert read_figure("2亿") == (20_000_000_000, Unit.MONEY)
    assert read_figure("30%") == (Fraction(3, 10), Unit.RATIO)
    assert read_figure(date(2026, 4, 1)) == (739_707, Unit.DATE)


@pytest.mark.parametrize("value", [True, "2000", "shenzhen", 0.3, None])
def test_what_is_no_figure_says_how_to_write_one(value) -> None:
    assert not is_figure(value)
    with pytest.raises(UnitError, match="figure"):
        read_figure(value)


def test_whole_numbers_stay_ints() -> None:
    assert type(exact(Decimal("12.0"))) is int
    assert exact(Decimal("11.9")) == Fraction(119, 10)
