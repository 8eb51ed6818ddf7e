"""The Ibis definition against a slow reading of docs/algorithms/invoice-features.md in plain Python."""

from datetime import date, timedelta
from math import sqrt

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.enterprise.conftest import RealInvoices
from yizhan.enterprise import invoice_features
from yizhan.enterprise.invoice_features import InvoiceFeatures, features_of, features_table, without_invoices

DATES = [date(2020, 2, 29), date(2020, 2, 10)]
Row = tuple[str, str, date, str, str, int, bool]
SCHEMA = pa.schema(
    [
        ("enterprise", pa.string()),
        ("side", pa.string()),
        ("issued_on", pa.date32()),
        ("counterparty_id", pa.string()),
        ("counterparty_name", pa.string()),
        ("net_minor", pa.int64()),
        ("is_void", pa.bool_()),
    ]
)
rows_strategy = st.lists(
    st.tuples(
        st.sampled_from(["E1", "E2"]),
        st.sampled_from(["sale", "purchase"]),
        st.integers(0, 900).map(lambda days: date(2020, 3, 20) - timedelta(days=days)),
        st.sampled_from(["", "91A"]),
        st.sampled_from(["", "甲", "乙"]),
        st.integers(-5000, 20000),
        st.booleans(),
    ),
    max_size=40,
)


def table(rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)


class Slow:
    """One enterprise's figures, written from the document without a thought for speed."""

    def __init__(self, rows: list[Row], as_of: date) -> None:
        self.as_of = as_of
        self.rows = [row for row in rows if row[2] <= as_of]
        self.complete = 24 if (as_of + timedelta(days=1)).day == 1 else 23

    def month(self, day: date) -> int:
        return 23 - ((self.as_of.year - day.year) * 12 + self.as_of.month - day.month)

    def live(self, side: str) -> list[Row]:
        return [row for row in self.rows if row[1] == side and not row[6]]

    def inside(self, rows: list[Row]) -> list[Row]:
        return [row for row in rows if self.month(row[2]) >= 0]

    def series(self, side: str) -> tuple[int, ...]:
        return tuple(sum(row[5] for row in self.live(side) if self.month(row[2]) == month) for month in range(24))

    def previous(self, side: str) -> int:
        last = date(2019, 2, 28) if self.as_of == date(2020, 2, 29) else date(2019, 2, 10)
        return sum(row[5] for row in self.inside(self.live(side)) if row[2] <= last)

    def growth(self, side: str) -> float | None:
        previous = self.previous(side)
        return (sum(self.series(side)[12:]) - previous) / previous if previous > 0 else None

    def volatility(self, side: str) -> float | None:
        months = [self.month(row[2]) for row in self.live(side)]
        counted = self.series(side)[max(0, min(months, default=24)) : self.complete]
        mean = sum(counted) / len(counted) if counted else 0
        if len(counted) < 3 or mean <= 0:
            return None
        return sqrt(sum((value - mean) ** 2 for value in counted) / len(counted)) / mean

    def shares(self, side: str) -> list[float]:
        totals: dict[str, int] = {}
        for row in self.inside(self.live(side)):
            if row[3] or row[4]:
                totals[row[3] or row[4]] = totals.get(row[3] or row[4], 0) + row[5]
        positive = [total for total in totals.values() if total > 0]
        return [total / sum(positive) for total in positive]

    def return_share(self, side: str) -> float | None:
        amounts = [row[5] for row in self.inside(self.live(side))]
        positive = sum(amount for amount in amounts if amount > 0)
        return -sum(amount for amount in amounts if amount < 0) / positive if positive else None

    def void_share(self, side: str) -> float | None:
        issued = self.inside([row for row in self.rows if row[1] == side])
        return sum(row[6] for row in issued) / len(issued) if issued else None

    def gaps(self) -> tuple[int, int]:
        active = {self.month(row[2]) for row in self.live("sale")}
        runs, run = [0], 0
        for month in range(max(0, min(active, default=24)), self.complete):
            run = 0 if month in active else run + 1
            runs.append(run)
        return sum(1 for run in runs if run), max(runs)

    def values(self) -> dict:
        sales, purchases = self.series("sale"), self.series("purchase")
        live = self.live("sale") + self.live("purchase")
        found = {
            "first_invoice_on": min((row[2] for row in live), default=None),
            "last_invoice_on": max((row[2] for row in live), default=None),
            "last_sale_on": max((row[2] for row in self.live("sale")), default=None),
            "invoice_count": len(self.inside(self.rows)),
            "sales_by_month_minor": sales,
            "purchases_by_month_minor": purchases,
            "active_months": len({self.month(row[2]) for row in self.inside(self.live("sale"))}),
            "gap_months": self.gaps()[0],
            "longest_gap_months": self.gaps()[1],
            "margin_proxy": (sum(sales[12:]) - sum(purchases[12:])) / sum(sales[12:]) if sum(sales[12:]) > 0 else None,
        }
        for group, side, partner in (("sales", "sale", "customer"), ("purchases", "purchase", "supplier")):
            shares = self.shares(side)
            found |= {
                f"{group}_net_minor_12": sum(self.series(side)[12:]),
                f"{group}_net_minor_24": sum(self.series(side)),
                f"{group}_net_minor_previous_12": self.previous(side),
                f"{group}_growth": self.growth(side),
                f"{group}_volatility": self.volatility(side),
                f"{group}_void_share": self.void_share(side),
                f"{group}_return_share": self.return_share(side),
                f"{partner}_count": len(shares),
                f"{partner}_hhi": sum(share**2 for share in shares) if shares else None,
                f"top_{partner}_share": max(shares, default=None),
            }
        return found


