"""Whether the engines give a card the same points, tried on rows that are drawn where engines could differ."""

import math
import random
from dataclasses import dataclass
from typing import Any

from yizhan.credit.scorecard.batch import apply
from yizhan.credit.scorecard.bins import NumericBins
from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.scorecard.score import apply_one
from yizhan.credit.scorecard.sql import to_sql

ROWS = 200
EXTREMES = (math.nan, math.inf, -math.inf, 0.0, -0.0, 1e300, -1e300, 5e-324)
UNSEEN = "no category of any card"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An engine that gave a row other points than the single-row engine did."""

    engine: str
    row: dict[str, Any]
    expected: int
    found: int


def disagreements(card: Scorecard, rows: int = ROWS, seed: int = 0) -> tuple[Disagreement, ...]:
    """Where numpy or DuckDB differ from the single row; empty for a sound card."""
    drawn = awkward_rows(card, rows, seed)
    expected = [apply_one(card, row).points for row in drawn]
    table = arrow_table(card, drawn)
    answers = {"numpy": apply(card, table, "numpy").tolist(), "duckdb": _by_duckdb(card, table)}
    return tuple(Disagreement(engine, row, right, found) for engine, points in answers.items()
                 for row, right, found in zip(drawn, expected, points, strict=True) if right != found)


def awkward_rows(card: Scorecard, count: int, seed: int = 0) -> list[dict[str, Any]]:
    """Rows of cut values, the numbers beside them, special codes, extremes, unseen categories and missing values."""
    draw = random.Random(seed)  # noqa: S311 (no secret: the rows must be the same each time)
    choices: dict[str, list[Any]] = {}
    for variable in card.variables:
        grids = [variable.bins, *(pair.first_bins for pair in card.pairs if pair.first == variable.name),
                 *(pair.second_bins for pair in card.pairs if pair.second == variable.name)]
        choices[variable.name] = [None, *dict.fromkeys(value for bins in grids for value in _marks(bins))]
    return [{name: draw.choice(values) for name, values in choices.items()} for _ in range(count)]


def arrow_table(card: Scorecard, rows: list[dict[str, Any]]) -> Any:
    """Rows as an Arrow table of doubles and text, the card's columns alone."""
    import pyarrow as pa

    kinds = {variable.name: pa.float64() if isinstance(variable.bins, NumericBins) else pa.string() for variable in card.variables}
    return pa.table({name: pa.array([row[name] for row in rows], kind, from_pandas=False) for name, kind in kinds.items()})


def _marks(bins: Any) -> list[Any]:
    if not isinstance(bins, NumericBins):
        return [*bins.lookup, UNSEEN]
    edges = [*bins.cuts, *bins.special_codes, *bins.thresholds]
    return [*edges, *(math.nextafter(edge, to) for edge in edges for to in (-math.inf, math.inf)), *EXTREMES]


def _by_duckdb(card: Scorecard, table: Any) -> list[int]:
    import duckdb
    import pyarrow as pa

    numbered = table.append_column("row number", pa.array(range(table.num_rows), pa.int64()))
    with duckdb.connect() as engine:
        engine.register("applicants", numbered)
        found = engine.sql(to_sql(card, "duckdb", "applicants", ("row number",))).fetchall()
    return [points for _number, points in sorted(found)]
