"""The one definition of invoice features, as Ibis expressions. See docs/algorithms/invoice-features.md.

DuckDB inside the process computes them by default; the same expressions run on Spark.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

MONTHS = 24


@dataclass(frozen=True, slots=True)
class InvoiceFeatures:
    """Figures of one enterprise from its invoices in the 24 calendar months that end with the month of `as_of`.

    Sums are fen of net amounts without void invoices, returns subtracted; they are 0 where nothing was issued.
    Ratios are floats for models, None where not defined, never NaN. `…_12` is the last 12 months, `…_previous_12` the
    12 before, cut at the same day of the month. Series run from the oldest month to the month of `as_of`.
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
        """Whether no live invoice lies in the 24 months."""
        return not any(self.sales_by_month_minor) and not any(self.purchases_by_month_minor)


def features(table: "ir.Table", as_of: date) -> "ir.Table":
    """One row an enterprise with the columns of `InvoiceFeatures`; the series as sales_00 … sales_23, purchases_00 ….

    `table` needs: enterprise string, side string (purchase | sale), issued_on date, counterparty string,
    net_minor int64, is_void bool. Enterprises whose first invoice is after `as_of` have no row.
    """
    raise NotImplementedError


def features_table(invoices: "pa.Table | pa.RecordBatchReader", as_of: date) -> "pa.Table":
    """`features` computed by DuckDB over Arrow data; one row an enterprise, ordered by enterprise."""
    raise NotImplementedError


def features_of(invoices: "pa.Table | pa.RecordBatchReader", as_of: date) -> dict[str, InvoiceFeatures]:
    """`features_table` as values by enterprise; an enterprise without invoices up to `as_of` is absent."""
    raise NotImplementedError


def without_invoices(enterprises: Iterable[str], as_of: date) -> dict[str, InvoiceFeatures]:
    """The features of enterprises that have no invoice at all: zero sums and None."""
    raise NotImplementedError
