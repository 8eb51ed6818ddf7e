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
    """utf-8-sig, utf-8, gb18030, or ascii where a sample does not tell; leaves the stream at its start.

    GB2312 and GBK are parts of GB18030. The encoding that reads most lines is taken, UTF-8 before GB18030, because
    Chinese text in one is rarely valid in UTF-8 by chance, and a few spoilt lines must not cost the whole file.
    """
    sample = stream.read(_SAMPLE_BYTES)
    stream.seek(0)
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    lines = [line for line in sample.split(b"\n") if not line.isascii()]
    if len(sample) == _SAMPLE_BYTES:
        lines = lines[:-1]
    if not lines:
        return "ascii"
    for encoding in ("utf-8", "gb18030"):
        if 2 * sum(_decodes(line, encoding) for line in lines) > len(lines):
            return encoding
    return refuse("encoding_unknown")


def decoded_lines(stream: BinaryIO, encoding: str, line_bytes_max: int) -> Iterator[Line | RowProblem]:
    """Every line as text, or the problem `encoding` of that line; `line_too_long` ends the reading."""
    number = 0
    while raw := stream.readline(line_bytes_max + 1):
        number += 1
        if len(raw) > line_bytes_max:
            yield RowProblem(number, "file", "line_too_long", {"bytes_max": line_bytes_max})
            return
        # A long head of plain digits does not tell UTF-8 from GB18030; the first Chinese line does.
        if encoding == "ascii" and not raw.isascii():
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
