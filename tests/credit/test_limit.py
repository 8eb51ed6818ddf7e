"""The limit: the smallest part, each with its numbers; unknown parts make it provisional."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings

from tests.credit.inputs import DAY, GOOD, SCORE, complete_inputs, masked_inputs, money, yuan
from yizhan.credit.decision_inputs import DecisionInputs
from yizhan.credit.limit import Limit, PartCode, debt_due, grade_part, limit_of, round_down
from yizhan.credit.need import assess_need, need_from_invoices
from yizhan.credit.parameters import Parameters
from yizhan.credit.products import Product, product
from yizhan.kernel.money import Money

PARAMETERS = Parameters(DAY)


def offered(inputs: DecisionInputs) -> Product:
    found = product(inputs.request.product, PARAMETERS)
    assert isinstance(found, Product)
    return found


def limit(inputs: DecisionInputs) -> Limit:
    return limit_of(inputs, offered(inputs), assess_need(inputs, PARAMETERS), PARAMETERS)


def amounts(found: Limit) -> dict[PartCode, Money | None]:
    return {part.code: part.amount for part in found.parts}


def test_the_four_parts_carry_their_numbers() -> None:
    found = limit(GOOD)
    parts = amounts(found)
    assert parts[PartCode.PRODUCT_CAP] == yuan(10_000_000)
    assert parts[PartCode.GRADE_CAP] == yuan(7_000_000)  # B: 70 % of the cap.
    assert parts[PartCode.REPAYMENT_CAPACITY] == yuan(2_500_000)  # 20,000,000 × 0.15 × 12/12 ÷ 1.2.
    # Days 72 + 72 − 51.43 + 10.29 − 14.40 = 88.457; 20,000,000 × 0.9 × 1.2 × 88.457 ÷ 360 = 5,307,428.57; − 1,000,000.
    assert parts[PartCode.NEED] == yuan("4307428.57")
    assert (found.amount, found.binding, found.is_provisional) == (
        yuan(2_500_000), PartCode.REPAYMENT_CAPACITY, False)


def test_present_debt_that_falls_due_in_the_term_is_subtracted() -> None:
    # 3,600,000 over 36 months: 1,200,000 within 12.
    assert amounts(limit(replace(GOOD, debt=yuan(3_600_000))))[PartCode.REPAYMENT_CAPACITY] == yuan(1_300_000)
    assert debt_due(yuan(3_600_000), 48, PARAMETERS) == yuan(3_600_000)


def test_a_longer_term_carries_more() -> None:
    longer = replace(GOOD, request=replace(GOOD.request, product="xingke", term_months=24))
    assert amounts(limit(longer))[PartCode.REPAYMENT_CAPACITY] == yuan(5_000_000)


def test_unknown_parts_are_named_and_make_the_limit_provisional() -> None:
    found = limit(replace(GOOD, statements=None, debt=None, score=None))
    assert found.is_provisional and amounts(found)[PartCode.GRADE_CAP] is None
    assert [reason.code for reason in found.open] == ["statements_unknown", "debt_unknown", "score_unknown"]
    assert found.amount == yuan(2_620_000)  # 21,000,000 × 0.15 ÷ 1.2 = 2,625,000, down to whole 万.


def test_nothing_known_leaves_the_product_cap_as_provisional_limit() -> None:
    nothing = replace(GOOD, statements=None, debt=None, score=None, sales=replace(GOOD.sales, sales_12=None))
    found = limit(nothing)
    assert (found.amount, found.binding, found.is_provisional) == (yuan(10_000_000), PartCode.PRODUCT_CAP, True)
    assert [reason.code for reason in found.open] == ["need_unknown", "sales_unknown", "debt_unknown", "score_unknown"]


def test_an_estimated_need_bounds_the_limit_but_not_what_it_may_become() -> None:
    poor = replace(GOOD, statements=None, sales=replace(GOOD.sales, sales_12=yuan(0)))
    found = limit_of(poor, offered(poor), need_from_invoices(yuan(200_000), PARAMETERS), PARAMETERS)
    assert amounts(found)[PartCode.NEED] == yuan(50_000)
    assert found.amount_max == Money(0)  # Repayment capacity, not the estimate, is what refuses.


def test_a_grade_that_the_table_does_not_know_is_unknown_and_not_zero() -> None:
    part = grade_part("AAA", yuan(10_000_000), PARAMETERS)
    assert part.amount is None and part.open[0].code == "grade_unknown"


def test_limits_are_rounded_down_to_whole_wan() -> None:
    assert round_down(yuan("129999.99"), PARAMETERS) == yuan(120_000)
    assert round_down(yuan(-5), PARAMETERS) == Money(0)


@settings(max_examples=100, deadline=None)
@given(masked_inputs())
def test_the_limit_is_never_above_any_known_part(pair: tuple[DecisionInputs, DecisionInputs]) -> None:
    for inputs in pair:
        found = limit(inputs)
        assert all(found.amount <= part.amount for part in found.parts if part.amount is not None)
        assert found.amount >= Money(0) and found.amount <= found.amount_max


@settings(max_examples=60, deadline=None)
@given(complete_inputs(), money(20_000_000), money(20_000_000))
def test_more_need_never_lowers_the_limit(inputs: DecisionInputs, one: Money, other: Money) -> None:
    low, high = sorted([one, other])
    small, large = (limit_of(inputs, offered(inputs), need_from_invoices(sales, PARAMETERS), PARAMETERS)
                    for sales in (low, high))
    assert small.amount <= large.amount


@settings(max_examples=60, deadline=None)
@given(complete_inputs(), money(20_000_000))
def test_more_debt_never_raises_the_limit(inputs: DecisionInputs, more: Money) -> None:
    richer = replace(inputs, debt=inputs.debt + more)
    assert limit(richer).amount <= limit(inputs).amount


def test_a_better_grade_never_lowers_the_cap() -> None:
    caps = [limit(replace(GOOD, score=replace(SCORE, grade=grade))).parts[3].amount for grade in "ABCDE"]
    assert caps == sorted(caps, reverse=True)
    assert caps[-1] == Money(0) and Decimal(caps[0].amount_minor) == yuan(10_000_000).amount_minor
