"""Refunds: E4 to E9 of the facts file, at most 50, within 365 days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.kernel.money import Money, money_sum
from yizhan.kernel.refusal import Refusal
from yizhan.payments.refunds import Refund, Refundable, merchant_fee_part, refund

PAID = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def payment(order: str, fee: str) -> Refundable:
    return Refundable(Money.of(order), Money.of(fee), PAID)


def refunded(paid: Refundable, *parts: str) -> list[Refund]:
    """One refund after another, two minutes apart."""
    for number, part in enumerate(parts):
        found = refund(paid, f"refund-{number}", Money.of(part), PAID + timedelta(minutes=2 * number + 2))
        assert isinstance(found, Refund), found
        paid = replace(paid, refunds=(*paid.refunds, found))
    return list(paid.refunds)


@pytest.mark.parametrize(("order", "fee", "parts", "fee_parts"), [
    ("300.00", "9.00", ("150.00",), ("4.50",)),  # E4: not 9.00, although what remains is under 200.
    ("1288.50", "38.66", ("288.50", "1000.00"), ("8.66", "30.00")),  # E5
    ("201.00", "6.03", ("67.00", "67.00", "67.00"), ("2.01", "2.01", "2.01")),  # E6
    ("100.00", "0.00", ("40.00", "60.00"), ("0.00", "0.00")),
])
def test_the_fee_goes_back_in_proportion(order: str, fee: str, parts: tuple[str, ...], fee_parts: tuple[str, ...]) -> None:
    assert [item.fee_part for item in refunded(payment(order, fee), *parts)] == [Money.of(part) for part in fee_parts]


def test_what_goes_to_the_card_is_order_and_fee() -> None:
    (only,) = refunded(payment("300.00", "9.00"), "300.00")
    assert only.to_card == Money.of("309.00")


def test_the_same_key_gives_the_same_refund_three_times() -> None:
    """E8; a key that was used for another amount is refused."""
    paid = payment("300.00", "9.00")
    first = refund(paid, "out-1", Money.of("100.00"), PAID)
    assert isinstance(first, Refund)
    paid = replace(paid, refunds=(first,))
    again = [refund(paid, "out-1", Money.of("100.00"), PAID + timedelta(days=days)) for days in (0, 1, 400)]
    assert again == [first] * 3
    other = refund(paid, "out-1", Money.of("100.01"), PAID)
    assert isinstance(other, Refusal) and other.code == "refund_key_reused"


@pytest.mark.parametrize(("seconds", "held_seconds"), [(59, 1), (60, 0), (0, 60)])
def test_the_second_refund_of_an_order_is_held_for_a_minute(seconds: int, held_seconds: int) -> None:
    """E8: after 59 s it is held, after 60 s it is sent."""
    paid = payment("300.00", "9.00")
    first = refund(paid, "out-1", Money.of("100.00"), PAID)
    assert isinstance(first, Refund) and first.send_at == PAID
    now = PAID + timedelta(seconds=seconds)
    second = refund(replace(paid, refunds=(first,)), "out-2", Money.of("100.00"), now)
    assert isinstance(second, Refund) and second.send_at - now == timedelta(seconds=held_seconds)


@pytest.mark.parametrize(("part", "days", "code"), [
    ("0.00", 0, "amount_not_positive"), ("-1.00", 0, "amount_not_positive"), ("300.01", 0, "refund_over_rest"),
    ("1.00", 366, "refund_too_late"),
])
def test_a_refund_that_cannot_be_made(part: str, days: int, code: str) -> None:
    found = refund(payment("300.00", "9.00"), "out-1", Money.of(part), PAID + timedelta(days=days))
    assert isinstance(found, Refusal) and found.code == code


def test_the_last_day_is_day_365() -> None:
    assert isinstance(refund(payment("300.00", "9.00"), "out-1", Money.of("1.00"), PAID + timedelta(days=365)), Refund)


def test_the_fifty_first_refund_is_one_too_many() -> None:
    paid = payment("51.00", "0.00")
    paid = replace(paid, refunds=tuple(refunded(paid, *["1.00"] * 50)))
    found = refund(paid, "out-51", Money.of("1.00"), PAID + timedelta(days=1))
    assert isinstance(found, Refusal) and found.code == "refunds_too_many"


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(min_value=1, max_value=10**7), min_size=1, max_size=50), st.integers(min_value=0, max_value=10**6))
def test_any_split_gives_back_the_whole_fee_and_the_whole_merchant_fee(parts: list[int], fee_minor: int) -> None:
    """E9."""
    paid, merchant_parts = Refundable(Money(sum(parts)), Money(fee_minor), PAID), []
    for number, part in enumerate(parts):
        found = refund(paid, str(number), Money(part), PAID + timedelta(hours=number))
        assert isinstance(found, Refund)
        merchant_parts.append(merchant_fee_part(Money(777), paid, Money(part)))
        paid = replace(paid, refunds=(*paid.refunds, found))
    assert money_sum([item.fee_part for item in paid.refunds]) == Money(fee_minor)
    assert money_sum(merchant_parts) == Money(777) and not paid.left
