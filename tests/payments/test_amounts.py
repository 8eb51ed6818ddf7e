"""The user fee and what a traveller sees before agreeing. E-numbers are those of the worked examples of the facts file."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments.amounts import Quote, quote, user_fee
from yizhan.payments.rates import DayRate

DAY = date(2026, 11, 23)
PROGRAMMES = ("wechat_like", "alipay_like")


@pytest.mark.parametrize("programme", PROGRAMMES)
@pytest.mark.parametrize(("order", "fee", "charged"), [
    ("0.01", "0.00", "0.01"), ("199.99", "0.00", "199.99"), ("200.00", "0.00", "200.00"), ("200.01", "6.00", "206.01"),  # E1
    ("200.17", "6.01", "206.18"), ("1288.50", "38.66", "1327.16"), ("300.00", "9.00", "309.00"),  # E2
])
def test_the_fee_is_on_the_whole_amount_above_the_free_one(programme: str, order: str, fee: str, charged: str) -> None:
    found = quote(programme, Money.of(order), DAY)
    assert isinstance(found, Quote)
    assert (found.fee.amount, found.charged) == (Money.of(fee), Money.of(charged))


def test_the_fee_names_the_rule_that_it_follows() -> None:
    fee = user_fee("wechat_like", Money.of("300.00"), DAY)
    assert (fee.free_up_to, fee.rate, fee.rule_from) == (Money.of("200.00"), Decimal("0.03"), date(2023, 7, 20))


def test_before_the_programme_began_there_is_no_fee_to_name() -> None:
    with pytest.raises(LookupError):
        user_fee("wechat_like", Money.of("300.00"), date(2023, 7, 19))


@pytest.mark.parametrize("order", ["0.00", "-1.00"])
def test_nothing_is_not_charged(order: str) -> None:
    found = quote("wechat_like", Money.of(order), DAY)
    assert isinstance(found, Refusal) and found.code == "amount_not_positive"


def test_the_estimate_covers_the_fee_and_says_who_sets_the_rate() -> None:
    """309.00 yuan at 7.1000 are 43.521… dollars."""
    found = quote("wechat_like", Money.of("300.00"), DAY, DayRate("USD", DAY, Decimal("7.1000"), "test", True))
    assert isinstance(found, Quote) and found.estimate is not None
    assert found.estimate.amount == Money.of("43.52", "USD")
    assert found.estimate.notes == ("rate_set_by_issuer_and_scheme",)


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=10**10))
def test_a_fee_is_nothing_or_three_hundredths_to_half_a_fen(order_minor: int) -> None:
    fee = user_fee("wechat_like", Money(order_minor), DAY).amount.amount_minor
    assert fee == 0 if order_minor <= 20_000 else abs(100 * fee - 3 * order_minor) <= 50
