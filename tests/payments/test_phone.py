"""Phone numbers in the international form."""

from datetime import date

import pytest

from yizhan.kernel.refusal import Refusal
from yizhan.payments.figures import figure, figures
from yizhan.payments.phone import calling_code, read_phone

ON = date(2026, 11, 16)


@pytest.mark.parametrize(("typed", "kept"), [
    ("+44 7700 900123", "+447700900123"), ("0044 (7700) 900-123", "+447700900123"), ("＋８５２ 5123 4567", "+85251234567"),
    ("+1 415.555.0123", "+14155550123"), ("+971501234567", "+971501234567"),
])
def test_a_number_is_kept_with_its_plus_and_digits_alone(typed: str, kept: str) -> None:
    assert read_phone(typed, ON) == kept


@pytest.mark.parametrize(("typed", "code"), [
    ("07700900123", "phone_needs_country_code"), ("", "phone_needs_country_code"), ("+44 77", "phone_malformed"),
    ("+44 7700 90012x", "phone_malformed"), ("+1234567890123456", "phone_malformed"), ("+9990001234567", "phone_country_code_unknown"),
    ("+0044123456789", "phone_country_code_unknown"),
])
def test_what_cannot_be_called_is_refused_with_its_reason(typed: str, code: str) -> None:
    refusal = read_phone(typed, ON)
    assert isinstance(refusal, Refusal) and refusal.code == code and refusal.facts["field"] == "phone"


def test_no_calling_code_begins_with_another() -> None:
    codes = figure(figures("phone.yaml"), "calling_codes", ON).value
    assert not [long for long in codes["long"] if long[:1] in codes["short"] or long[:2] in codes["short"]]
    assert calling_code("8613800000000", ON) == "86" and calling_code("85251234567", ON) == "852"
