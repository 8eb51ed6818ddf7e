import io
from dataclasses import replace
from pathlib import Path

import pytest

from tests.enterprise.files import CHINESE, GOOD, csv_file, read, refused, xlsx_file
from yizhan.enterprise.invoices import FileFormat
from yizhan.enterprise.reader_limits import reader_limits
from yizhan.enterprise.readers.opening import sniff
from yizhan.kernel.refusal import Refusal


def test_the_type_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    path = tmp_path / "invoices.csv"
    path.write_bytes(xlsx_file([CHINESE, GOOD]).getvalue())
    assert len(read(path)[0]) == 1


@pytest.mark.parametrize(("head", "found"), [
    (b"%PDF-1.7", "pdf"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "xls"), (b"\x1f\x8b\x08", "gzip"), (b"MZ\x00\x01", "binary")])
def test_other_types_are_named_in_the_refusal(head: bytes, found: str) -> None:
    assert sniff(head) == Refusal("file_format_unknown", {"found": found})


def test_empty_and_large_files_are_refused_unread() -> None:
    assert refused(io.BytesIO()).code == "file_empty"
    limits = replace(reader_limits(), file_bytes_max=10)
    assert refused(csv_file([CHINESE]), limits=limits).facts["size_bytes_max"] == 10


def test_a_file_of_another_type_than_asked_for_is_refused() -> None:
    refusal = refused(csv_file([CHINESE, GOOD]), file_format=FileFormat.XLSX)
    assert dict(refusal.facts) == {"expected": "xlsx", "found": "csv"}


def test_too_many_rows_end_the_reading() -> None:
    rows, problems = read(csv_file([CHINESE, *[GOOD] * 5]), limits=replace(reader_limits(), rows_max=4))
    assert (rows, [problem.code for problem in problems]) == ([], ["too_many_rows"])


def test_random_bytes_are_refused() -> None:
    assert refused(io.BytesIO(bytes(range(128, 256)) * 40)).code in ("encoding_unknown", "columns_missing")
