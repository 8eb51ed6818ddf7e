import io

import pytest

from yizhan.enterprise.invoices import RowProblem
from yizhan.enterprise.readers.lines import Line, decoded_lines, encoding_of
from yizhan.kernel.refusal import Refusal


@pytest.mark.parametrize(("content", "encoding"), [
    ("发票".encode(), "utf-8"), ("发票".encode("utf-8-sig"), "utf-8-sig"), ("发票".encode("gb18030"), "gb18030"), (b"abc", "ascii"),
    # One spoilt line among UTF-8 does not make the others GB18030.
    ("发票\n号码\n".encode() + b"\xc4\xe3\n", "utf-8")])
def test_the_encoding_is_told_by_the_bytes(content: bytes, encoding: str) -> None:
    assert encoding_of(io.BytesIO(content)) == encoding


def test_bytes_of_no_known_encoding_are_refused() -> None:
    assert encoding_of(io.BytesIO(b"\xff\xff\n\xff\x80\n\xfe\xff")) == Refusal("encoding_unknown")


def test_a_long_ascii_head_does_not_hide_gb18030() -> None:
    stream = io.BytesIO(b"a,b\n" + "甲".encode("gb18030") + b"\n")
    assert list(decoded_lines(stream, "ascii", 100)) == [Line(1, "a,b"), Line(2, "甲")]


def test_the_mark_at_the_start_is_no_text_and_a_spoilt_line_is_a_problem() -> None:
    stream = io.BytesIO("甲\n".encode("utf-8-sig") + b"\xff\xff\n" + "乙".encode())
    assert list(decoded_lines(stream, "utf-8-sig", 100)) == [
        Line(1, "甲"), RowProblem(2, "row", "encoding", {"encoding": "utf-8"}), Line(3, "乙")]
