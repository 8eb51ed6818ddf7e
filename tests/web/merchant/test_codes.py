"""The merchant's code on paper and for one order: scanned back, it says what it should; wrong input is named."""

import re
from dataclasses import replace
from html import unescape

import pytest

from tests.workflows.shops import TEA, proposed_shop, shop
from yizhan.kernel.money import Money
from yizhan.payments.codes.issued import merchant_id_of
from yizhan.payments.codes.merchant_code import MerchantCode, parse_merchant_code
from yizhan.web.doors import today

pytestmark = pytest.mark.django_db


def shown_code(page: str) -> MerchantCode:
    """The code whose text stands under its picture."""
    found = parse_merchant_code(unescape(re.findall(r"<code>(0002.*?)</code>", page)[0]))
    assert isinstance(found, MerchantCode)
    return found


def test_the_printed_code_leads_to_the_merchant_and_names_no_amount(cast, now, signed_in) -> None:
    merchant = shop(cast, now)
    page = signed_in(cast.merchant).get(f"/merchant/{merchant.pk}/code/").content.decode()
    code = shown_code(page)
    assert code.is_static and code.amount is None and merchant_id_of(code, today()) == merchant.pk
    assert code.value("59") == TEA.name_latin and code.value("52") == "5812" and code.local.name == "茶摊"
    assert "<svg" in page and "style=" not in page.split("<svg")[-1].split("</svg>")[0]


def test_the_code_of_one_order_holds_its_amount_and_number(cast, now, signed_in) -> None:
    merchant = shop(cast, now)
    page = signed_in(cast.merchant).get(f"/merchant/{merchant.pk}/order-code/?amount=42&reference=INV0001").content.decode()
    code = shown_code(page)
    assert not code.is_static and code.amount == Money.of("42.00") and code.part("62", "01") == "INV0001"


@pytest.mark.parametrize(("query", "field"), [
    ("amount=0&reference=A", "amount"), ("amount=-1&reference=A", "amount"), ("amount=1.001&reference=A", "amount"),
    ("amount=99999999999&reference=A", "amount"), ("amount=&reference=A", "amount"), ("amount=1&reference=", "reference"),
    ("amount=1&reference=a b", "reference"), ("amount=1&reference=订单", "reference"), ("amount=1&reference=" + "x" * 26, "reference"),
])
def test_a_wrong_order_is_named_at_its_field(cast, now, signed_in, query: str, field: str) -> None:
    merchant = shop(cast, now)
    answer = signed_in(cast.merchant).get(f"/merchant/{merchant.pk}/order-code/?{query}")
    page = answer.content.decode()
    assert answer.status_code == 422 and f'href="#id_{field}"' in page and '<div class="yz-code">' not in page


def test_a_merchant_that_is_not_taken_on_has_no_code_and_strangers_find_nothing(cast, now, signed_in) -> None:
    merchant = shop(cast, now)
    waiting = proposed_shop(cast, now, replace(TEA, name_latin="Tea 02"))
    assert signed_in(cast.operations).get(f"/merchant/{waiting.merchant_id}/code/").status_code == 404
    for address in ("", "code/", "order-code/"):
        assert signed_in(cast.other_merchant).get(f"/merchant/{merchant.pk}/{address}").status_code == 404
        assert signed_in(cast.applicant).get(f"/merchant/{merchant.pk}/{address}").status_code == 403


def test_a_merchant_s_person_comes_to_the_shop_and_one_without_a_shop_is_told_so(cast, now, signed_in) -> None:
    merchant = shop(cast, now)
    home = signed_in(cast.merchant).get("/home/", follow=True)
    assert home.redirect_chain[-1][0] == f"/merchant/{merchant.pk}/" and "Takes payments" in home.content.decode()
    assert "You do not act for a shop yet" in signed_in(cast.other_merchant).get("/merchant/").content.decode()
