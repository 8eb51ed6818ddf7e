"""Any bytes become a message or a MessageError."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.payments.messages.sample import REQUEST
from tests.shared import shared_path
from yizhan.payments.messages.codec import MessageError, encode
from yizhan.payments.messages.network import NetworkRequest
from yizhan.payments.messages.read import read_message


@pytest.mark.parametrize("message_type", ["0200", "1100", "9999"])
def test_a_type_that_we_do_not_speak_is_refused(message_type: str) -> None:
    with pytest.raises(MessageError, match="field t: unknown"):
        read_message(encode(message_type, {"7": "1123084512", "11": "000124"}))


def test_published_messages_are_read_or_refused_by_a_typed_error() -> None:
    """A network message is read; reversals of that publisher lack fields that ours have, and say which."""
    published = json.loads(shared_path("reference", "iso8583", "moov_messages.json").read_text(encoding="utf-8"))["messages"]
    read = {}
    for message in published:
        try:
            read[Path(message["file"]).stem] = type(read_message(bytes.fromhex(message["hex"])))
        except MessageError as error:
            assert error.field
    assert read["network_management_message"] is NetworkRequest
    assert not {"iso_reversal_message_advice_missing_field", "iso_reversal_message_error_date", "error_message"} & set(read)


@settings(deadline=None)
@given(st.integers(0, 300), st.integers(0, 8), st.binary(max_size=5))
def test_no_change_of_a_good_message_escapes_as_another_error(start: int, cut: int, inserted: bytes) -> None:
    wire = REQUEST.to_wire()
    try:
        read_message(wire[:start] + inserted + wire[start + cut :])
    except MessageError as error:
        assert error.problem
