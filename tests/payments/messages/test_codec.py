"""Bytes and fields: published messages, and malformed ones that never escape as anything but a MessageError."""

import json
import traceback
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.payments.messages.sample import REQUEST
from tests.shared import shared_path
from yizhan.payments.messages.codec import MessageError, decode, encode

CORPUS = [line.split("\t") for line in Path(__file__).with_name("malformed.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
# Defects of the published messages that lie in single fields; the others lack or add fields and are refused by read_message.
UNREADABLE = {"error_message": "55", "iso_reversal_message_error_date": "13", "message_with_character_ebcdic_encoding": "42",
              "message_with_error_indicate_numeric": "28", "message_with_hex_bcd": "48", "message_with_hex_length": "32",
              "message_with_hex_rbcd": "48", "message_with_indicate_numeric": "28", "message_with_number_bcd_encoding": "7",
              "network_management_message_with_error_track": "35", "network_management_message_with_track": "35"}


def test_a_sign_on_as_published() -> None:
    """E29."""
    wire = encode("0800", {"7": "1123084512", "11": "000124", "70": "001"})
    assert wire == b"0800822000000000000004000000000000001123084512000124001"
    assert decode(wire) == ("0800", {"7": "1123084512", "11": "000124", "70": "001"})


def test_the_published_messages() -> None:
    """Whatever can be read is written back byte for byte. In field 28 the publisher counts the sign among the eight, we do not."""
    published = json.loads(shared_path("reference", "iso8583", "moov_messages.json").read_text(encoding="utf-8"))
    vector = published["vectors"][0]
    message_type, fields = decode(vector["wire"].encode())
    assert (message_type, fields["2"], fields["3"], int(fields["4"])) == ("0100", "4242424242424242", "123456", 100)
    for message in published["messages"][1:]:
        name, wire = Path(message["file"]).stem, bytes.fromhex(message["hex"])
        if name in UNREADABLE:
            with pytest.raises(MessageError) as caught:
                decode(wire)
            assert caught.value.field == UNREADABLE[name], name
        else:
            assert encode(*decode(wire)) == wire, name


@pytest.mark.parametrize(("field", "wire"), CORPUS)
def test_a_malformed_message_of_the_corpus_names_its_field(field: str, wire: str) -> None:
    with pytest.raises(MessageError) as caught:
        decode(wire.encode())
    assert caught.value.field == field


@pytest.mark.parametrize(("message_type", "fields", "field"), [
    ("800", {}, "t"), ("08é0", {}, "t"), ("0800", {"7": "1"}, "7"), ("0800", {"129": "1"}, "129"), ("0800", {"1": "0" * 16}, "1"),
    ("0800", {"x": "1"}, "x"), ("0100", {"4": "-00000000001"}, "4"),
])
def test_what_does_not_fit_is_not_sent(message_type: str, fields: dict[str, str], field: str) -> None:
    with pytest.raises(MessageError) as caught:
        encode(message_type, fields)
    assert caught.value.field == field


def test_an_error_never_shows_the_card_number() -> None:
    """E27: neither the text nor the chain of causes holds what the message held."""
    wire = REQUEST.to_wire()
    for broken in (wire[:-3], wire.replace(b"1123084512", b"1323084512")):
        with pytest.raises(MessageError) as caught:
            decode(broken)
        shown = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value)) + repr(caught.value.__cause__)
        assert "4111111111111111" not in shown


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_no_bytes_escape_as_another_error(wire: bytes) -> None:
    try:
        decode(wire)
    except MessageError as error:
        assert error.field and error.problem


@settings(deadline=None)
@given(st.integers(0, 300), st.integers(0, 8), st.binary(max_size=5))
def test_no_change_of_a_good_message_escapes_as_another_error(start: int, cut: int, inserted: bytes) -> None:
    wire = REQUEST.to_wire()
    changed = wire[:start] + inserted + wire[start + cut :]
    try:
        message_type, fields = decode(changed)
    except MessageError:
        return
    assert decode(encode(message_type, fields)) == (message_type, fields)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([str(number) for number in range(2, 129)]), st.text(max_size=20), max_size=8))
def test_any_fields_are_written_and_read_back_or_refused(fields: dict[str, str]) -> None:
    try:
        wire = encode("0100", fields)
    except MessageError as error:
        assert error.field in fields
    else:
        assert decode(wire) == ("0100", fields)
