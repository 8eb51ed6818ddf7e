"""The card as SQL gives the points of the single row in Spark, and the same in DuckDB. Needs Java 17 and the extra [spark]."""

import random

import pytest

pyspark = pytest.importorskip("pyspark", reason="the extra [spark] is not installed")

from pyspark.sql.types import DoubleType, IntegerType, StringType, StructField, StructType  # noqa: E402

from tests.credit.scorecard.cards import awkward_numbers, category, make_card, numeric, small_card  # noqa: E402
from yizhan.credit.scorecard.agreement import disagreements  # noqa: E402
from yizhan.credit.scorecard.bins import CategoryBins, NumericBins  # noqa: E402
from yizhan.credit.scorecard.card import Pair, Scorecard  # noqa: E402
from yizhan.credit.scorecard.expert import park_e_card  # noqa: E402
from yizhan.credit.scorecard.score import apply_one  # noqa: E402
from yizhan.credit.scorecard.sql import to_sql  # noqa: E402

pytestmark = pytest.mark.spark


def wide_card() -> Scorecard:
    """Cuts near zero, large and small, special codes, odd category names, a two-way table of numbers."""
    numbers = [numeric("a", (-3.4e38, -1.0, -1e-45, 0.0, 0.1, 16777216.0), (1, 2, 3, 5, 8, 13, 21, -50, 34), (-999.0,)),
               numeric("b", (0.2, 0.3), (4, -4, 6, 1))]
    odd = category("kind of it's", (("it's", "back\\slash"), ("名字", "")), (7, 11, -2, -9))
    grid = tuple(tuple(10 * row + column for column in range(3)) for row in range(4))
    pair = Pair("a", NumericBins((0.0, 1.0)), "b", NumericBins((0.25,)), grid)
    return make_card(*numbers, odd, pairs=(pair,))


def awkward_rows(card: Scorecard, count: int) -> list[dict]:
    draw = random.Random(7)
    choices = {}
    for variable in card.variables:
        if isinstance(variable.bins, CategoryBins):
            choices[variable.name] = [*variable.bins.lookup, "never seen", " ", None]
        else:
            choices[variable.name] = [*awkward_numbers(card, variable.name), None]
    return [{name: draw.choice(values) for name, values in choices.items()} for _ in range(count)]


@pytest.mark.parametrize("card", [small_card(), wide_card(), park_e_card()], ids=["small", "wide", "park_e"])
def test_spark_gives_the_points_of_the_single_row(spark, card: Scorecard) -> None:
    rows = awkward_rows(card, 400)
    kinds = [StructField(variable.name, DoubleType() if isinstance(variable.bins, NumericBins) else StringType())
             for variable in card.variables]
    schema = StructType([StructField("id", IntegerType()), *kinds])
    data = [(number, *(row[field.name] for field in kinds)) for number, row in enumerate(rows)]
    spark.createDataFrame(data, schema).createOrReplaceTempView("applicants")
    found = spark.sql(to_sql(card, "spark", "applicants", ("id",)) + "ORDER BY id").collect()
    assert [row["points"] for row in found] == [apply_one(card, one).points for one in rows]
    assert disagreements(card) == (), "numpy and DuckDB differ from the single row"
