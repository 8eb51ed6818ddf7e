"""The form read field by field, and a code that is given out once. Covers switch.binding.form."""

import pickle
from datetime import date

import pytest

from tests.switch.binding.booth import FORM, GOOD
from yizhan.switch.binding.form import BODY_MAX, CardForm, FieldFault, SecurityCode, fields_of, read_card

TODAY = date(2026, 11, 30)
CODE = GOOD["security_code"]


@pytest.mark.parametrize(("number", "scheme", "digits"), [
    ("4111 1111 1111 1111", "visa", "4111111111111111"), ("5555-5555-5555-4444", "mastercard", "5555555555554444"),
    ("3530\u00a01113\u00a03330\u00a00000", "jcb", "3530111333300000"),
])
def test_a_number_is_read_as_people_write_it(number: str, scheme: str, digits: str) -> None:
    found = read_card({**GOOD, "number": number}, TODAY)
    assert isinstance(found, CardForm) and (found.scheme, found.card.number.reveal(), found.card.expiry) == (scheme, digits, "3012")
    assert digits not in repr(found) and CODE not in repr(found) and "3012" not in repr(found)


@pytest.mark.parametrize(("expiry", "read"), [("12/30", "3012"), ("1230", "3012"), ("01 / 46", "4601"), ("11/26", "2611")])
def test_an_expiry_is_good_to_the_end_of_its_month(expiry: str, read: str) -> None:
    found = read_card({**GOOD, "expiry": expiry}, TODAY)
    assert isinstance(found, CardForm) and found.card.expiry == read


@pytest.mark.parametrize(("field", "value", "code"), [
    ("number", "", "card_number_malformed"), ("number", "4111 1111 x111 1111", "card_number_malformed"),
    ("number", "４１１１１１１１１１１１１１１１", "card_number_malformed"), ("number", "9111111111111111", "card_scheme_unknown"),
    ("number", "411111111111111", "card_number_length"), ("number", "4111111111111112", "card_number_check_digit"),
    ("expiry", "", "expiry_malformed"), ("expiry", "13/30", "expiry_malformed"), ("expiry", "00/30", "expiry_malformed"),
    ("expiry", "1/30", "expiry_malformed"), ("expiry", "12/2030", "expiry_malformed"), ("expiry", "12/47", "expiry_malformed"),
    ("expiry", "１２/３０", "expiry_malformed"), ("expiry", "10/26", "expiry_past"), ("security_code", "", "security_code_malformed"),
    ("security_code", "12", "security_code_malformed"), ("security_code", "1234", "security_code_malformed"),
    ("security_code", "12a", "security_code_malformed"), ("security_code", "１２３", "security_code_malformed"),
])
def test_each_fault_is_told_by_its_field(field: str, value: str, code: str) -> None:
    assert read_card({**GOOD, field: value}, TODAY) == FieldFault(field, code)


def test_a_code_is_given_out_once_and_shows_itself_nowhere() -> None:
    code = SecurityCode(CODE)
    assert CODE not in f"{code} {code!r}"
    with pytest.raises(TypeError):
        pickle.dumps(code)
    assert code.take() == CODE
    with pytest.raises(ValueError, match="one message"):
        code.take()


@pytest.mark.parametrize(("body", "kind"), [
    (b"a=b", "application/json"), (b"a=b", ""), (b"a=" + b"b" * BODY_MAX, FORM), (b"&".join([b"a=b"] * 13), FORM), (b"a=\xff", FORM),
])
def test_what_is_no_form_is_told_from_one(body: bytes, kind: str) -> None:
    assert fields_of(body, kind) is None


def test_a_form_is_read_with_its_blanks() -> None:
    assert fields_of(b"number=4111+1111&expiry=12%2F30&holder_name=", f"{FORM}; charset=UTF-8") \
        == {"number": "4111 1111", "expiry": "12/30", "holder_name": ""}
