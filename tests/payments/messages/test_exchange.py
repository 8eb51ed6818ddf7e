"""What ties an answer to its question, and amounts in messages."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.payments.messages.sample import KEY, NOW
from yizhan.kernel.money import Money
from yizhan.payments.messages.codec import MessageError
from yizhan.payments.messages.exchange import Key, amount_fields, amount_of, key_of, local_stamp, transmission_stamp


def test_moments_travel_in_utc_and_in_the_time_of_the_shop() -> None:
    """E29's moment: 08:45:12 UTC is 16:45:12 in Shanghai; New Year comes there first."""
    assert (transmission_stamp(NOW), local_stamp(NOW)) == ("1123084512", "1123164512")
    assert local_stamp(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == "0101000000"
    with pytest.raises(ValueError, match="time zone"):
        transmission_stamp(datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(("changes", "belongs"), [
    ({}, True), ({"reference": ""}, True), ({"reference": "000000000000"}, False), ({"stan": 125}, False),
    ({"transmitted": "1123084513"}, False),
    ({"acquirer_id": "1"}, False),
])
def test_an_answer_repeats_seven_eleven_and_thirty_two_and_thirty_seven_if_it_has_it(changes: dict[str, object], belongs: bool) -> None:
    assert replace(KEY, **changes).answers(KEY) is belongs


def test_a_key_is_written_and_read_back() -> None:
    assert key_of(KEY.fields()) == KEY
    assert key_of({"7": "1123084512", "11": "000124"}) == Key("1123084512", 124)
    with pytest.raises(MessageError, match="field 11: missing"):
        key_of({"7": "1123084512"})


@pytest.mark.parametrize(("amount", "digits", "number"), [  # E33
    (Money(5000, "JPY"), "000000005000", "392"), (Money(1234, "KWD"), "000000001234", "414"), (Money(1), "000000000001", "156"),
    (Money.of("309.00"), "000000030900", "156"), (Money(1, "AUD"), "000000000001", "036"),
])
def test_an_amount_is_in_minor_units_with_its_number(amount: Money, digits: str, number: str) -> None:
    fields = amount_fields(amount)
    assert fields == {"4": digits, "49": number} and amount_of(fields) == amount


def test_a_foreign_currency_that_is_not_handled_is_named_and_a_negative_amount_is_a_broken_call() -> None:
    with pytest.raises(MessageError, match="field 49: unknown"):
        amount_of({"4": "000000000001", "49": "418"})
    with pytest.raises(ValueError, match="by its type"):
        amount_fields(Money(-1))
