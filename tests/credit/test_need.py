"""Working-capital need: the worked examples E68 to E74 to their printed digits, and the labelled rule of invoices."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.credit.inputs import DAY, GOOD, STATEMENTS, money, yuan
from yizhan.credit.decision_inputs import YearFigures
from yizhan.credit.need import (
    CycleDays,
    assess_need,
    cycle_days,
    need_from_invoices,
    need_from_statements,
    working_capital_need,
)
from yizhan.credit.parameters import Parameters
from yizhan.credit.reasons import Reason, reason_text
from yizhan.kernel.money import Money

NOTHING = {"own_funds": Money(0), "loans": Money(0), "other": Money(0)}


def wan(amount: str) -> Money:
    return Money.of(Decimal(amount) * 10_000)


def in_wan(amount: Money) -> Decimal:
    return (amount.major / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)


def days(*figures: int) -> CycleDays:
    return CycleDays(*(Decimal(figure) for figure in figures))


@pytest.mark.parametrize(("sales", "margin", "growth", "cycle", "total", "need"), [
    ("5000", "0.10", "0.20", days(60, 90, 50, 10, 20), "90", "1350.00"),  # E68
    ("2000", "0.08", "0.25", days(45, 80, 30, 5, 0), "100", "638.89"),  # E69
    ("12000", "0.12", "0.13", days(70, 95, 60, 10, 15), "100", "3314.67"),  # E70
])
def test_the_formula_gives_the_printed_digits(sales: str, margin: str, growth: str, cycle: CycleDays, total: str,
                                              need: str) -> None:
    found = working_capital_need(wan(sales), Decimal(margin), Decimal(growth), cycle, **NOTHING)
    assert found.days == Decimal(total)
    assert in_wan(found.amount) == Decimal(need)
    assert (found.flags, found.is_estimated) == ((), False)


def test_e68_and_e69_turn_four_and_three_point_six_times() -> None:
    e68 = working_capital_need(wan("5000"), Decimal("0.1"), Decimal("0.2"), days(60, 90, 50, 10, 20))
    e69 = working_capital_need(wan("2000"), Decimal("0.08"), Decimal("0.25"), days(45, 80, 30, 5, 0))
    assert (e68.turns, e69.turns) == (Decimal(4), Decimal("3.6"))


def test_e72_a_trade_that_funds_itself_needs_nothing_and_goes_to_a_person() -> None:
    found = working_capital_need(wan("3000"), Decimal("0.06"), Decimal(0), days(30, 40, 75, 5, 10), **NOTHING)
    assert found.days == Decimal(-10)
    assert in_wan(found.raw) == Decimal("-78.33")
    assert found.amount == Money(0)
    assert [flag.code for flag in found.flags] == ["no_working_capital_gap"]


E73 = YearFigures(revenue=wan("5000"), cost_of_sales=wan("3500"), net_profit=wan("500"), inventory=wan("700"),
                  receivables=wan("1000"), payables=wan("500"), prepayments=wan("100"), advances_received=wan("200"),
                  growth=Decimal("0.20"))


def test_e73_days_come_from_sales_and_from_cost_of_sales() -> None:
    found = cycle_days(E73)
    assert found is not None
    rounded = [getattr(found, name).quantize(Decimal("0.01")) for name in CycleDays.__slots__]
    assert rounded == [Decimal(text) for text in ("72.00", "72.00", "51.43", "10.29", "14.40")]
    assert found.total.quantize(Decimal("0.001")) == Decimal("88.457")


def test_e73_and_e74_from_statements() -> None:
    figures = replace(E73, own_funds=wan("600"), working_capital_loans=wan("300"), other_funding=wan("100"))
    found = need_from_statements(figures, Parameters(DAY))
    assert found is not None and found.turns is not None
    assert found.turns.quantize(Decimal("0.0001")) == Decimal("4.0698")
    assert in_wan(found.amount) == Decimal("1326.86")
    assert in_wan(found.room) == Decimal("326.86")


def test_more_funds_than_need_leave_no_room_and_no_debt() -> None:
    found = working_capital_need(wan("5000"), Decimal("0.1"), Decimal("0.2"), days(60, 90, 50, 10, 20),
                                 own_funds=wan("2000"), loans=wan("0"), other=wan("0"))
    assert found.room == Money(0)


def test_growth_is_capped_and_a_loss_does_not_raise_the_need() -> None:
    parameters = Parameters(DAY)
    fast = need_from_statements(replace(E73, growth=Decimal("3")), parameters)
    capped = need_from_statements(replace(E73, growth=Decimal("0.30")), parameters)
    loss = need_from_statements(replace(E73, net_profit=wan("-500")), parameters)
    even = need_from_statements(replace(E73, net_profit=wan("0")), parameters)
    assert fast.amount == capped.amount and loss.amount == even.amount


def test_unstated_growth_and_funds_raise_flags() -> None:
    found = need_from_statements(replace(E73, growth=None), Parameters(DAY))
    assert [flag.code for flag in found.flags] == ["other_funding_unknown", "growth_unknown"]


def test_statements_without_sales_give_no_need() -> None:
    assert need_from_statements(replace(E73, revenue=Money(0)), Parameters(DAY)) is None
    assert cycle_days(replace(E73, cost_of_sales=Money(0))) is None


def test_without_statements_the_need_is_an_assumed_share_of_sales_and_says_so() -> None:
    found = need_from_invoices(yuan(8_000_000), Parameters(DAY))
    assert (found.amount, found.is_estimated, found.rule) == (yuan(2_000_000), True, "share_of_invoiced_sales")
    assert [flag.code for flag in found.flags] == ["statements_unknown"]


def test_more_returns_than_sales_need_nothing() -> None:
    assert need_from_invoices(yuan(-100), Parameters(DAY)).amount == Money(0)


def test_statements_stand_above_invoices_and_nothing_gives_nothing() -> None:
    parameters = Parameters(DAY)
    assert assess_need(GOOD, parameters).rule == "annex_2010"
    assert assess_need(replace(GOOD, statements=None), parameters).rule == "share_of_invoiced_sales"
    nothing = replace(GOOD, statements=None, sales=replace(GOOD.sales, sales_12=None))
    assert assess_need(nothing, parameters) is None


def test_every_line_of_the_working_has_words() -> None:
    parameters = Parameters(DAY)
    needs = [need_from_statements(STATEMENTS, parameters), need_from_invoices(yuan(1), parameters),
             working_capital_need(wan("1"), Decimal(0), Decimal(0), days(0, 0, 1, 0, 0))]
    lines = [reason_text(Reason(step.code, step.facts)).what for need in needs for step in need.steps]
    assert lines[1].en == "Turns = 360 ÷ 88.46 = 4.0698"
    assert all(line.zh != line.en for line in lines)


@settings(deadline=None)
@given(money(10_000_000), money(10_000_000))
def test_more_sales_never_lower_the_estimated_need(one: Money, other: Money) -> None:
    low, high = sorted([one, other])
    parameters = Parameters(DAY)
    assert need_from_invoices(low, parameters).amount <= need_from_invoices(high, parameters).amount


@settings(deadline=None)
@given(st.integers(-400, 400), money(10_000_000))
def test_need_and_room_are_never_negative(cycle: int, own_funds: Money) -> None:
    found = working_capital_need(yuan(1_000_000), Decimal("0.1"), Decimal("0.1"), days(cycle, 0, 0, 0, 0), own_funds)
    assert Money(0) <= found.room <= found.amount
