"""Reversals and their answers: they name what they take back, and are repeated under one key."""

import pytest

from tests.payments.messages.sample import KEY, REQUEST
from yizhan.payments.messages.codec import MessageError, decode, encode
from yizhan.payments.messages.exchange import Key
from yizhan.payments.messages.read import read_message
from yizhan.payments.messages.reversal import Original, ReversalResponse, ReversalType, reversal_of

REVERSAL = reversal_of(REQUEST, stan=125, transmitted="1123084522", reason="68")


def test_a_reversal_names_its_original_in_42_digits() -> None:
    """Facts 4.1.4: 0100, STAN, DE 7, acquirer, forwarder."""
    fields = decode(REVERSAL.to_wire())[1]
    assert fields["90"] == "0100" + "000124" + "1123084512" + "12345678901" + "00000000000"
    own = {"11": "000125", "7": "1123084522", "37": KEY.reference, "4": "000000030900", "39": "68"}
    assert {number: fields[number] for number in own} == own


@pytest.mark.parametrize(("is_advice", "types"), [(False, ("0400", "0401", "0401", "0410")), (True, ("0420", "0421", "0421", "0430"))])
def test_a_repeat_has_the_key_of_the_first(is_advice: bool, types: tuple[str, ...]) -> None:
    first = reversal_of(REQUEST, 125, "1123084522", "68", is_advice)
    assert (first.type, first.repeated.type, first.repeated.repeated.type, first.type.answer) == types
    assert first.repeated.key == first.key and first.repeated.type.answer == first.type.answer
    assert read_message(first.to_wire()) == first and read_message(first.repeated.to_wire()) == first.repeated


@pytest.mark.parametrize("message_type", ["0410", "0430"])
def test_an_answer_is_read_back(message_type: str) -> None:
    answer = ReversalResponse(message_type, REVERSAL.key, "00")
    assert read_message(answer.to_wire()) == answer and answer.key.answers(REVERSAL.key)


def test_a_short_acquirer_is_padded_in_the_original_and_read_back() -> None:
    original = Original("0100", "1123084512", 7, "40512")
    assert original.value()[20:31] == "00000040512" and Original.of(original.value()) == original


def test_a_reversal_shows_no_card_number() -> None:
    assert "4111111111111111" not in repr(REVERSAL)


def test_a_reversal_without_an_original_is_refused() -> None:
    fields = decode(REVERSAL.to_wire())[1]
    del fields["90"]
    with pytest.raises(MessageError, match="field 90: missing"):
        read_message(encode("0400", fields))


def test_every_type_has_its_answer() -> None:
    assert {kind.value: kind.answer for kind in ReversalType} == {"0400": "0410", "0401": "0410", "0420": "0430", "0421": "0430"}
    assert Key("1123084512", 124) == Key("1123084512", 124, "", "")
