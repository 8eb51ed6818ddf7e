"""Invoice features as values. The definition stands in `feature_expressions.py`, its reasons in
docs/algorithms/invoice-features.md.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from yizhan.enterprise.months import Window

MONTHS = 24
# Days of no invoice, for which the SQL is written before it is dated.
WRITTEN_WITHIN_MONTH, WRITTEN_AT_MONTHS_END = date(1113, 2, 14), date(1113, 2, 28)
_SERIES = {"sales_by_month_minor": "sale", "purchases_by_month_minor": "purchase"}


@dataclass(frozen=True, slots=True)
class InvoiceFeatures:
    """Figures of one enterprise from its invoices in the 24 calendar months that end with the month of `as_of`.

    Sums are fen of net amounts without void invoices, returns subtracted; 0 where nothing was issued.
    Ratios are floats for models, None where not defined, never NaN. `…_12` is the last 12 months,
    `…_previous_12` the 12 before, cut at the same day of the month. Series run from the oldest month to the
    month of `as_of`. `first_invoice_on`, `last_invoice_on` and `last_sale_on` look at all live invoices up to
    `as_of`; all other figures at the 24 months.
    """

    enterprise: str
    as_of: date
    first_invoice_on: date | None
    last_invoice_on: date | None
    last_sale_on: date | None
    invoice_count: int
    sales_net_minor_12: int
    sales_net_minor_previous_12: int
    purchases_net_minor_12: int
    purchases_net_minor_previous_12: int
    sales_net_minor_24: int
    purchases_net_minor_24: int
    sales_by_month_minor: tuple[int, ...]
    purchases_by_month_minor: tuple[int, ...]
    sales_growth: float | None
    purchases_growth: float | None
    sales_volatility: float | None
    purchases_volatility: float | None
    customer_count: int
    supplier_count: int
    customer_hhi: float | None
    supplier_hhi: float | None
    top_customer_share: float | None
    top_supplier_share: float | None
    sales_void_share: float | None
    purchases_void_share: float | None
    sales_return_share: float | None
    purchases_return_share: float | None
    active_months: int
    gap_months: int
    longest_gap_months: int
    margin_proxy: float | None

    @property
    def is_empty(self) -> bool:
        """Whether there was no invoice in the 24 months."""
        return self.invoice_count == 0


def features_table(invoices: "pa.Table | pa.RecordBatchReader", as_of: date) -> "pa.Table":
    """`feature_expressions.features` computed by DuckDB over Arrow data; one row an enterprise, in their order."""
    sql, schema = _compiled("features", as_of)
    with _loaded(invoices) as cursor:
        return cursor.sql(sql).to_arrow_table().cast(schema)


def features_of(invoices: "pa.Table | pa.RecordBatchReader", as_of: date) -> dict[str, InvoiceFeatures]:
    """Features and series as values by enterprise; one without invoices up to `as_of` is absent.

    `invoices` has the columns of `invoice_schema`; the identity columns, codes and numbers are not needed.
    """
    sums: dict[tuple[str, str], list[int]] = {}
    with _loaded(invoices) as cursor:
        for enterprise, side, month, net in cursor.execute(_compiled("series", as_of)[0]).fetchall():
            sums.setdefault((enterprise, side), [0] * MONTHS)[month] = net
        sql, schema = _compiled("features", as_of)
        rows = [dict(zip(schema.names, row, strict=True)) for row in cursor.execute(sql).fetchall()]
    return {row["enterprise"]: _value(row, as_of, sums) for row in rows}


def without_invoices(enterprises: Iterable[str], as_of: date) -> dict[str, InvoiceFeatures]:
    """The features of enterprises that have no invoice at all: zero sums, None for the rest."""
    return {enterprise: _value({"enterprise": enterprise}, as_of, {}) for enterprise in enterprises}


def _value(row: dict[str, Any], as_of: date, sums: dict[tuple[str, str], list[int]]) -> InvoiceFeatures:
    months = {name: tuple(sums.get((row["enterprise"], side), [0] * MONTHS)) for name, side in _SERIES.items()}
    figures = {field.name: row.get(field.name, 0 if field.type is int else None)
               for field in fields(InvoiceFeatures) if field.name != "as_of"}
    return InvoiceFeatures(as_of=as_of, **(figures | months))


@contextmanager
def _loaded(invoices: "pa.Table | pa.RecordBatchReader") -> "Iterator[duckdb.DuckDBPyConnection]":
    """A cursor with the invoices as a table; its temporary tables are its own, so that threads do not meet."""
    from yizhan.enterprise.feature_expressions import COLUMNS

    with _engine(os.getpid()).cursor() as cursor:
        cursor.register("arrived", invoices)
        # A stream can be read once only, and the expressions look at the rows more than once.
        cursor.execute(f"CREATE TEMPORARY TABLE invoices AS SELECT {', '.join(COLUMNS)} FROM arrived")  # noqa: S608 (the names are ours)
        yield cursor


@lru_cache(maxsize=1)
def _engine(process_id: int) -> "duckdb.DuckDBPyConnection":
    """One engine in memory a process: to start one takes longer than to compute one enterprise."""
    import duckdb

    return duckdb.connect()


def _compiled(name: str, as_of: date) -> tuple[str, "pa.Schema"]:
    """An expression as DuckDB's SQL of a day, and its columns.

    Writing the SQL takes longer than running it, so it is written once for each shape (within a month, at its end) and then
    dated: the literals of the written day, which nothing else in the SQL equals, become those of `as_of`.
    """
    from yizhan.enterprise.months import window

    wanted = window(as_of, MONTHS)
    written_on = WRITTEN_AT_MONTHS_END if wanted.complete == MONTHS else WRITTEN_WITHIN_MONTH
    sql, schema = _written(name, written_on)
    for before, after in zip(_literals(window(written_on, MONTHS)), _literals(wanted), strict=True):
        sql = sql.replace(before, after)
    return sql, schema


def _literals(span: "Window") -> tuple[str, ...]:
    """How the SQL writes what depends on the day."""
    days = (f"MAKE_DATE({day.year}, {day.month}, {day.day})" for day in (span.first, span.last, span.last_of_previous_12))
    return *days, f"- {span.first_number} "


@lru_cache(maxsize=8)
def _written(name: str, as_of: date) -> tuple[str, "pa.Schema"]:
    """An expression written out as SQL, and its columns."""
    import ibis

    from yizhan.enterprise import feature_expressions

    table = ibis.table(feature_expressions.COLUMNS, name="invoices")
    ordered = getattr(feature_expressions, name)(table, as_of).order_by("enterprise")
    return str(ibis.to_sql(ordered, dialect="duckdb", pretty=False)), ordered.schema().to_pyarrow()
