"""0100 and 0110: written, read back, and silent about the card."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.payments.messages.sample import KEY, REQUEST
from yizhan.kernel.money import Money
from yizhan.payments.messages.authorisation import AuthorisationRequest, AuthorisationResponse, read_response
from yizhan.payments.messages.codec import MessageError, decode, encode
from yizhan.payments.messages.read import read_message


def test_a_request_carries_the_fields_of_the_fact_sheet() -> None:
    message_type, fields = decode(REQUEST.to_wire())
    assert message_type == "0100"
    assert fields == {
        "2": "4111111111111111", "3": "000000", "4": "000000030900", "7": "1123084512", "11": "000124", "12": "164512", "13": "1123",
        "14": "2912", "18": "5812", "19": "156", "22": "010", "25": "59", "32": "12345678901", "37": "632708000124", "41": "T0000001",
        "42": "M000000001     ", "43": "TEA STALL 01           SHENZHEN      CN ", "49": "156",
    }


def test_a_request_is_read_back() -> None:
    assert read_message(REQUEST.to_wire()) == REQUEST


def test_a_zero_amount_checks_a_card_with_its_security_code() -> None:
    check = replace(REQUEST, amount=Money.zero(), security_code="123", condition_code="51")
    assert decode(check.to_wire())[1]["48"] == "9203123" and read_message(check.to_wire()) == check
    assert "48" not in decode(check.without_security_code().to_wire())[1]


def test_a_repeat_is_the_same_question_under_the_same_key_without_the_security_code() -> None:
    asked = replace(REQUEST, eci="05", proof="AAkBBYkYgQ", security_code="123")
    (first_type, first), (repeat_type, repeat) = decode(asked.without_security_code().to_wire()), decode(asked.repeated.to_wire())
    assert (first_type, repeat_type) == ("0100", "0101") and repeat == first
    assert read_message(asked.repeated.to_wire()) == asked.repeated and asked.repeated.is_repeat and asked.repeated.key == KEY


def test_a_printed_request_shows_neither_number_nor_expiry_nor_security_code() -> None:
    """E27."""
    shown = repr(replace(REQUEST, security_code="987"))
    assert not any(secret in shown for secret in ("4111111111111111", "2912", "987"))


@pytest.mark.parametrize("response", [
    AuthorisationResponse(KEY, "00", Money.of("309.00"), "A1B2C3", Money.of("43.52", "USD")),
    AuthorisationResponse(KEY, "51", Money.of("309.00")),
])
def test_a_response_is_read_back(response: AuthorisationResponse) -> None:
    assert read_message(response.to_wire()) == response


def test_a_billing_currency_from_elsewhere_does_not_hide_the_approval() -> None:
    fields = decode(AuthorisationResponse(KEY, "00", Money.of("309.00"), "A1B2C3", Money.of("43.52", "USD")).to_wire())[1]
    found = read_response({**fields, "51": "418"})
    assert (found.response_code, found.billing) == ("00", None)


@pytest.mark.parametrize("number", ["2", "3", "4", "7", "11", "12", "13", "14", "18", "22", "25", "41", "42", "43", "49"])
def test_a_missing_field_is_named(number: str) -> None:
    message_type, fields = decode(REQUEST.to_wire())
    del fields[number]
    with pytest.raises(MessageError) as caught:
        read_message(encode(message_type, fields))
    assert (caught.value.field, caught.value.problem) == (number, "missing")


def test_an_authentication_travels_with_its_proof_and_without_the_security_code() -> None:
    check = replace(REQUEST, eci="05", proof="AAkBBYkYgQ-AAAAAA_", security_code="123")
    assert read_message(check.to_wire()) == check
    assert read_message(check.without_security_code().to_wire()) == replace(check, security_code=None)
    assert "AAkBBYkYgQ" not in repr(check)


@pytest.mark.parametrize("private", [
    "9204123", "92xx123", "92", "9203123x", "92031239203123", "4202ab", "4304zz41", "4303414", "4202059203"])
def test_a_security_code_that_does_not_fit_its_length_is_malformed(private: str) -> None:
    message_type, fields = decode(REQUEST.to_wire())
    with pytest.raises(MessageError, match="field 48: malformed"):
        read_message(encode(message_type, {**fields, "48": private}))


def test_what_does_not_fit_is_not_sent() -> None:
    with pytest.raises(MessageError, match="field 43"):
        replace(REQUEST, terminal=replace(REQUEST.terminal, name_and_location="茶摊")).to_wire()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**12 - 1), st.integers(1, 999_999), st.sampled_from(["CNY", "JPY", "KWD", "AUD"]))
def test_any_request_is_read_back(amount_minor: int, stan: int, currency: str) -> None:
    request: AuthorisationRequest = replace(REQUEST, amount=Money(amount_minor, currency), key=replace(KEY, stan=stan))
    assert read_message(request.to_wire()) == request
