"""Corrected figures by the type of the figure."""

from decimal import Decimal

import pytest

from yizhan.api.findings import typed_value
from yizhan.api.problems import Refused
from yizhan.kernel.money import Money

AMOUNT = {"amount_minor": 5, "currency": "CNY"}


@pytest.mark.parametrize(
    ("name", "value", "typed"),
    [
        ("claim.staff", 4, 4),
        ("claim.bank_debt", AMOUNT, Money(5)),
        ("claim.on_dishonest_list", False, False),
        ("claim.titles", ["high_tech"], ["high_tech"]),
        ("claim.tax_grade", "B", "B"),
        ("standing.overdue_days", 0, 0),
        ("standing.in_park", True, True),
        ("sales.sales_12", AMOUNT, Money(5)),
        ("sales.void_share", "0.05", Decimal("0.05")),
        ("debt", AMOUNT, Money(5)),
        ("claim.staff", None, None),
    ],
)
def test_a_value_of_the_figure_s_type_is_taken(name, value, typed) -> None:
    assert typed_value(name, value) == typed


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("claim.staff", "4"),
        ("claim.staff", True),
        ("claim.staff", -1),
        ("claim.bank_debt", 5),
        ("claim.bank_debt", {**AMOUNT, "currency": "USD"}),
        ("claim.bank_debt", {**AMOUNT, "amount_minor": 1.5}),
        ("claim.on_dishonest_list", 0),
        ("claim.titles", "high_tech"),
        ("claim.titles", [1]),
        ("claim.tax_grade", "x\x00"),
        ("sales.void_share", "NaN"),
        ("sales.void_share", 0.05),
        ("sales.void_share", "much"),
        ("statements", {"a": 1}),
        ("claim.unheard_of", 1),
        ("no.such.path", 1),
        ("", 1),
    ],
)
def test_any_other_value_is_refused(name, value) -> None:
    with pytest.raises(Refused):
        typed_value(name, value)
