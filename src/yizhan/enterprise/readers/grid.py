"""Rows of cells of a small table, for templates whose columns are not those of an invoice list."""

import csv
from collections.abc import Iterator
from typing import Any, BinaryIO

from yizhan.enterprise.invoices import FileFormat, RowProblem
from yizhan.enterprise.reader_limits import ReaderLimits
from yizhan.enterprise.readers.lines import decoded_lines, encoding_of
from yizhan.enterprise.readers.opening import examined
from yizhan.enterprise.readers.xlsx import open_workbook, text_of
from yizhan.kernel.refusal import Refusal, refuse

COLUMNS_MAX = 30


def grid_rows(
    stream: BinaryIO, limits: ReaderLimits, allowed: tuple[FileFormat, ...]
) -> Iterator[tuple[int, list[str]]] | Refusal:
    """Line and cells of a CSV file or of a workbook's first sheet."""
    found = examined(stream, limits)
    if isinstance(found, Refusal):
        return found
    if found not in allowed:
        return refuse("file_format_unknown", found=found.value)
    if found is FileFormat.XLSX:
        workbook = open_workbook(stream, limits)
        return workbook if isinstance(workbook, Refusal) else _of_workbook(workbook)
    encoding = encoding_of(stream)
    return encoding if isinstance(encoding, Refusal) else _of_text(stream, encoding, limits)


def _of_workbook(workbook: Any) -> Iterator[tuple[int, list[str]]]:
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()
    for line, row in enumerate(sheet.iter_rows(values_only=True, max_col=COLUMNS_MAX), 1):
        yield line, [text_of(value) for value in row]


def _of_text(stream: BinaryIO, encoding: str, limits: ReaderLimits) -> Iterator[tuple[int, list[str]]]:
    for line in decoded_lines(stream, encoding, limits.line_bytes_max):
        if not isinstance(line, RowProblem):
            yield line.number, next(csv.reader([line.text]), [])[:COLUMNS_MAX]
