"""Entries that SQL staged are posted under the same checks as any journal."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import psycopg
import pytest

from yizhan.kernel.refusal import Refusal
from yizhan.ledger import book

DAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 16, tzinfo=UTC)


@pytest.fixture
def stage(app_cursor: psycopg.Cursor) -> psycopg.Cursor:
    app_cursor.execute("BEGIN")
    book.make_stage(app_cursor)
    return app_cursor


def put(cursor: psycopg.Cursor, key: str, *lines: tuple[UUID, int]) -> None:
    journal = uuid4()
    for account, minor in lines:
        cursor.execute("INSERT INTO staged_entry VALUES (%s, %s, 'interest_accrual', %s, %s, 'day_end:x', '{}', %s, %s)",
                       (journal, key, DAY, DAY, account, minor))


def accounts(cursor: psycopg.Cursor) -> list[UUID]:
    wanted = [book.NewAccount("interest_receivable", DAY, f"loan:{number}") for number in range(2)]
    return [account.id for account in book.open_accounts(cursor, [*wanted, book.NewAccount("interest_income", DAY),
                                                                  book.NewAccount("loan_principal", DAY, "loan:0")])]


def test_lines_of_one_account_are_summed_and_the_stage_is_left_empty(stage) -> None:
    first, second, income, _ = accounts(stage)
    put(stage, "a", (first, 30), (first, 40), (second, 5), (income, -75))
    put(stage, "b", (second, 1), (income, -1))
    assert book.post_staged(stage, posted_at=NOW, posted_by="tests") == 2
    assert [book.balance(stage, account).amount_minor for account in (first, second, income)] == [70, 6, 76]
    assert book.post_staged(stage, posted_at=NOW, posted_by="tests") == 0


def test_a_journal_that_cancels_out_is_left_out(stage) -> None:
    first, _, income, _ = accounts(stage)
    put(stage, "a", (first, 30), (first, -30))
    put(stage, "b", (first, 1), (income, -1))
    assert book.post_staged(stage, posted_at=NOW, posted_by="tests") == 1


@pytest.mark.parametrize(("minor", "code"), [(-29, "journal_unbalanced"), (-30, "account_overdrawn")])
def test_what_the_book_refuses_is_refused_whole(stage, minor: int, code: str) -> None:
    first, second, income, principal = accounts(stage)
    put(stage, "a", (first, 1), (income, -1))
    put(stage, "b", (second, 30), (principal, minor))
    result = book.post_staged(stage, posted_at=NOW, posted_by="tests")
    assert isinstance(result, Refusal) and result.code == code
    assert book.balance(stage, first).amount_minor == 0


def test_the_same_key_with_other_content_is_refused_and_with_the_same_changes_nothing(stage) -> None:
    first, _, income, _ = accounts(stage)
    for minor, expected in ((5, 1), (5, 1), (6, "journal_key_reused")):
        put(stage, "a", (first, minor), (income, -minor))
        result = book.post_staged(stage, posted_at=NOW, posted_by="tests")
        assert (result.code if isinstance(result, Refusal) else result) == expected
    assert book.balance(stage, first).amount_minor == 5
