"""Workbooks by openpyxl in read-only mode, after the archive has been found safe."""

import warnings
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO

from yizhan.enterprise.headers import Columns, header_score, is_totals_row, recognise, vocabulary
from yizhan.enterprise.invoices import RowProblem
from yizhan.enterprise.reader_limits import ReaderLimits
from yizhan.enterprise.readers.archive import check_archive
from yizhan.enterprise.readers.reading import Reading, text_batches
from yizhan.kernel.refusal import Refusal, refuse

HEADER_SEARCH_ROWS = 20
COLUMNS_MAX = 100


def open_xlsx(stream: BinaryIO, limits: ReaderLimits) -> Reading | Refusal:
    """The first sheet with the needed columns, the tax bureau's sheet of whole invoices before others."""
    workbook = open_workbook(stream, limits)
    return workbook if isinstance(workbook, Refusal) else _sheet(workbook)


def open_workbook(stream: BinaryIO, limits: ReaderLimits) -> Any | Refusal:
    """A workbook for reading, once its archive has been found safe; formulas stay formulas.

    What a program once computed in a cell is no statement of the enterprise, so it is not read.
    """
    import openpyxl

    if refusal := check_archive(stream, limits):
        return refusal
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its XML stumbles over
        return refuse("file_damaged", kind="xlsx", detail=type(error).__name__)


def _sheet(workbook: Any) -> Reading | Refusal:
    preferred = vocabulary()["sheet_preferred"]
    refusals = []
    for sheet in sorted(workbook.worksheets, key=lambda sheet: sheet.title != preferred):
        sheet.reset_dimensions()
        found = _header(sheet)
        if not isinstance(found, Refusal):
            columns, line = found
            return Reading(columns.fields, text_batches(_rows(sheet, columns, line), columns))
        refusals.append(found)
    return max(refusals, key=lambda refusal: len(refusal.facts.get("found", "")), default=refuse("file_empty"))


def _header(sheet: Any) -> tuple[Columns, int] | Refusal:
    try:
        head = [_texts(row) for row in islice(sheet.iter_rows(values_only=True, max_col=COLUMNS_MAX), HEADER_SEARCH_ROWS)]
    except Exception as error:  # openpyxl raises whatever its XML stumbles over
        return refuse("file_damaged", kind="xlsx", detail=type(error).__name__)
    line, cells = max(enumerate(head, 1), key=lambda row: header_score(row[1]), default=(1, []))
    columns = recognise(cells)
    return columns if isinstance(columns, Refusal) else (columns, line)


def _rows(sheet: Any, columns: Columns, header_line: int) -> Iterator[tuple[int, list[str]] | RowProblem]:
    line = header_line
    try:
        rows = sheet.iter_rows(min_row=header_line + 1, max_col=COLUMNS_MAX, values_only=True)
        for line, row in enumerate(rows, header_line + 1):
            cells = _texts(row)
            if any(cells) and not is_totals_row(cells):
                yield line, (cells + [""] * columns.width)[: columns.width]
    except Exception as error:  # openpyxl raises whatever its XML stumbles over
        yield RowProblem(line, "file", "file_damaged", {"kind": "xlsx", "detail": type(error).__name__})


def _texts(row: tuple[Any, ...]) -> list[str]:
    return [text_of(value) for value in row]


def text_of(value: Any) -> str:
    """A cell as text; a number in its shortest exact form, so that 1234.5 stays 1234.5."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(getattr(value, "text", value))


def _number(value: float) -> str:
    """Fen exactly where the cell holds fen up to binary noise (0.1 + 0.2); else what the cell says."""
    fen = round(value * 100) if abs(value) < 1e13 else None
    if fen is not None and abs(value * 100 - fen) < 1e-3:
        return str(fen // 100) if fen % 100 == 0 else f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
    return repr(value)
