"""What every reader hands to cleaning."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from yizhan.enterprise.headers import Columns
from yizhan.enterprise.invoices import RowProblem

BATCH_ROWS = 65_536


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Columns under their field names and `line`, and the lines that could not be cut into columns."""

    rows: pa.RecordBatch
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file whose columns are recognised: its fields, and its batches as they are read."""

    fields: frozenset[str]
    batches: Iterator[RawBatch]


def text_batches(
    rows: Iterable[tuple[int, Sequence[str]] | RowProblem], columns: Columns, batch_rows: int = BATCH_ROWS
) -> Iterator[RawBatch]:
    """Batches from rows of text with their line; a row that is short of trailing blanks is filled up."""
    lines: list[int] = []
    cells: list[Sequence[str]] = []
    problems: list[RowProblem] = []
    for row in rows:
        if isinstance(row, RowProblem):
            problems.append(row)
        else:
            lines.append(row[0])
            cells.append(row[1])
        if len(lines) + len(problems) >= batch_rows:
            yield RawBatch(_columns(lines, cells, columns), tuple(problems))
            lines, cells, problems = [], [], []
    if lines or problems:
        yield RawBatch(_columns(lines, cells, columns), tuple(problems))


def fitted(line: int, cells: list[str], width: int) -> tuple[int, list[str]] | RowProblem:
    """A row of the header's width: blank cells may be missing or surplus at its end, others may not."""
    if len(cells) == width:
        return line, cells
    if len(cells) < width and len(cells) > 1:
        return line, cells + [""] * (width - len(cells))
    if not any(cells[width:]) and len(cells) > width:
        return line, cells[:width]
    return RowProblem(line, "row", "columns_in_row", {"expected": width, "found": len(cells)})


def _columns(lines: list[int], cells: list[Sequence[str]], columns: Columns) -> pa.RecordBatch:
    arrays = {field: pa.array([row[position] for row in cells], pa.string())
              for field, position in columns.positions.items()}
    return pa.RecordBatch.from_pydict({**arrays, "line": pa.array(lines, pa.int64())})
