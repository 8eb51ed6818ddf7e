"""Codes of the branch's own merchants: made, scanned, and led back to the merchant."""

from datetime import date

import pytest

from yizhan.kernel.money import Money
from yizhan.payments.codes.issued import issued_number, issued_shop, merchant_id_of
from yizhan.payments.codes.merchant_code import MerchantCode, Shop, dynamic_code, parse_merchant_code, static_code, write_merchant_code

DAY = date(2026, 11, 23)
TEA = issued_shop(1, "5812", "Tea Stall 01", "SHENZHEN", "茶摊", DAY)


def scanned(code: MerchantCode) -> MerchantCode:
    found = parse_merchant_code(write_merchant_code(code))
    assert isinstance(found, MerchantCode)
    return found


def test_a_code_leads_back_to_its_merchant_and_names_it_in_chinese() -> None:
    printed, order = scanned(static_code(TEA)), scanned(dynamic_code(TEA, Money.of("42.00"), "INV0001", "T001"))
    assert merchant_id_of(printed, DAY) == merchant_id_of(order, DAY) == 1
    assert printed.is_static and not order.is_static and order.amount == Money.of("42.00")
    assert printed.local is not None and (printed.local.name, printed.local.city) == ("茶摊", "")


def test_the_code_without_a_chinese_name_is_that_of_example_22() -> None:
    plain = issued_shop(1, "5812", "Tea Stall 01", "SHENZHEN", "茶" * 26, DAY)
    assert write_merchant_code(static_code(plain)) == (
        "00020101021126330015org.example.pay0110M0000000015204581253031565802CN5912Tea Stall 016008SHENZHEN63046C62")


@pytest.mark.parametrize(("issuer", "number"), [
    ("org.example.other", "M000000001"), ("org.example.pay", "M00000001"), ("org.example.pay", "M000000000"),
    ("org.example.pay", "M٠00000001"),
])
def test_a_code_of_another_bank_or_of_another_form_is_nobody_s(issuer: str, number: str) -> None:
    assert merchant_id_of(MerchantCode(static_code(Shop(issuer, number, "5812", "X", "Y")).fields), DAY) is None


@pytest.mark.parametrize("merchant_id", [0, -1, 10**9])
def test_a_number_that_does_not_fit_gets_no_code(merchant_id: int) -> None:
    with pytest.raises(ValueError, match="no code"):
        issued_number(merchant_id)
