"""Words compared by the database: near words are near, and a database without trigrams says so."""

import psycopg

from yizhan.records.policy_search import can_compare, compare


def test_a_word_is_near_to_its_own_forms_and_far_from_others(app_cursor: psycopg.Cursor) -> None:
    assert can_compare(app_cursor)
    texts = [("a", "filing 研发 发费", "filing loan"), ("b", "merger", "merger loan")]
    found = {(key, piece): (asked, told) for key, piece, asked, told in compare(app_cursor, ["filing", "研发", "loan"], texts)}
    assert found["a", "filing"] == (1.0, 1.0) and found["a", "研发"][0] == 1.0
    assert found["b", "loan"] == (0.0, 1.0) and found["b", "研发"] == (0.0, 0.0)


def test_without_the_extension_nothing_can_be_compared(owner_cursor: psycopg.Cursor, app_cursor: psycopg.Cursor) -> None:
    owner_cursor.execute("DROP EXTENSION pg_trgm")
    assert not can_compare(app_cursor)
