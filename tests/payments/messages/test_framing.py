"""Messages cut out of a stream, however it arrives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.payments.messages.framing import MESSAGE_BYTES_MAX, FrameError, FrameReader, frame


def test_a_message_goes_behind_its_length_in_two_bytes() -> None:
    assert frame(b"0800") == b"\x00\x040800"
    assert frame(b"x" * 300)[:2] == b"\x01\x2c"


@pytest.mark.parametrize("wire", [b"", b"x" * (MESSAGE_BYTES_MAX + 1)])
def test_an_empty_or_endless_message_is_not_sent(wire: bytes) -> None:
    with pytest.raises(ValueError, match="is not sent"):
        frame(wire)


@settings(deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=40), max_size=8), st.integers(1, 60))
def test_messages_come_out_whole_in_whatever_pieces_they_arrive(messages: list[bytes], piece: int) -> None:
    stream, reader = b"".join(frame(wire) for wire in messages), FrameReader()
    pieces = [stream[start : start + piece] for start in range(0, len(stream), piece)]
    assert [wire for part in pieces for wire in reader.feed(part)] == messages


def test_an_empty_frame_keeps_the_line_alive_and_says_nothing() -> None:
    assert list(FrameReader().feed(b"\x00\x00" + frame(b"a") + b"\x00\x00")) == [b"a"]


def test_a_length_that_no_message_has_is_an_error_after_the_messages_before_it() -> None:
    found = []
    with pytest.raises(FrameError):
        for wire in FrameReader().feed(frame(b"a") + b"\xff\xff"):
            found.append(wire)
    assert found == [b"a"]
