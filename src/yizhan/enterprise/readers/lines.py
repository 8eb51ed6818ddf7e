"""Text lines of a binary stream, decoded one by one so that one spoilt line costs only itself."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from yizhan.enterprise.invoices import RowProblem
from yizhan.kernel.refusal import Refusal, refuse

_SAMPLE_BYTES = 1 << 20


class Line(NamedTuple):
    """A line without its end; `number` counts from 1."""

    number: int
    text: str


def encoding_of(stream: BinaryIO) -> str | Refusal:
    """utf-8-sig, utf-8 or gb18030, by a sample; leaves the stream at its start. GB2312 and GBK are parts of GB18030."""
    sample = stream.read(_SAMPLE_BYTES)
    stream.seek(0)
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        return encoding
    # A few spoilt bytes must not cost the whole file: the encoding that reads most lines is taken.
    lines = sample.split(b"\n")
    readable = {encoding: sum(_decodes(line, encoding) for line in lines) for encoding in ("utf-8", "gb18030")}
    best = max(readable, key=lambda encoding: readable[encoding])
    return best if readable[best] * 2 > len(lines) else refuse("encoding_unknown")


def decoded_lines(stream: BinaryIO, encoding: str, line_bytes_max: int) -> Iterator[Line | RowProblem]:
    """Every line as text, or the problem `encoding` of that line; `line_too_long` ends the reading."""
    number = 0
    is_ascii_so_far = encoding == "utf-8"
    while raw := stream.readline(line_bytes_max + 1):
        number += 1
        if len(raw) > line_bytes_max:
            yield RowProblem(number, "file", "line_too_long", {"bytes_max": line_bytes_max})
            return
        # A long head of plain digits does not tell UTF-8 from GB18030; the first Chinese line does.
        if is_ascii_so_far and not raw.isascii():
            is_ascii_so_far = False
            encoding = "utf-8" if _decodes(raw, "utf-8") else "gb18030"
        try:
            yield Line(number, raw.rstrip(b"\r\n").decode(encoding if number == 1 else encoding.removesuffix("-sig")))
        except UnicodeDecodeError:
            yield RowProblem(number, "row", "encoding", {"encoding": encoding.removesuffix("-sig")})


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
