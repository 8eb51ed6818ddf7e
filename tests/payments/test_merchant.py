"""Checks before a merchant is taken on: everything wrong is said at once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from yizhan.payments.merchant import Identifier, MerchantApplication, check_merchant

DAY = date(2026, 11, 23)
TEA = MerchantApplication(
    Identifier.USCC, "91310000775785552L", "茶摊", "Tea Stall 01", "SHENZHEN", "5812", "6222000012345678", Decimal("0.0060"))


def test_a_merchant_in_order_may_be_proposed() -> None:
    assert check_merchant(TEA, DAY) == ()


def test_a_small_trader_is_known_by_a_resident_number() -> None:
    """11010519491231002X is the example of GB 11643."""
    assert check_merchant(replace(TEA, identifier_kind=Identifier.RESIDENT_ID, identifier="11010519491231002X"), DAY) == ()


@pytest.mark.parametrize(("changes", "code"), [
    ({"identifier": "91310000775785552M"}, "uscc_check_digit"),
    ({"identifier_kind": Identifier.RESIDENT_ID, "identifier": "110105194912310021"}, "resident_id_invalid"),
    ({"name": "  "}, "merchant_name_missing"),
    ({"name_latin": "T" * 26}, "latin_text_malformed"), ({"name_latin": "茶摊"}, "latin_text_malformed"),
    ({"city_latin": ""}, "latin_text_malformed"),
    ({"category_code": "6051"}, "category_blocked"), ({"category_code": "58"}, "category_code_malformed"),
    ({"settlement_account": "1234567"}, "settlement_account_malformed"),
    ({"settlement_account": "6222 0000"}, "settlement_account_malformed"),
    ({"rate": Decimal("0.0037")}, "merchant_rate_outside"), ({"rate": Decimal("0.0301")}, "merchant_rate_outside"),
])
def test_one_thing_wrong_is_named(changes: dict[str, object], code: str) -> None:
    assert [refusal.code for refusal in check_merchant(replace(TEA, **changes), DAY)] == [code]


def test_everything_wrong_is_said_at_once() -> None:
    broken = replace(TEA, identifier="1", name="", category_code="6011", rate=Decimal("0.5"))
    assert [refusal.code for refusal in check_merchant(broken, DAY)] == [
        "uscc_length", "merchant_name_missing", "category_blocked", "merchant_rate_outside"]


@pytest.mark.parametrize("rate", ["0.0038", "0.0300"])
def test_the_bounds_of_the_rate_are_inside(rate: str) -> None:
    assert check_merchant(replace(TEA, rate=Decimal(rate)), DAY) == ()
