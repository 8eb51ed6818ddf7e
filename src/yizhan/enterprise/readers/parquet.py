"""Parquet files, batch by batch; typed columns stay typed, so nothing passes through text without need."""

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from yizhan.enterprise.headers import Columns, recognise
from yizhan.enterprise.invoices import RowProblem
from yizhan.enterprise.reader_limits import ReaderLimits
from yizhan.enterprise.readers.reading import BATCH_ROWS, RawBatch, Reading
from yizhan.kernel.refusal import Refusal, refuse


def open_parquet(stream: BinaryIO, limits: ReaderLimits) -> Reading | Refusal:
    """The recognised columns of the file; columns with other names are not read."""
    try:
        file = pq.ParquetFile(stream)
    except (pa.ArrowException, OSError) as error:
        return refuse("file_damaged", kind="parquet", detail=type(error).__name__)
    groups = [file.metadata.row_group(index) for index in range(file.metadata.num_row_groups)]
    unpacked = sum(group.total_byte_size for group in groups)
    if unpacked > limits.parquet_unpacked_bytes_max:
        return refuse("file_too_large", size_bytes=unpacked, size_bytes_max=limits.parquet_unpacked_bytes_max)
    columns = recognise(file.schema_arrow.names)
    if isinstance(columns, Refusal):
        return columns
    nested = [name for name in _names(file, columns).values()
              if pa.types.is_nested(file.schema_arrow.field(name).type)]
    if nested:
        return refuse("column_nested", field=", ".join(nested))
    return Reading(columns.fields, _batches(file, columns))


def _batches(file: pq.ParquetFile, columns: Columns) -> Iterator[RawBatch]:
    names = _names(file, columns)
    line = 0
    try:
        for batch in file.iter_batches(BATCH_ROWS, columns=list(names.values()), use_threads=True):
            lines = pa.array(np.arange(line + 1, line + 1 + batch.num_rows, dtype=np.int64))
            arrays = {field: batch[name] for field, name in names.items()}
            yield RawBatch(pa.RecordBatch.from_pydict({**arrays, "line": lines}))
            line += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        problem = RowProblem(line, "file", "file_damaged", {"kind": "parquet", "detail": type(error).__name__})
        empty = pa.RecordBatch.from_pydict({field: pa.array([], pa.string()) for field in (*names, "line")})
        yield RawBatch(empty.set_column(len(names), "line", pa.array([], pa.int64())), (problem,))


def _names(file: pq.ParquetFile, columns: Columns) -> dict[str, str]:
    return {field: file.schema_arrow.names[position] for field, position in columns.positions.items()}
