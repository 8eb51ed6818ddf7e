"""The one definition of invoice features, as Ibis expressions that DuckDB and Spark both run.

Only filters, groupings, conditional sums, comparisons and arithmetic are used, so that no engine has to be asked
for more than SQL of 1999. Each figure is defined in docs/algorithms/invoice-features.md.
"""

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from yizhan.enterprise.months import Window, window

MONTHS = 24
COLUMNS = {
    "enterprise": "string", "side": "string", "issued_on": "date", "counterparty_id": "string",
    "counterparty_name": "string", "net_minor": "int64", "is_void": "boolean",
}
SIDES = {"sales": "sale", "purchases": "purchase"}
OLDER = -1  # The number of every month before the window.
VOLATILITY_MONTHS_MIN = 3
PARTNERS = {"sales": "customer", "purchases": "supplier"}


def features(table: ir.Table, as_of: date) -> ir.Table:
    """One row an enterprise with the columns of `InvoiceFeatures` but its two series.

    `table` needs `COLUMNS`: texts, issued_on date, net_minor int64, is_void boolean; side is purchase or sale.
    Enterprises without an invoice up to `as_of` have no row.
    """
    span = window(as_of, MONTHS)
    known = _known(table, span)
    monthly = _monthly(known)
    result = _ratios(_sums(monthly, span), span)
    for part in (_longest_gaps(monthly), *(_partners(known, group) for group in SIDES)):
        result = result.left_join(part, "enterprise").drop("enterprise_right")
    return _finished(result, span)


def series(table: ir.Table, as_of: date) -> ir.Table:
    """Net sums by enterprise, side and month (0 oldest, 23 that of `as_of`); months without an invoice are absent."""
    monthly = _monthly(_known(table, window(as_of, MONTHS)))
    return monthly.filter(monthly.month > OLDER).select("enterprise", "side", "month", "net")


def _known(table: ir.Table, span: Window) -> ir.Table:
    """Invoices up to the day of evaluation, with their month's number and one name for the other party."""
    day = table.issued_on
    # One literal for the first month, so that the written SQL can be dated anew (invoice_features.py).
    month = day.year() * 12 + day.month() - span.first_number
    in_window = day >= span.first
    partner = ibis.ifelse(table.counterparty_id == "", table.counterparty_name, table.counterparty_id)
    return table.filter(day <= span.last).select(
        "enterprise", "side", "issued_on", "net_minor", "is_void", partner=partner, in_window=in_window,
        month=ibis.ifelse(in_window, month.cast("int64"), OLDER),
        in_previous=in_window & (day <= span.last_of_previous_12))


def _monthly(known: ir.Table) -> ir.Table:
    """Sums by enterprise, side and month: a small table, from which all but the partners' figures follow."""
    live = ~known.is_void
    net = known.net_minor
    return known.group_by(["enterprise", "side", "month"]).aggregate(
        net=_total(net, live), previous=_total(net, live & known.in_previous),
        positive=_total(net, live & (net > 0)), negative=_total(-net, live & (net < 0)),
        issued=known.count(), void=_number(known.is_void), live=_number(live),
        first_on=known.issued_on.min(where=live), last_on=known.issued_on.max(where=live))


def _sums(monthly: ir.Table, span: Window) -> ir.Table:
    """One row an enterprise: the sums over the window."""
    inside = monthly.month > OLDER
    is_sale_month = (monthly.side == "sale") & (monthly.live > 0)
    columns: dict[str, Any] = {
        "first_invoice_on": monthly.first_on.min(), "last_invoice_on": monthly.last_on.max(),
        "last_sale_on": monthly.last_on.max(where=monthly.side == "sale"),
        "invoice_count": _total(monthly.issued, inside),
        "active_months": _number(is_sale_month & inside),
        "active_complete": _number(is_sale_month & inside & (monthly.month < span.complete)),
    }
    for group, side in SIDES.items():
        columns |= _sums_of_side(monthly, group, (monthly.side == side) & inside, span)
        columns[f"{group}_start"] = monthly.month.min(where=(monthly.side == side) & (monthly.live > 0))
    return monthly.group_by("enterprise").aggregate(**columns)


def _sums_of_side(monthly: ir.Table, group: str, here: ir.BooleanValue, span: Window) -> dict[str, ir.Value]:
    complete = here & (monthly.month < span.complete)
    net = monthly.net.cast("float64")
    return {
        f"{group}_net_minor_12": _total(monthly.net, here & (monthly.month >= MONTHS - 12)),
        f"{group}_net_minor_previous_12": _total(monthly.previous, here),
        f"{group}_net_minor_24": _total(monthly.net, here),
        f"{group}_positive": _total(monthly.positive, here), f"{group}_negative": _total(monthly.negative, here),
        f"{group}_issued": _total(monthly.issued, here), f"{group}_void": _total(monthly.void, here),
        f"{group}_sum": ibis.coalesce(net.sum(where=complete), 0.0),
        f"{group}_squares": ibis.coalesce((net * net).sum(where=complete), 0.0),
    }