def assert_same(found: InvoiceFeatures, expected: dict) -> None:
    assert set(expected) | {"enterprise", "as_of"} == set(InvoiceFeatures.__dataclass_fields__)
    for name, value in expected.items():
        if isinstance(value, float):
            assert getattr(found, name) == pytest.approx(value, rel=1e-9, abs=1e-6), name
        else:
            assert getattr(found, name) == value, name


@settings(max_examples=15, deadline=None)
@given(rows_strategy, st.sampled_from(DATES))
@example([("E1", "sale", date(2016, 1, 1), "", "甲", 100, False)], DATES[0])
@example([("E1", "sale", date(2020, 2, 20), "", "甲", 100, False)], DATES[1])
def test_features_are_those_of_the_document(rows: list[Row], as_of: date) -> None:
    found = features_of(table(rows), as_of)
    assert set(found) == {row[0] for row in rows if row[2] <= as_of}
    for enterprise, features in found.items():
        assert_same(features, Slow([row for row in rows if row[0] == enterprise], as_of).values())


def test_a_worked_example_by_hand() -> None:
    rows = [
        ("E1", "sale", date(2018, 12, 31), "", "甲", 6000, False),  # previous 12 months
        ("E1", "sale", date(2019, 3, 1), "", "甲", 9000, False),  # first day of the last 12
        ("E1", "sale", date(2019, 3, 2), "", "乙", 3000, False),
        ("E1", "sale", date(2019, 4, 1), "", "甲", -3000, False),  # a return
        ("E1", "sale", date(2019, 4, 1), "", "丙", 99999, True),  # void
        ("E1", "purchase", date(2020, 2, 29), "", "丁", 4500, False),
    ]
    found = features_of(table(rows), date(2020, 2, 29))["E1"]
    assert (found.sales_net_minor_12, found.sales_net_minor_previous_12, found.sales_growth) == (9000, 6000, 0.5)
    assert (found.customer_count, found.customer_hhi, found.top_customer_share) == (2, 0.68, 0.8)
    assert (found.sales_void_share, found.sales_return_share, found.margin_proxy) == (0.2, 1 / 6, 0.5)
    assert (found.active_months, found.gap_months, found.longest_gap_months) == (3, 12, 10)


def test_growth_in_the_middle_of_a_month_compares_equal_spans() -> None:
    rows = [
        ("E1", "sale", date(2019, 2, 11), "", "甲", 500, False),
        ("E1", "sale", date(2019, 2, 10), "", "甲", 100, False),
        ("E1", "sale", date(2020, 2, 10), "", "甲", 100, False),
    ]
    assert features_of(table(rows), date(2020, 2, 10))["E1"].sales_growth == 0.0


def test_a_stream_of_batches_and_no_rows_at_all_are_fine() -> None:
    reader = pa.RecordBatchReader.from_batches(SCHEMA, table([("E1", "sale", DATES[0], "", "甲", 1, False)]).to_batches())
    assert list(features_of(reader, DATES[0])) == ["E1"]
    assert features_of(table([]), DATES[0]) == {}
    assert features_table(table([]), DATES[0]).num_rows == 0


def test_an_enterprise_without_invoices_has_empty_features() -> None:
    empty = without_invoices(["E9"], DATES[0])["E9"]
    assert empty.is_empty
    assert (empty.sales_by_month_minor, empty.sales_growth, empty.invoice_count) == ((0,) * 24, None, 0)


def test_the_real_firms_have_features_and_reconcile_to_the_fen(real: RealInvoices) -> None:
    """425 firms; the sums of all months equal the sum over the file by hand-written filter."""
    found = features_of(real.rows, date(2020, 2, 29))
    assert len(found) == 425
    assert sum(not features.is_empty for features in found.values()) >= 400
    rows = real.rows
    kept = pc.and_(pc.equal(rows["side"], "sale"), pc.greater_equal(rows["issued_on"], date(2018, 3, 1)))
    sales = pc.sum(rows.filter(pc.and_not(kept, rows["is_void"]))["net_minor"]).as_py()
    assert sum(features.sales_net_minor_24 for features in found.values()) == sales


@pytest.mark.parametrize(
    "as_of", [date(2026, 5, 12), date(2026, 8, 31), date(2024, 2, 29), date(2025, 2, 28), date(2026, 12, 1), date(2027, 1, 31)]
)
@pytest.mark.parametrize("name", ["features", "series"])
def test_sql_that_was_dated_anew_is_the_sql_written_for_the_day(name: str, as_of: date) -> None:
    assert invoice_features._compiled(name, as_of) == invoice_features._written.__wrapped__(name, as_of)
