"""Signals stand just over their thresholds and not on them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from yizhan.credit.early_warning import Trade, signals
from yizhan.kernel.money import Money

ON = date(2026, 11, 23)
CALM = Trade(Money.of(70), Money.of(100), Decimal("0.15"), 2, "甲公司", Decimal("0.30"), date(2026, 8, 25))


def test_a_firm_on_the_thresholds_is_left_alone() -> None:
    assert signals(CALM, ON) == ()
    assert signals(replace(CALM, sales_before=Money(0), void_share=None, main_customer_share=None), ON) == ()


@pytest.mark.parametrize(("change", "code"), [
    ({"sales": Money.of("69.99")}, "sales_fall"), ({"void_share": Decimal("0.1501")}, "void_share"), ({"gap_months": 3}, "gap_months"),
    ({"main_customer_last_on": date(2026, 8, 24)}, "lost_main_customer")])
def test_each_signal_has_its_threshold(change, code) -> None:
    assert [signal.code for signal in signals(replace(CALM, **change), ON)] == [code]
