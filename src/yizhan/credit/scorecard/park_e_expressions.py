"""The columns of the 园区e贷 expert card from invoice features, as Ibis expressions: the same as `park_e.invoice_columns`, for many.

What only an application knows (statements, staff, titles, tax grade) is null, as it is for a firm of which nothing else is known.
"""

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from yizhan.credit.scorecard.bins import CategoryBins
from yizhan.credit.scorecard.expert import park_e_card
from yizhan.credit.scorecard.park_e import INVOICE_COUNTS, INVOICE_RATIOS


def applicant_columns(features: ir.Table, as_of: date) -> ir.Table:
    """`enterprise` and every column of the card; `features` is that of `enterprise.feature_expressions`."""
    known = features.first_invoice_on.notnull()
    found: dict[str, Any] = {
        "sales_net_yuan_12": features.sales_net_minor_12.cast("float64") / 100,
        "days_since_last_sale": ibis.literal(as_of).delta(features.last_sale_on, unit="day").cast("float64"),
        "history_months": _months_between(features.first_invoice_on, as_of),
        **{name: features[name].cast("float64") for name in (*INVOICE_RATIOS, *INVOICE_COUNTS)},
    }
    columns = {}
    for variable in park_e_card().variables:
        kind = "string" if isinstance(variable.bins, CategoryBins) else "float64"
        value = found.get(variable.name)
        columns[variable.name] = ibis.null(kind) if value is None else ibis.ifelse(known, value, ibis.null(kind))
    return features.select("enterprise", **columns)


def _months_between(start: ir.DateColumn, end: date) -> ir.Value:
    """Full months, one less while the day of the month has not come."""
    whole = (end.year * 12 + end.month) - (start.year().cast("int64") * 12 + start.month().cast("int64"))
    return (whole - (start.day() > end.day).cast("int64")).cast("float64")
