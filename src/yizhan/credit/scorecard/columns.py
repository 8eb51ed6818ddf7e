"""Columns of any table as the arrays that points are computed from.

Taken in: mappings of numpy arrays, numpy structured arrays, Arrow tables and record batches, polars and
pandas data frames. A number becomes a double and then a float32 (NaN is missing); text becomes codes into
its distinct categories.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from yizhan.credit.scorecard.bins import NumericBins, RowError
from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.scorecard.score import columns_problem

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Numbers:
    """Values of a numeric column: any float or integer array without mask; converted to float32 block by
    block."""

    values: np.ndarray

    def block(self, rows: slice) -> np.ndarray:
        """Some rows as contiguous float32, rounded from double; what lies beyond the range becomes an
        infinity."""
        part = self.values[rows]
        if part.dtype == np.float32:
            return np.ascontiguousarray(part)
        with np.errstate(over="ignore"):
            return part.astype(np.float64, copy=False).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Categories:
    """Values of a text column: `codes` into `names`, -1 where missing."""

    codes: np.ndarray
    names: tuple[str, ...]


def columns_of(card: Scorecard, table: Any) -> dict[str, Numbers | Categories]:
    """The card's columns out of a table. Raises RowError on unknown or absent columns, wrong types, unequal
    lengths."""
    parts = parts_of(table)
    if parts.keys() != card.columns:
        raise RowError(columns_problem(card, parts.keys()))
    kinds = {variable.name: isinstance(variable.bins, NumericBins) for variable in card.variables}
    found = {name: _numbers(name, parts[name]) if numeric else _categories(name, parts[name])
             for name, numeric in kinds.items()}
    lengths = {name: row_count(column) for name, column in found.items()}
    if len(set(lengths.values())) > 1:
        raise RowError(f"columns of unequal lengths: {lengths}")
    return found


def row_count(column: Numbers | Categories) -> int:
    """How many rows a column has."""
    return len(column.values if isinstance(column, Numbers) else column.codes)


def parts_of(table: Any) -> dict[str, Any]:
    """The columns of a table by name, as numpy or Arrow arrays."""
    if isinstance(table, Mapping):
        return {
            name: column if isinstance(column, np.ndarray) else _arrow(name, column)
            for name, column in table.items()
        }
    if isinstance(table, np.ndarray):
        if table.dtype.names is None:
            raise RowError("a plain array has no column names; give a mapping of names to arrays")
        return {name: table[name] for name in table.dtype.names}
    library = type(table).__module__.partition(".")[0]
    if library == "pyarrow":
        return dict(zip(table.schema.names, table.columns, strict=True))
    if library == "polars":
        return {name: table[name].to_arrow() for name in table.columns}
    if library == "pandas":
        return {str(name): _from_pandas(str(name), table[name]) for name in table.columns}
    raise RowError(
        f"a table of {type(table).__name__} is not understood; give numpy, Arrow, polars or pandas"
    )


def read_column(name: str, part: Any) -> Numbers | Categories:
    """A column as numbers or text, whichever its type says. Raises RowError for any other type."""
    try:
        return _numbers(name, part)
    except RowError:
        pass
    try:
        return _categories(name, part)
    except RowError as error:
        raise RowError(f"{error}; numbers and text can be scored, convert the column to one of them") from None


def _from_pandas(name: str, series: Any) -> Any:
    plain = getattr(series.dtype, "kind", "O") in "fiu" and isinstance(series.dtype, np.dtype)
    return series.to_numpy() if plain else _arrow(name, series)


def _arrow(name: str, values: Iterable[Any]) -> "pa.Array":
    import pyarrow as pa

    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise RowError(f"{name}: values of mixed or unknown types ({error})") from None


def _numbers(name: str, column: Any) -> Numbers:
    if isinstance(column, np.ndarray):
        if column.ndim != 1:
            raise RowError(f"{name}: expected one dimension, got shape {column.shape}")
        if column.dtype.kind in "fiu":
            return Numbers(column)
        if column.dtype.kind != "O":
            raise RowError(f"{name}: expected numbers, got {column.dtype}")
        column = _arrow(name, column)
    import pyarrow as pa
    import pyarrow.types as kinds

    kind = column.type
    if not (
        kinds.is_floating(kind) or kinds.is_integer(kind) or kinds.is_decimal(kind) or kinds.is_null(kind)
    ):
        raise RowError(f"{name}: expected numbers, got {kind}")
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if column.null_count or not (kinds.is_float32(kind) or kinds.is_float64(kind)):
        column = column.cast(pa.float32() if kinds.is_float32(kind) else pa.float64(), safe=False)
    return Numbers(column.to_numpy(zero_copy_only=False))


def _categories(name: str, column: Any) -> Categories:
    import pyarrow as pa
    import pyarrow.types as kinds

    if isinstance(column, np.ndarray):
        column = _arrow(name, column)
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if not kinds.is_dictionary(column.type):
        if kinds.is_null(column.type):
            return Categories(np.full(len(column), -1, np.int32), ())
        column = column.dictionary_encode()
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    value_type = column.type.value_type
    if not (
        kinds.is_string(value_type) or kinds.is_large_string(value_type) or kinds.is_string_view(value_type)
    ):
        raise RowError(f"{name}: expected text, got {value_type}")
    return Categories(*_codes(column))


def _codes(column: "pa.DictionaryArray") -> tuple[np.ndarray, tuple[str, ...]]:
    names = column.dictionary.to_pylist()
    codes = column.indices.cast("int32").fill_null(-1).to_numpy(zero_copy_only=False)
    missing = [position for position, text in enumerate(names) if text is None]
    if missing:
        codes = np.where(np.isin(codes, missing), -1, codes)
    return codes, tuple("" if text is None else text for text in names)
