import io
import struct
import zipfile
from dataclasses import replace

from tests.enterprise.files import CHINESE, GOOD, refused, xlsx_file
from yizhan.enterprise.reader_limits import reader_limits
from yizhan.enterprise.readers.archive import check_archive

LIMITS = reader_limits()


def archive(parts: dict[str, bytes]) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream


def reason(stream: io.BytesIO, **limits: int) -> str:
    refusal = check_archive(stream, replace(LIMITS, **limits))
    return f"{refusal.code}: {refusal.facts.get('reason')}" if refusal else ""


def test_a_true_workbook_is_safe() -> None:
    assert check_archive(xlsx_file([CHINESE, *[GOOD] * 5000]), LIMITS) is None


def test_a_zip_bomb_is_refused_by_its_ratio_before_it_is_opened() -> None:
    bomb = archive({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 50_000_000})
    assert refused(bomb).code == "archive_unsafe"
    assert reason(bomb) == "archive_unsafe: ratio"


def test_a_directory_that_lies_about_the_size_is_found_out() -> None:
    """The declared size of the only part is set to 10 bytes in both headers; the content stays."""
    stream = archive({"xl/workbook.xml": b" " * 50_000_000})
    content = stream.getvalue().replace(struct.pack("<L", 50_000_000), struct.pack("<L", 10))
    refusal = check_archive(io.BytesIO(content), LIMITS)
    assert refusal is not None and refusal.code == "file_damaged"


def test_the_bounds_are_kept() -> None:
    assert reason(archive({f"{n}": b"" for n in range(5)}), archive_entries_max=4) == "archive_unsafe: entries"
    assert reason(archive({"a": b"12345" * 9}), archive_unpacked_bytes_max=44) == "archive_unsafe: unpacked_size"
    assert reason(archive({"xl/sharedStrings.xml": b"12345"}), shared_strings_bytes_max=4) == (
        "archive_unsafe: shared_strings")


def test_an_entity_bomb_in_a_part_is_refused_even_across_chunks() -> None:
    padding = b"<?xml version='1.0'?>" + b" " * (65_536 - 21 - 5)
    bomb = padding + b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
    assert reason(archive({"xl/sharedStrings.xml": bomb}), archive_ratio_max=10**6) == "xml_unsafe: document_type"
    assert reason(archive({"xl/a.xml": "<a/>".encode("utf-16")})) == "xml_unsafe: encoding"


def test_parts_that_share_bytes_are_refused() -> None:
    """Two directory entries point at one part, as overlapping bombs do."""
    stream = archive({"a": bytes(range(256)) * 4, "b": bytes(range(256)) * 4})
    with zipfile.ZipFile(stream) as source:
        size = source.infolist()[0].compress_size
    content = stream.getvalue().replace(struct.pack("<L", size), struct.pack("<L", size * 40))
    assert check_archive(io.BytesIO(content), LIMITS) is not None


def test_a_cut_archive_is_damaged() -> None:
    content = xlsx_file([CHINESE, GOOD]).getvalue()
    assert refused(io.BytesIO(content[: len(content) // 2])).code == "file_damaged"
