"""A card as SQL for PostgreSQL, DuckDB and Spark, from one generator; integer points equal to those of
`score`.

A number is compared as a double with the threshold that stands for its float32 cut (`single_precision`), so
no cast can overflow. Arithmetic with 0 makes PostgreSQL and DuckDB refuse text where a number is due; Spark
converts text silently, so check the types of its columns before.
"""

from dataclasses import dataclass

from yizhan.credit.scorecard.bins import Bins, NumericBins
from yizhan.credit.scorecard.card import Pair, Scorecard, Variable
from yizhan.credit.scorecard.single_precision import shortest


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine quotes names and text and calls a double."""

    name: str
    name_quote: str
    double: str
    escapes_backslash: bool

    def quote(self, name: str) -> str:
        """A column or table name, quoted."""
        return self.name_quote + name.replace(self.name_quote, self.name_quote * 2) + self.name_quote

    def text(self, value: str) -> str:
        """A text literal."""
        if self.escapes_backslash:
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        return "'" + value.replace("'", "''") + "'"


DIALECTS = {
    "postgresql": Dialect("postgresql", '"', "DOUBLE PRECISION", False),
    "duckdb": Dialect("duckdb", '"', "DOUBLE", False),
    "spark": Dialect("spark", "`", "DOUBLE", True),
}


def to_sql(card: Scorecard, dialect: str, table: str, keys: tuple[str, ...]) -> str:
    """A query that gives the key columns and `points` of each row of a table (a name, quoted by us)."""
    words = dialect_of(dialect)
    columns = ", ".join(words.quote(key) for key in keys)
    return (f"-- card {card.name} {card.version}, id {card.card_id}\n"
            f"SELECT {columns}, {points_expression(card, dialect)} AS points\nFROM {words.quote(table)}\n")


def points_expression(card: Scorecard, dialect: str) -> str:
    """The points of a row as one integer expression over the card's columns."""
    words = dialect_of(dialect)
    parts = [str(card.intercept_points)]
    parts += [_variable(words, variable) for variable in card.variables]
    parts += [_pair(words, card, pair) for pair in card.pairs]
    return "(" + "\n  + ".join(parts) + ")"


def dialect_of(name: str) -> Dialect:
    """A dialect by name; raises ValueError."""
    if name not in DIALECTS:
        raise ValueError(f"dialect {name!r} is none of {', '.join(DIALECTS)}")
    return DIALECTS[name]


def _variable(words: Dialect, variable: Variable) -> str:
    return _case(words, variable.name, variable.bins, [str(point) for point in variable.points])


def _pair(words: Dialect, card: Scorecard, pair: Pair) -> str:
    rows = [_case(words, pair.second, pair.second_bins, [str(point) for point in row]) for row in pair.points]
    return _case(words, pair.first, pair.first_bins, rows)


def _case(words: Dialect, name: str, bins: Bins, results: list[str]) -> str:
    column = words.quote(name)
    if isinstance(bins, NumericBins):
        return _numeric_case(words, column, bins, results)
    branches = [f"WHEN {column} IS NULL THEN {results[-1]}"]
    for group, result in zip(bins.groups, results, strict=False):
        branches.append(f"WHEN {column} IN ({', '.join(map(words.text, group))}) THEN {result}")
    return f"CASE {' '.join(branches)} ELSE {results[-2]} END"


def _numeric_case(words: Dialect, column: str, bins: NumericBins, results: list[str]) -> str:
    value = f"CAST({column} + 0 AS {words.double})"
    branches = [f"WHEN {column} IS NULL OR {value} = CAST('NaN' AS {words.double}) THEN {results[-1]}"]
    for (low, high), result in zip(bins.code_ranges, results[len(bins.cuts) + 1 :], strict=False):
        branches.append(f"WHEN {value} >= {_literal(low)} AND {value} < {_literal(high)} THEN {result}")
    for cut, limit, result in zip(bins.cuts, bins.thresholds, results, strict=False):
        branches.append(f"WHEN {value} < {_literal(limit)} /* {shortest(cut):.9g} */ THEN {result}")
    return f"CASE {' '.join(branches)} ELSE {results[len(bins.cuts)]} END"


def _literal(number: float) -> str:
    """A double with an exponent: without one DuckDB and Spark would read a decimal."""
    text = repr(number)
    return text if "e" in text else f"{text}e0"
