"""Columns as the leak guard reads them: numbers, text, and also dates, which a card itself never takes."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from yizhan.credit.scorecard.columns import Categories, Numbers, read_column

DATE_PATTERN = r"^\d{4}-\d{2}-\d{2}"


@dataclass(frozen=True, slots=True)
class Dates:
    """Days since 1970 as doubles, NaN where missing."""

    days: np.ndarray


def column_of(name: str, part: Any) -> Numbers | Categories | Dates:
    """A column of any readable kind; truth values become 0 and 1, texts of dates become dates. Raises RowError."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.types as kinds

    if isinstance(part, np.ndarray) and part.dtype.kind == "M":
        part = pa.array(part)
    if isinstance(part, np.ndarray) and part.dtype.kind == "b":
        return Numbers(part.astype(np.float64))
    if isinstance(part, np.ndarray) and part.dtype.kind in "OU":
        part = pa.array(part.tolist(), from_pandas=True)
    if isinstance(part, pa.ChunkedArray):
        part = part.combine_chunks()
    if isinstance(part, pa.Array):
        if kinds.is_boolean(part.type):
            return Numbers(part.cast(pa.float64()).to_numpy(zero_copy_only=False))
        if kinds.is_string(part.type) or kinds.is_large_string(part.type) or kinds.is_string_view(part.type):
            part = part.cast(pa.large_string())
            like_dates = pc.match_substring_regex(part, DATE_PATTERN)
            if len(part) > part.null_count and pc.all(like_dates).as_py():
                part = pc.utf8_slice_codeunits(part, 0, 10).cast(pa.date32())
        if kinds.is_date(part.type) or kinds.is_timestamp(part.type):
            days = part.cast(pa.timestamp("s"), safe=False).cast(pa.int64()).cast(pa.float64())
            return Dates(days.to_numpy(zero_copy_only=False) / 86400)
    return read_column(name, part)
