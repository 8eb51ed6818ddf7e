"""How much an uploaded file may hold, as dated data (reader_limits.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path

from yizhan.kernel.dated import Dated, load_dated


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """Upper bounds for a file, its rows, its lines and what an archive unpacks to."""

    file_bytes_max: int
    rows_max: int
    line_bytes_max: int
    archive_entries_max: int
    archive_unpacked_bytes_max: int
    archive_ratio_max: int
    shared_strings_bytes_max: int
    xml_bytes_max: int
    parquet_unpacked_bytes_max: int
    text_length_max: int


def reader_limits(on: date | None = None) -> ReaderLimits:
    """The limits in force on a day, or the newest ones."""
    figures = _figures()
    names = [field.name for field in fields(ReaderLimits)]
    if on is None:
        return ReaderLimits(**{name: figures[name].versions[-1].value for name in names})
    return ReaderLimits(**{name: figures[name].on(on).value for name in names})


@cache
def _figures() -> Mapping[str, Dated]:
    return load_dated(Path(__file__).with_name("reader_limits.yaml"))
