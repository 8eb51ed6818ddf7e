"""The invoice features have equal values on DuckDB and on Spark: one definition, two engines. Needs Java 17 and the extra [spark]."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

pyspark = pytest.importorskip("pyspark", reason="the extra [spark] is not installed")

import ibis  # noqa: E402

from tests.shared import shared_path  # noqa: E402
from yizhan.credit.scorecard.agreement import arrow_table  # noqa: E402
from yizhan.credit.scorecard.expert import park_e_card  # noqa: E402
from yizhan.credit.scorecard.park_e import invoice_columns  # noqa: E402
from yizhan.credit.scorecard.park_e_expressions import applicant_columns  # noqa: E402
from yizhan.credit.scorecard.score import apply_one  # noqa: E402
from yizhan.credit.scorecard.sql import to_sql  # noqa: E402
from yizhan.enterprise.feature_expressions import COLUMNS, features, series  # noqa: E402
from yizhan.enterprise.invoice_features import features_of, features_table  # noqa: E402
from yizhan.enterprise.invoices import read_invoices  # noqa: E402

pytestmark = pytest.mark.spark
AS_OF = date(2020, 2, 29)


def small() -> pa.Table:
    """Four firms by hand: returns, void invoices, a gap, partners without an id, and one without a sale."""
    rows = []
    for month in range(1, 25):
        day = date(2018 + (month + 1) // 12, (month + 1) % 12 + 1, 5)
        rows += [("E1", "sale", day, f"C{month % 3}", "甲", 100_000 + 997 * month, False), ("E1", "purchase", day, "", "乙", 40_000, False),
                 ("E2", "sale", day, "", f"客户{month % 2}", 7_000_001 * (-1) ** (month % 5 == 0), month % 7 == 0)]
        if month % 4 == 0:
            rows.append(("E3", "sale", day, "C1", "甲", 333, False))
        rows.append(("E4", "purchase", day, "S", "丙", 50 * month, month == 3))
    return pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=list(COLUMNS))


def real() -> pa.Table:
    """The 1.1 million invoices of 425 firms."""
    batches = list(read_invoices(shared_path("data", "cumcm2020c_invoices.parquet")))
    return pa.Table.from_batches([batch.rows for batch in batches]).select(list(COLUMNS))


def by_spark(spark, invoices: pa.Table, folder, definition) -> list[dict]:
    """The rows of an Ibis definition, computed by Spark over a Parquet file, in order."""
    file = folder / "invoices.parquet"
    pq.write_table(invoices, file, coerce_timestamps="us")
    connection = ibis.pyspark.connect(spark)
    table = connection.read_parquet(str(file), table_name="invoices")
    found = spark.sql(str(ibis.to_sql(definition(table, AS_OF), dialect="pyspark"))).collect()
    return [row.asDict() for row in found]


def same(spark_rows: list[dict], duckdb_rows: list[dict], keys: tuple[str, ...]) -> None:
    """Equal: days and whole numbers exactly, ratios within what the order of a sum may move (one part in 10^12)."""
    ours, theirs = ({tuple(row[key] for key in keys): row for row in rows} for rows in (duckdb_rows, spark_rows))
    assert ours.keys() == theirs.keys()
    for key, row in ours.items():
        other = theirs[key]
        assert row.keys() == other.keys()
        for name, value in row.items():
            if isinstance(value, float):
                assert other[name] == pytest.approx(value, rel=1e-12, abs=1e-12), (key, name)
            else:
                assert other[name] == value, (key, name)


@pytest.mark.parametrize("invoices", [small, real], ids=["by_hand", "real"])
def test_features_are_equal_on_duckdb_and_on_spark(spark, tmp_path, invoices) -> None:
    table = invoices()
    ours = features_table(table, AS_OF).to_pylist()
    assert len(ours) == pc.count_distinct(table["enterprise"]).as_py()
    same(by_spark(spark, table, tmp_path, features), ours, ("enterprise",))


def test_the_monthly_series_is_equal_as_well(spark, tmp_path) -> None:
    values = features_of(small(), AS_OF)
    rows = by_spark(spark, small(), tmp_path, series)
    assert {(row["enterprise"], row["month"]) for row in rows if row["side"] == "sale"} >= {("E1", 23), ("E3", 3)}
    for row in rows:
        found = values[row["enterprise"]]
        months = found.sales_by_month_minor if row["side"] == "sale" else found.purchases_by_month_minor
        assert months[row["month"]] == row["net"]


@pytest.mark.parametrize("invoices", [small, real], ids=["by_hand", "real"])
def test_invoices_become_points_in_spark_alone(spark, tmp_path, invoices) -> None:
    """The whole way of docs/howto/scale-out.md, against the single firm's row and the single-row engine."""
    card, table = park_e_card(), invoices()
    rows = by_spark(spark, table, tmp_path, lambda found, as_of: applicant_columns(features(found, as_of), as_of))
    written = pa.Table.from_pylist(rows, schema=pa.schema([("enterprise", pa.string()), *arrow_table(card, []).schema]))
    pq.write_table(written, tmp_path / "applicants.parquet")
    spark.read.parquet(str(tmp_path / "applicants.parquet")).createOrReplaceTempView("applicants")
    points = {row["enterprise"]: row["points"] for row in spark.sql(to_sql(card, "spark", "applicants", ("enterprise",))).collect()}
    single = {name: dict.fromkeys(card.columns) | invoice_columns(found) for name, found in features_of(table, AS_OF).items()}
    assert points == {enterprise: apply_one(card, row).points for enterprise, row in single.items()}
