"""Dates in the spellings that exports and people use."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yizhan.enterprise.cleaning.findings import Findings
from yizhan.enterprise.cleaning.texts import bools, text

_SPELLINGS = (
    r"^(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?(?:[ T].*)?$",
    r"^(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})$",
)
# VAT invoices exist since the tax reform of 1994; a later bound only keeps spreadsheet accidents out.
_FIRST, _LAST = np.datetime64("1994-01-01", "D"), np.datetime64("2099-12-31", "D")
_SHANGHAI = "Asia/Shanghai"


def dates(column: pa.Array, field: str, findings: Findings) -> pa.Date32Array:
    """Days of a column; reports `date_missing`, `date_malformed`, `date_out_of_range`, `formula_cell`.

    Text such as 2019-03-04, 2019/3/4, 2019.3.4, 20190304, 2019年3月4日, each with an optional time; typed dates
    and timestamps (one with a zone is taken to Shanghai).
    """
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        days = _of_typed(column)
        missing = bools(column.is_null())
        findings.report(missing, field, "date_missing")
        return _in_range(days, ~missing, column, field, findings)
    return _of_text(text(column), field, findings)


def _of_typed(column: pa.Array) -> np.ndarray:
    if pa.types.is_timestamp(column.type) and column.type.tz:
        column = pc.local_timestamp(column.cast(pa.timestamp(column.type.unit, _SHANGHAI)))
    days = pc.fill_null(column.cast(pa.date32(), safe=False).cast(pa.int32()), 0)
    return days.to_numpy(zero_copy_only=False).astype("datetime64[D]")


def _of_text(column: pa.StringArray, field: str, findings: Findings) -> pa.Date32Array:
    parts = [pc.extract_regex(column, spelling) for spelling in _SPELLINGS]
    year, month, day = (_number(parts, name) for name in ("year", "month", "day"))
    month_start = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    length = (month_start + 1).astype("datetime64[D]") - month_start.astype("datetime64[D]")
    good = (month >= 1) & (month <= 12) & (day >= 1) & (day <= length.astype(np.int64))
    empty = bools(pc.equal(column, ""))
    formula = bools(pc.starts_with(column, "="))
    findings.report(empty, field, "date_missing")
    findings.report(formula, field, "formula_cell", column)
    findings.report(~good & ~empty & ~formula, field, "date_malformed", column)
    return _in_range(month_start.astype("datetime64[D]") + (day - 1), good, column, field, findings)


def _number(parts: list[pa.StructArray], name: str) -> np.ndarray:
    groups = pc.coalesce(*(pc.struct_field(part, name) for part in parts), pa.scalar("0"))
    return groups.cast(pa.int64()).to_numpy(zero_copy_only=False)


def _in_range(
    days: np.ndarray, good: np.ndarray, column: pa.Array, field: str, findings: Findings
) -> pa.Date32Array:
    findings.report(good & ((days < _FIRST) | (days > _LAST)), field, "date_out_of_range", column)
    return pa.array(np.where(good, days, _FIRST))
