"""Finds out by its content what a file is, and opens it with the reader for that type."""

from pathlib import Path
from typing import BinaryIO

from yizhan.enterprise.invoices import FileFormat
from yizhan.enterprise.reader_limits import ReaderLimits
from yizhan.enterprise.readers.csv import open_csv
from yizhan.enterprise.readers.einvoice_xml import open_einvoice
from yizhan.enterprise.readers.parquet import open_parquet
from yizhan.enterprise.readers.reading import Reading
from yizhan.enterprise.readers.xlsx import open_xlsx
from yizhan.kernel.refusal import Refusal, refuse

_OTHERS = {b"%PDF": "pdf", b"\xd0\xcf\x11\xe0": "xls", b"\x1f\x8b": "gzip", b"Rar!": "rar", b"7z\xbc\xaf": "7z"}
_HEAD_BYTES = 4096


def open_file(source: Path | BinaryIO, file_format: FileFormat | None, limits: ReaderLimits) -> Reading | Refusal:
    """The file behind the reader of its type; refused when it is empty, too large, or of no known type."""
    stream = source.open("rb") if isinstance(source, Path) else source
    found = examined(stream, limits)
    if isinstance(found, Refusal):
        return found
    if file_format not in (None, found):
        return refuse("file_format_other", expected=file_format.value, found=found.value)
    openers = {FileFormat.CSV: open_csv, FileFormat.XLSX: open_xlsx, FileFormat.PARQUET: open_parquet,
               FileFormat.EINVOICE_XML: open_einvoice}
    return openers[found](stream, limits)


def examined(stream: BinaryIO, limits: ReaderLimits) -> FileFormat | Refusal:
    """The type of a file that is neither empty nor too large; leaves the stream at its start."""
    size = stream.seek(0, 2)
    stream.seek(0)
    if size == 0:
        return refuse("file_empty")
    if size > limits.file_bytes_max:
        return refuse("file_too_large", size_bytes=size, size_bytes_max=limits.file_bytes_max)
    found = sniff(stream.read(_HEAD_BYTES))
    stream.seek(0)
    return found


def sniff(head: bytes) -> FileFormat | Refusal:
    """The type of a file from its first bytes; anything that is text and no XML is taken for CSV."""
    if head.startswith(b"PAR1"):
        return FileFormat.PARQUET
    if head.startswith(b"PK\x03\x04"):
        return FileFormat.XLSX
    other = next((name for magic, name in _OTHERS.items() if head.startswith(magic)), None)
    if other or b"\x00" in head:
        return refuse("file_format_unknown", found=other or "binary")
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return FileFormat.EINVOICE_XML
    return FileFormat.CSV
