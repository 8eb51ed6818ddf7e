"""The card as SQL gives the points of the single row in DuckDB and PostgreSQL, for every card and value."""

import duckdb
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.credit.scorecard.cards import cards, make_card, numeric, rows_of, small_card, table_of
from tests.credit.scorecard.test_batch import EXPECTED, ROWS
from yizhan.credit.scorecard.bins import NumericBins
from yizhan.credit.scorecard.score import apply_one
from yizhan.credit.scorecard.sql import DIALECTS, points_expression, to_sql

POSTGRESQL = psycopg.sql


def load_postgresql(cursor, card, rows) -> None:
    """The rows in a temporary table `applicants` with their position as `id`."""
    kinds = {variable.name: "double precision" if isinstance(variable.bins, NumericBins) else "text" for variable in card.variables}
    columns = [POSTGRESQL.SQL("{} {}").format(POSTGRESQL.Identifier(name), POSTGRESQL.SQL(kind)) for name, kind in kinds.items()]
    cursor.execute("drop table if exists applicants")
    cursor.execute(POSTGRESQL.SQL("create temp table applicants (id int, {})").format(POSTGRESQL.SQL(", ").join(columns)))
    casts = [POSTGRESQL.SQL("%s::" + kind) for kind in ("int", *kinds.values())]
    marks = POSTGRESQL.SQL(", ").join(casts)
    insert = POSTGRESQL.SQL("insert into applicants values ({})").format(marks)
    cursor.executemany(insert, [(number, *(row[name] for name in kinds)) for number, row in enumerate(rows)])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_duckdb_gives_the_points_of_the_single_row(data) -> None:
    card = data.draw(cards())
    rows = data.draw(rows_of(card))
    with duckdb.connect() as engine:
        table = table_of(card, rows)
        engine.register("applicants", table.append_column("id", [list(range(len(rows)))]))
        found = engine.execute(to_sql(card, "duckdb", "applicants", ("id",)) + "ORDER BY id").fetchall()
    assert [points for _, points in found] == [apply_one(card, row).points for row in rows]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_postgresql_gives_the_points_of_the_single_row(app_cursor, data) -> None:
    card = data.draw(cards())
    rows = data.draw(rows_of(card))
    load_postgresql(app_cursor, card, rows)
    found = app_cursor.execute(to_sql(card, "postgresql", "applicants", ("id",)) + "ORDER BY id").fetchall()
    assert [row[1] for row in found] == [apply_one(card, row).points for row in rows]


def test_postgresql_gives_the_points_computed_by_hand(app_cursor) -> None:
    load_postgresql(app_cursor, small_card(), ROWS)
    found = app_cursor.execute(to_sql(small_card(), "postgresql", "applicants", ("id",)) + "ORDER BY id").fetchall()
    assert [points for _, points in found] == EXPECTED


def test_the_query_names_the_card_and_quotes_the_keys() -> None:
    text = to_sql(small_card(), "postgresql", "applicants", ("id", 'odd "name"'))
    assert text.startswith(f"-- card test 1, id {small_card().card_id}\n")
    assert 'SELECT "id", "odd ""name""", (' in text


@pytest.mark.parametrize("kind", ["text", "boolean"])
def test_postgresql_refuses_a_column_of_the_wrong_type(app_cursor, kind) -> None:
    app_cursor.execute(f"create temp table applicants (sales {kind}, tax text)")
    with pytest.raises(psycopg.errors.UndefinedFunction, match="operator does not exist"):
        app_cursor.execute(f"select {points_expression(small_card(), 'postgresql')} from applicants")


def test_duckdb_refuses_text_where_a_number_is_due() -> None:
    with duckdb.connect() as engine:
        engine.execute("create table applicants (sales varchar, tax varchar)")
        with pytest.raises(duckdb.BinderException):
            engine.execute(f"select {points_expression(small_card(), 'duckdb')} from applicants")


def test_integer_and_real_columns_get_the_points_of_the_same_doubles(app_cursor) -> None:
    card = make_card(numeric("x", (0.1, 3.0), (1, 2, 3, 9)))
    for kind in ("integer", "real", "numeric", "bigint"):
        app_cursor.execute(f"select {points_expression(card, 'postgresql')} from (select 3::{kind} as x) as one")
        assert app_cursor.fetchone() == (603,), kind
    app_cursor.execute(f"select {points_expression(card, 'postgresql')} from (select 0.1::real as x union all select 0.1::float8) as two")
    assert app_cursor.fetchall() == [(602,), (602,)]


def test_the_spark_dialect_quotes_with_backticks_and_escapes_backslashes() -> None:
    words = DIALECTS["spark"]
    assert words.quote("a`b") == "`a``b`"
    assert words.text("it's a \\") == "'it\\'s a \\\\'"
    assert "CAST(`sales` + 0 AS DOUBLE) < 5e+00" not in points_expression(small_card(), "spark")
    assert "WHEN `tax` IN ('A', 'B') THEN 4" in points_expression(small_card(), "spark")


def test_an_unknown_dialect_is_an_error() -> None:
    with pytest.raises(ValueError, match="dialect 'oracle'"):
        to_sql(small_card(), "oracle", "applicants", ())
