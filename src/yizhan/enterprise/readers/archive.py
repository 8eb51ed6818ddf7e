"""Looks through a zip archive before anything opens it: what it claims to hold, and what it really unpacks to."""

import zipfile
import zlib
from typing import BinaryIO

from yizhan.enterprise.reader_limits import ReaderLimits
from yizhan.kernel.refusal import Refusal, refuse

_CHUNK_BYTES = 1 << 16
_RATIO_MATTERS_ABOVE_BYTES = 1 << 20
_SHARED_STRINGS = "xl/sharedStrings.xml"
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def check_archive(stream: BinaryIO, limits: ReaderLimits) -> Refusal | None:
    """None when the archive is safe to open, else `archive_unsafe` or `xml_unsafe` with the reason and the part.

    The directory is judged first (number of parts, sizes, ratio, encryption); then every part is unpacked to
    nowhere with the same bounds, because a directory may lie.
    """
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            return _directory(archive, stream, limits) or _contents(archive, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, RuntimeError):
        return refuse("file_damaged", kind="zip")
    finally:
        stream.seek(0)


def _directory(archive: zipfile.ZipFile, stream: BinaryIO, limits: ReaderLimits) -> Refusal | None:
    parts = archive.infolist()
    file_bytes = stream.seek(0, 2)
    if len(parts) > limits.archive_entries_max:
        return _unsafe("entries", found=len(parts), limit=limits.archive_entries_max)
    if len({part.filename for part in parts}) < len(parts):
        return _unsafe("repeated_part")
    if any(part.flag_bits & 0x1 for part in parts):
        return _unsafe("encrypted")
    # Parts that share bytes unpack to far more than the file holds.
    if sum(part.compress_size for part in parts) > file_bytes:
        return _unsafe("overlapping_parts")
    total = sum(part.file_size for part in parts)
    if total > limits.archive_unpacked_bytes_max:
        return _unsafe("unpacked_size", found=total, limit=limits.archive_unpacked_bytes_max)
    return next((found for part in parts if (found := _ratio(part, part.file_size, limits))), None)


def _contents(archive: zipfile.ZipFile, limits: ReaderLimits) -> Refusal | None:
    total = 0
    for part in archive.infolist():
        unpacked = 0
        tail = b""
        with archive.open(part) as content:
            while chunk := content.read(_CHUNK_BYTES):
                unpacked += len(chunk)
                if total + unpacked > limits.archive_unpacked_bytes_max:
                    return _unsafe("unpacked_size", part=part.filename, limit=limits.archive_unpacked_bytes_max)
                if refusal := _ratio(part, unpacked, limits) or _markup(part.filename, tail + chunk, unpacked == len(chunk)):
                    return refusal
                tail = chunk[-16:]
        if part.filename == _SHARED_STRINGS and unpacked > limits.shared_strings_bytes_max:
            return _unsafe("shared_strings", found=unpacked, limit=limits.shared_strings_bytes_max)
        total += unpacked
    return None


def _ratio(part: zipfile.ZipInfo, unpacked: int, limits: ReaderLimits) -> Refusal | None:
    ratio = unpacked // max(part.compress_size, 1)
    if unpacked > _RATIO_MATTERS_ABOVE_BYTES and ratio > limits.archive_ratio_max:
        return _unsafe("ratio", part=part.filename, found=ratio, limit=limits.archive_ratio_max)
    return None


def _markup(name: str, content: bytes, is_start: bool) -> Refusal | None:
    """Office programs never write document types; one in a part is an attempt at entities."""
    if not name.endswith((".xml", ".rels")):
        return None
    if is_start and content.startswith(_WIDE_TEXT):
        return refuse("xml_unsafe", part=name, reason="encoding")
    if any(declaration in content for declaration in _DECLARATIONS):
        return refuse("xml_unsafe", part=name, reason="document_type")
    return None


def _unsafe(reason: str, **facts: object) -> Refusal:
    return refuse("archive_unsafe", reason=reason, **facts)
