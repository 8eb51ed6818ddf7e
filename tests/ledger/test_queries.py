"""Named queries: found by name, bound to one schema; a second book in another schema is a book of its own."""

import json

import pytest

from tests.ledger.parties import open_branch, post, transfer
from yizhan.kernel.refusal import Refusal
from yizhan.kernel.sql_files import bind_schema
from yizhan.ledger import book, sql_migrations
from yizhan.ledger.queries import named_queries, refusal_from
from yizhan.ledger.verify import verify


@pytest.mark.parametrize("name", ["Book", "1book", "book; DROP SCHEMA book", 'bo"ok', "", "b" * 64])
def test_a_schema_name_that_would_need_quotes_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a plain schema name"):
        bind_schema(":schema.entry", name)


def test_the_placeholder_is_filled_in_and_casts_stay() -> None:
    assert bind_schema("SELECT id::text FROM :schema.entry", "pay_01") == "SELECT id::text FROM pay_01.entry"


def test_every_query_has_a_name_and_a_body() -> None:
    queries = named_queries("book")
    assert "post_journals" in queries
    assert all(
        text.startswith(("SELECT", "WITH", "CREATE TEMPORARY")) and ":schema" not in text and not text.endswith(";")
        for text in queries.values()
    )


def test_a_refusal_comes_from_json_or_from_its_text() -> None:
    facts = {"key": "k"}
    assert refusal_from("journal_key_reused", facts) == Refusal("journal_key_reused", facts)
    assert refusal_from("journal_key_reused", json.dumps(facts)) == Refusal("journal_key_reused", facts)
    assert refusal_from(None, None) is None


def test_a_shard_is_a_book_of_its_own_under_the_same_definition(owner) -> None:
    sql_migrations.apply(owner.connection, schema="pay_01")
    branch = open_branch(owner, "pay_01")
    post(owner, transfer(branch.head_office, branch.loan, 700), schema="pay_01")
    assert book.balance(owner, branch.loan, "pay_01").amount_minor == 700
    assert verify(owner, "pay_01").is_proven
    assert verify(owner, "book").journals == 0
