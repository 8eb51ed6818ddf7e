"""What a scanned code is, before money is asked for."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.payments.codes.test_merchant_code import STATIC
from yizhan.kernel.refusal import Refusal
from yizhan.payments.codes.recognise import Kind, Seen, recognise, recognise_for_paying

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(("digits", "wallet"), [  # E25
    ("134567890123456789", "weixin"), ("104567890123456789", "weixin"), ("154567890123456789", "weixin_hong_kong"),
    ("251001020123456789012345", "alipay"), ("2510010201234567", "alipay"), ("6212345678901234567", "unionpay"),
])
def test_a_payment_code_shows_its_wallet(digits: str, wallet: str) -> None:
    assert recognise(digits, DAY) == Seen(Kind.PAYMENT, wallet)


@pytest.mark.parametrize("digits", ["934567890123456789", "13456789012345678", "621234567890123456", "2510010201234567890123456", "1"])
def test_other_digits_are_no_payment_code(digits: str) -> None:
    found = recognise(digits, DAY)
    assert isinstance(found, Refusal) and found.code == "payment_code_shape"


@pytest.mark.parametrize("text", ["wxp://f2f0abcdef", "WXP://F2F0ABCDEF", "https://qr.alipay.com/fkx0abcdef"])
def test_a_personal_code_is_refused_before_money_is_asked_for(text: str) -> None:
    found = recognise_for_paying(text, DAY)
    assert isinstance(found, Refusal) and found.code == "personal_code_shown"


def test_a_shop_s_code_may_be_paid_and_a_customer_s_may_not() -> None:
    seen = recognise_for_paying(f" {STATIC}\n", DAY)
    assert isinstance(seen, Seen) and seen.merchant is not None and seen.merchant.value("59") == "Tea Stall 01"
    assert recognise_for_paying("weixin://wxpay/bizpayurl?pr=x", DAY) == Seen(Kind.MERCHANT, "weixin")
    shown = recognise_for_paying("134567890123456789", DAY)
    assert isinstance(shown, Refusal) and shown.code == "payment_code_shown"


def test_an_unknown_link_is_refused() -> None:
    found = recognise("https://example.org/pay", DAY)
    assert isinstance(found, Refusal) and found.code == "code_unknown"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_recognised_or_refused(text: str) -> None:
    assert isinstance(recognise_for_paying(text, DAY), Seen | Refusal)
