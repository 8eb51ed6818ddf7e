"""Comma, tab or semicolon separated lists in UTF-8 or GB18030, read line by line."""

import csv
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from yizhan.enterprise.headers import Columns, header_score, is_totals_row, recognise
from yizhan.enterprise.invoices import RowProblem
from yizhan.enterprise.reader_limits import ReaderLimits
from yizhan.enterprise.readers.lines import Line, decoded_lines, encoding_of
from yizhan.enterprise.readers.reading import Reading, fitted, text_batches
from yizhan.kernel.refusal import Refusal

HEADER_SEARCH_LINES = 20
_DELIMITERS = (",", "\t", ";")
# A field with line breaks inside quotes spans a few lines; more than this is a quote that never closes.
_QUOTED_LINES_MAX = 10


def open_csv(stream: BinaryIO, limits: ReaderLimits) -> Reading | Refusal:
    """A list with a header among its first lines; titles above the header are passed over."""
    encoding = encoding_of(stream)
    if isinstance(encoding, Refusal):
        return encoding
    lines = decoded_lines(stream, encoding, limits.line_bytes_max)
    header, delimiter = _header(lines)
    columns = recognise(header)
    if isinstance(columns, Refusal):
        return columns
    return Reading(columns.fields, text_batches(_rows(lines, columns, delimiter), columns))


def _header(lines: Iterator[Line | RowProblem]) -> tuple[list[str], str]:
    """The cells of the line that names most fields, and its delimiter; leaves `lines` behind that line."""
    best: tuple[list[str], str] = ([], ",")
    for _, line in zip(range(HEADER_SEARCH_LINES), lines, strict=False):
        if isinstance(line, RowProblem):
            continue
        candidates = [(next(csv.reader([line.text], delimiter=delimiter), []), delimiter) for delimiter in _DELIMITERS]
        found = max(candidates, key=lambda candidate: header_score(candidate[0]))
        if header_score(found[0]) >= 3:
            return found
        best = max(best, found, key=lambda candidate: (header_score(candidate[0]), len(candidate[0])))
    return best


def _rows(
    lines: Iterable[Line | RowProblem], columns: Columns, delimiter: str
) -> Iterator[tuple[int, list[str]] | RowProblem]:
    for record in _records(lines, columns.width, delimiter):
        if isinstance(record, RowProblem):
            yield record
            continue
        if not record.text.strip():
            continue
        cells = _cells(record, delimiter)
        if isinstance(cells, RowProblem):
            yield cells
        elif any(cells) and not is_totals_row(cells):
            yield fitted(record.number, cells, columns.width)


def _records(
    lines: Iterable[Line | RowProblem], width: int, delimiter: str
) -> Iterator[Line | RowProblem]:
    """Lines joined where a quoted field goes on in the next one; a quote that never closes costs one line."""
    pending: list[Line] = []
    for line in lines:
        if isinstance(line, RowProblem):
            yield from _given_up(pending, delimiter)
            pending = []
            yield line
        elif not pending and line.text.count('"') % 2 == 0:
            yield line
        else:
            pending = [*pending, line]
            record = Line(pending[0].number, "\n".join(part.text for part in pending))
            cells = _cells(record, delimiter) if record.text.count('"') % 2 == 0 else None
            if isinstance(cells, list) and len(cells) == width:
                pending = []
                yield record
            elif len(pending) > _QUOTED_LINES_MAX:
                yield from _given_up(pending, delimiter)
                pending = []
    yield from _given_up(pending, delimiter)


def _given_up(pending: list[Line], delimiter: str) -> Iterator[Line | RowProblem]:
    for line in pending:
        if line.text.count('"') % 2:
            yield RowProblem(line.number, "row", "quote_unclosed", {"value": line.text[:80]})
        else:
            yield line


def _cells(record: Line, delimiter: str) -> list[str] | RowProblem:
    try:
        return next(csv.reader([record.text], delimiter=delimiter), [])
    except csv.Error:
        return RowProblem(record.number, "row", "row_unreadable", {"value": record.text[:80]})
