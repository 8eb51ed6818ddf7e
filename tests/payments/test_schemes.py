"""Which scheme a number belongs to. The numbers are the schemes' published test numbers."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.kernel.refusal import Refusal
from yizhan.payments.schemes import Recognised, luhn_holds, parse_ranges, recognise

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(("number", "scheme"), [  # E26
    ("4111111111111111", "visa"), ("5555555555554444", "mastercard"), ("2221000000000009", "mastercard"),
    ("378282246310005", "amex"), ("6011111111111117", "discover"), ("3530111333300000", "jcb"),
    ("30569309025904", "diners"), ("36227206271667", "diners"), ("6250947000000014", "unionpay"),
])
def test_published_numbers_find_their_scheme(number: str, scheme: str) -> None:
    assert recognise(number, DAY) == Recognised(scheme, None)


@pytest.mark.parametrize(("number", "code"), [
    ("4111111111111112", "card_number_check_digit"),  # E26
    ("8100000000000000", "card_number_check_digit"),  # Only 62 is let off.
    ("411111111111116", "card_number_length"), ("55555555555544446", "card_number_length"), ("9111111111111111", "card_scheme_unknown"),
    ("2220999999999999", "card_scheme_unknown"), ("2721000000000000", "card_scheme_unknown"), ("3527000000000000", "card_scheme_unknown"),
    ("", "card_number_malformed"), ("4111 1111 1111 1111", "card_number_malformed"),
    ("４１１１１１１１１１１１１１１１", "card_number_malformed"),
    ("41111111111", "card_number_malformed"), ("4" * 20, "card_number_malformed"),
])
def test_a_wrong_number_says_what_is_wrong_and_never_repeats_itself(number: str, code: str) -> None:
    found = recognise(number, DAY)
    assert isinstance(found, Refusal) and found.code == code
    assert not number or number not in str(found.facts)


def test_a_unionpay_card_may_fail_the_check_digit_with_a_warning() -> None:
    assert recognise("6250947000000015", DAY) == Recognised("unionpay", None, ("check_digit",))


@pytest.mark.parametrize(("number", "co_brand"), [
    ("6221259999999999", None), ("6221260000000000", "discover"), ("6229259999999999", "discover"), ("6229260000000000", None),
])
def test_the_longer_prefix_wins_inside_a_wider_range(number: str, co_brand: str | None) -> None:
    found = recognise(number, DAY)
    assert isinstance(found, Recognised) and (found.scheme, found.co_brand) == ("unionpay", co_brand)


def test_the_order_of_the_lines_does_not_matter_for_the_longest_prefix() -> None:
    wide = {"first": "62", "last": "62", "scheme": "wide", "lengths": [16], "check_digit": "warning"}
    narrow = {"first": "622126", "last": "622925", "scheme": "narrow", "lengths": [16], "check_digit": "warning"}
    for lines in ([wide, narrow], [narrow, wide]):
        assert [item.scheme for item in parse_ranges(lines)] == ["narrow", "wide"]


def test_a_range_with_its_ends_the_wrong_way_round_is_found_when_it_is_read() -> None:
    line = {"first": "55", "last": "51", "scheme": "mastercard", "lengths": [16], "check_digit": "required"}
    with pytest.raises(ValueError, match="range 55 to 51"):
        parse_ranges([line])


@settings(deadline=None)
@given(st.text(alphabet="0123456789", min_size=11, max_size=18))
def test_exactly_one_check_digit_fits_any_number(digits: str) -> None:
    assert sum(luhn_holds(digits + last) for last in "0123456789") == 1


@settings(deadline=None)
@given(st.text(max_size=24))
def test_no_text_breaks_the_recognition(text: str) -> None:
    assert isinstance(recognise(text, DAY), Recognised | Refusal)