def _ratios(base: ir.Table, span: Window) -> ir.Table:
    """Shares, growth and volatility from the sums of one row."""
    columns: dict[str, Any] = {
        "margin_proxy": _ratio(base.sales_net_minor_12 - base.purchases_net_minor_12, base.sales_net_minor_12)}
    for group in SIDES:
        last, previous = base[f"{group}_net_minor_12"], base[f"{group}_net_minor_previous_12"]
        columns[f"{group}_growth"] = _ratio(last - previous, previous)
        columns[f"{group}_void_share"] = _ratio(base[f"{group}_void"], base[f"{group}_issued"])
        columns[f"{group}_return_share"] = _ratio(base[f"{group}_negative"], base[f"{group}_positive"])
        columns[f"{group}_volatility"] = _volatility(base, group, span)
    return base.mutate(**columns)


def _volatility(base: ir.Table, group: str, span: Window) -> ir.Value:
    """Standard deviation ÷ mean of the complete months from the first one with a live invoice on."""
    count = _months_since(base[f"{group}_start"], span)
    divisor = count.cast("float64").nullif(0.0)
    mean = base[f"{group}_sum"] / divisor
    # The difference of two nearly equal numbers may come out a hair below zero.
    variance = ibis.greatest(base[f"{group}_squares"] / divisor - mean * mean, 0.0)
    return ibis.ifelse((count >= VOLATILITY_MONTHS_MIN) & (mean > 0), variance.sqrt() / mean.nullif(0.0),
                       ibis.null("float64"))


def _months_since(start: ir.Value, span: Window) -> ir.Value:
    """Complete months of the window from a month on; none where there was no month."""
    first = ibis.greatest(ibis.coalesce(start, MONTHS), 0)
    return ibis.greatest(span.complete - first, 0)


def _longest_gaps(monthly: ir.Table) -> ir.Table:
    """The longest run of months between two months with a live sale, and the last of these."""
    sales = monthly.filter(monthly.side == "sale", monthly.live > 0)
    before = sales.month.lag().over(ibis.window(group_by=sales.enterprise, order_by=sales.month))
    gaps = sales.select("enterprise", "month", gap=ibis.coalesce(sales.month - before - 1, 0))
    return gaps.group_by("enterprise").aggregate(inner_gap=gaps.gap.max(), last_month=gaps.month.max())


def _partners(known: ir.Table, group: str) -> ir.Table:
    """Concentration of one side over the named partners with a positive net total in the window."""
    mine = known.filter(known.in_window, ~known.is_void, known.side == SIDES[group], known.partner != "")
    totals = mine.group_by(["enterprise", "partner"]).aggregate(net=mine.net_minor.sum())
    positive = totals.filter(totals.net > 0)
    amount = positive.net.cast("float64")
    summed = positive.group_by("enterprise").aggregate(
        partners=positive.count(), total=amount.sum(), squares=(amount * amount).sum(), largest=amount.max())
    name = PARTNERS[group]
    return summed.select("enterprise", **{
        f"{name}_count": summed.partners, f"{name}_hhi": summed.squares / (summed.total * summed.total),
        f"top_{name}_share": summed.largest / summed.total})


def _finished(joined: ir.Table, span: Window) -> ir.Table:
    """Counts of what is absent are 0; the helping columns go."""
    trailing = ibis.coalesce(span.complete - 1 - joined.last_month, 0)
    table = joined.mutate(
        gap_months=_months_since(joined.sales_start, span) - joined.active_complete,
        longest_gap_months=ibis.greatest(ibis.coalesce(joined.inner_gap, 0), trailing, 0),
        **{f"{name}_count": ibis.coalesce(joined[f"{name}_count"], 0) for name in PARTNERS.values()})
    helpers = ("positive", "negative", "issued", "void", "sum", "squares", "start")
    return table.drop("active_complete", "inner_gap", "last_month",
                      *(f"{group}_{helper}" for group in SIDES for helper in helpers))


def _total(value: ir.Value, where: ir.BooleanValue) -> ir.Value:
    return ibis.coalesce(value.sum(where=where), 0).cast("int64")


def _number(mask: ir.BooleanValue) -> ir.Value:
    return ibis.coalesce(mask.cast("int64").sum(), 0).cast("int64")


def _ratio(part: ir.Value, whole: ir.Value) -> ir.Value:
    return ibis.ifelse(whole > 0, part.cast("float64") / whole.cast("float64").nullif(0.0), ibis.null("float64"))
