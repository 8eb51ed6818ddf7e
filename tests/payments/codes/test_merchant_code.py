"""Merchant codes: our own, EMVCo's samples, and everything that can be wrong with them."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shared import shared_path
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments.codes.crc import crc16
from yizhan.payments.codes.merchant_code import (
    LocalName,
    MerchantCode,
    Shop,
    dynamic_code,
    parse_merchant_code,
    static_code,
    write_merchant_code,
)

TEA = Shop("org.example.pay", "M000000001", "5812", "Tea Stall 01", "SHENZHEN")
STATIC = "00020101021126330015org.example.pay0110M0000000015204581253031565802CN5912Tea Stall 016008SHENZHEN63046C62"
DYNAMIC = ("00020101021226330015org.example.pay0110M000000001520458125303156540542.005802CN5912Tea Stall 016008SHENZHEN"
           "62190107INV00010704T001630488BD")
CORPUS = [line.split("\t") for line in Path(__file__).with_name("malformed.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"]


def parsed(text: str) -> MerchantCode:
    found = parse_merchant_code(text)
    assert isinstance(found, MerchantCode), found
    return found


def with_crc(body: str) -> str:
    return f"{body}6304{crc16(f'{body}6304')}"


def test_a_static_code_has_no_amount() -> None:
    """E22."""
    assert write_merchant_code(static_code(TEA)) == STATIC
    found = parsed(STATIC)
    assert (found.is_static, found.amount, found.merchant_number) == (True, None, {"org.example.pay": "M000000001"})


def test_a_dynamic_code_carries_amount_order_and_terminal() -> None:
    """E23."""
    assert write_merchant_code(dynamic_code(TEA, Money.of("42.00"), "INV0001", "T001")) == DYNAMIC
    found = parsed(DYNAMIC)
    assert (found.is_static, found.amount) == (False, Money.of("42.00"))
    assert (found.part("62", "01"), found.part("62", "07")) == ("INV0001", "T001")


def test_a_changed_amount_breaks_the_checksum() -> None:
    """E23: the right value would be F00E."""
    changed = DYNAMIC.replace("42.00", "43.00")
    found = parse_merchant_code(changed)
    assert isinstance(found, Refusal) and found.code == "code_crc_wrong"
    assert parsed(changed[:-4] + "F00E").amount == Money.of("43.00")


def test_a_code_that_does_not_say_is_taken_for_static() -> None:
    assert parsed(with_crc(STATIC[:-8].replace("010211", ""))).is_static


@pytest.mark.parametrize(("code", "text"), CORPUS)
def test_a_malformed_code_of_the_corpus_gets_its_own_refusal(code: str, text: str) -> None:
    """E24."""
    found = parse_merchant_code(text)
    assert isinstance(found, Refusal) and found.code == code


@pytest.mark.parametrize(("old", "new", "code", "field"), [
    ("540542.00", "54041,00", "code_amount_malformed", None),  # E24
    ("540542.00", "54040.00", "code_amount_malformed", None), ("540542.00", "5401.", "code_amount_malformed", None),
    ("540542.00", "540642.001", "code_amount_malformed", None), ("540542.00", "540542.0.", "code_amount_malformed", None),
    ("52045812", "5204581A", "code_field_malformed", "52"), ("5303156", "5302CN", "code_field_malformed", "53"),
    ("010212", "010213", "code_field_malformed", "01"), ("5802CN", "58021N", "code_field_malformed", "58"),
    ("5912Tea Stall 01", "5900", "code_field_malformed", "59"), ("6008SHENZHEN", "6002深圳", "code_field_malformed", "60"),
    ("52045812", "", "code_field_missing", "52"), ("5802CN", "", "code_field_missing", "58"),
    ("6008SHENZHEN", "", "code_field_missing", "60"),
    ("26330015org.example.pay0110M000000001", "", "code_field_missing", "26"),
    ("26330015org.example.pay0110M000000001", "26140110M000000001", "code_template_identifier", "26"),
])
def test_one_fault_under_a_right_checksum_is_named(old: str, new: str, code: str, field: str | None) -> None:
    assert old in DYNAMIC
    found = parse_merchant_code(with_crc(DYNAMIC[:-8].replace(old, new)))
    assert isinstance(found, Refusal)
    assert (found.code, found.facts.get("field")) == (code, field)


@pytest.mark.parametrize(("amount", "currency", "expected"), [
    ("98", "156", Money.of("98.00")), ("98.", "156", Money.of("98.00")), ("5000", "392", Money(5000, "JPY")),
    ("1.234", "414", Money(1234, "KWD")),
    ("10", "418", None),  # The kip is not handled here, so the code is read and the amount left open.
])
def test_amounts_in_several_currencies(amount: str, currency: str, expected: Money | None) -> None:
    body = DYNAMIC[:-8].replace("540542.00", f"54{len(amount):02d}{amount}").replace("5303156", f"5303{currency}")
    assert parsed(with_crc(body)).amount == expected


def test_the_local_name_is_written_and_read() -> None:
    shop = Shop("org.example.pay", "M000000001", "5812", "Tea Stall 01", "SHENZHEN", "茶摊", "深圳")
    found = parsed(write_merchant_code(static_code(shop)))
    assert found.local == LocalName("ZH", "茶摊", "深圳") and parsed(STATIC).local is None


def test_a_local_name_counted_in_bytes_is_read_as_well() -> None:
    body = STATIC[:-8] + "64260002ZH0106茶摊0206深圳"
    assert parsed(with_crc(body)).local == LocalName("ZH", "茶摊", "深圳")


def test_a_shop_whose_name_does_not_fit_has_no_code() -> None:
    with pytest.raises(ValueError, match="code_field_malformed"):
        static_code(Shop("org.example.pay", "M1", "5812", "x" * 26, "SHENZHEN"))


def test_the_published_samples() -> None:
    """Valid ones give the published fields and are written back byte for byte; invalid ones are refused."""
    published = json.loads(shared_path("reference", "emv_qr", "emv_mpm.json").read_text(encoding="utf-8"))
    names = {"MerchantCategoryCode": "52", "TransactionCurrency": "53", "TransactionAmount": "54", "CountryCode": "58",
             "MerchantName": "59", "MerchantCity": "60", "AdditionalDataFieldTemplate": "62"}
    for case in published["cases"]:
        found = parse_merchant_code(case["payload"])
        assert isinstance(found, MerchantCode) is case["valid"], case["name"]
        if isinstance(found, MerchantCode):
            assert write_merchant_code(found) == case["payload"]
            assert all(found.value(field_id) == case["fields"][name] for name, field_id in names.items())
            assert (found.local.name if found.local else None) == case["fields"].get("Name")
    for payload in [*published["jpqr_payloads"], *published["second_source"]["payloads"]]:
        assert isinstance(parse_merchant_code(payload["payload"]), MerchantCode) is payload["crc_matches_utf8"]


@settings(deadline=None)
@given(st.sampled_from([STATIC, DYNAMIC]), st.integers(0, 160), st.integers(0, 12), st.text(max_size=6))
def test_no_change_of_a_good_code_escapes_as_an_error(code: str, start: int, cut: int, inserted: str) -> None:
    changed = code[:start] + inserted + code[start + cut :]
    found = parse_merchant_code(changed)
    assert isinstance(found, Refusal) or (changed == code or crc16(changed[:-4]) == changed[-4:])


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_under_a_right_checksum_is_read_or_refused(text: str) -> None:
    found = parse_merchant_code(with_crc("000201" + text))
    assert isinstance(found, Refusal | MerchantCode)
    if isinstance(found, MerchantCode):
        assert found.amount is None or found.amount > Money.zero(found.amount.currency)
        assert found.is_static in (True, False) and (found.local is None or found.local.name)


@settings(deadline=None, max_examples=40)
@given(
    number=st.text(alphabet="ABCDEFGHJKLM0123456789", min_size=1, max_size=20), name=st.text(alphabet=" abcXYZ09", min_size=1, max_size=25),
    local_name=st.text(alphabet="茶摊书店面馆", max_size=12), amount_minor=st.integers(min_value=1, max_value=10**9),
)
def test_whatever_is_made_for_a_shop_is_read_back(number: str, name: str, local_name: str, amount_minor: int) -> None:
    shop = Shop("org.example.pay", number, "5812", name, "SHENZHEN", local_name, "深圳")
    made = dynamic_code(shop, Money(amount_minor), "INV1", "T1")
    assert parsed(write_merchant_code(made)) == made and made.amount == Money(amount_minor)
