"""Posting: all journals of a call or none; replays change nothing; a refusal leaves the book as it was."""

from datetime import datetime

import psycopg
import pytest

from tests.ledger.parties import DAY, NOW, contents, open_branch, post, transfer
from yizhan.kernel.ids import new_id
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.ledger import book
from yizhan.ledger.journal import Journal, credit, debit


@pytest.fixture
def branch(cursor):
    """A branch whose first customer has 1,000 on deposit."""
    opened = open_branch(cursor)
    post(cursor, transfer(opened.deposit, opened.head_office, 1000, key="opening"))
    return opened


def test_balances_stand_on_the_normal_side(cursor, branch) -> None:
    assert book.balance(cursor, branch.deposit) == Money(1000)
    assert book.balance(cursor, branch.head_office) == Money(1000)


def test_many_journals_are_posted_in_one_call_in_the_order_given(cursor, branch) -> None:
    journals = [transfer(branch.head_office, branch.loan, amount) for amount in (3, 1, 2)]
    posted = post(cursor, *journals)
    assert [(one.journal_id, one.key, one.replayed) for one in posted] == [
        (journal.id, journal.key, False) for journal in journals
    ]
    assert book.balance(cursor, branch.loan) == Money(6)
    assert book.account(cursor, branch.loan).version == 3


def test_nothing_to_post_is_no_call(cursor) -> None:
    assert post(cursor) == []


def test_a_moment_without_a_time_zone_is_a_bug(cursor, branch) -> None:
    with pytest.raises(ValueError, match="time zone"):
        post(cursor, transfer(branch.head_office, branch.loan, 1), posted_at=datetime(2026, 3, 2))  # noqa: DTZ001


def test_the_same_journal_again_gives_the_stored_one_and_changes_nothing(cursor, branch) -> None:
    (first,) = post(cursor, transfer(branch.head_office, branch.loan, 5, key="k"))
    before = contents(cursor)
    (again,) = post(cursor, transfer(branch.head_office, branch.loan, 5, key="k"))
    assert (again.journal_id, again.replayed) == (first.journal_id, True)
    assert contents(cursor) == before


def test_a_call_of_old_and_new_journals_posts_the_new_ones(cursor, branch) -> None:
    old = transfer(branch.head_office, branch.loan, 5)
    post(cursor, old)
    posted = post(
        cursor,
        transfer(branch.head_office, branch.loan, 1),
        old,
        transfer(branch.head_office, branch.loan, 2),
    )
    assert [one.replayed for one in posted] == [False, True, False]
    assert book.balance(cursor, branch.loan) == Money(8)


def test_a_replay_is_answered_even_when_its_account_has_been_closed(cursor, branch) -> None:
    there, back = (
        transfer(branch.head_office, branch.other_deposit, 5, key="there").reversal("back", DAY),
        transfer(branch.other_deposit, branch.head_office, 5).reversal("back again", DAY),
    )
    post(cursor, there, back)
    assert book.close_account(cursor, branch.other_deposit, DAY) is None
    assert [one.replayed for one in post(cursor, there, back)] == [True, True]


def refused(cursor, *journals: Journal) -> Refusal:
    """What a call is refused with, after looking that it left the book as it was."""
    before = contents(cursor)
    answer = post(cursor, *journals)
    assert isinstance(answer, Refusal)
    assert contents(cursor) == before
    return answer


def test_the_same_key_with_other_content_is_refused(cursor, branch) -> None:
    good = transfer(branch.head_office, branch.loan, 1)
    other = transfer(branch.deposit, branch.head_office, 1001, key="opening")
    assert refused(cursor, good, other) == refuse("journal_key_reused", key="opening")


def test_the_same_key_twice_in_a_call_is_refused(cursor, branch) -> None:
    journals = [transfer(branch.head_office, branch.loan, amount, key="twice") for amount in (1, 2)]
    assert refused(cursor, *journals) == refuse("journal_key_twice", key="twice")


def test_a_deposit_cannot_be_overdrawn_by_one_minor_unit(cursor, branch) -> None:
    answer = refused(cursor, transfer(branch.head_office, branch.deposit, 1001))
    assert answer == refuse(
        "account_overdrawn",
        account_id=str(branch.deposit),
        currency="CNY",
        available_minor=1000,
        short_minor=1,
    )
    assert isinstance(post(cursor, transfer(branch.head_office, branch.deposit, 1000)), list)


def test_an_overdraft_is_looked_at_after_all_journals_of_a_call(cursor, branch) -> None:
    out_and_in = (
        transfer(branch.head_office, branch.deposit, 1500),
        transfer(branch.deposit, branch.head_office, 600),
    )
    assert isinstance(post(cursor, *out_and_in), list)
    assert book.balance(cursor, branch.deposit) == Money(100)


def test_loan_principal_cannot_be_repaid_below_zero(cursor, branch) -> None:
    assert refused(cursor, transfer(branch.loan, branch.head_office, 1)).code == "account_overdrawn"


def test_one_bad_journal_keeps_the_good_ones_of_its_call_out(cursor, branch) -> None:
    good, bad = transfer(branch.head_office, branch.loan, 1), transfer(branch.head_office, new_id(), 1)
    assert refused(cursor, good, bad).code == "account_unknown"
    assert isinstance(post(cursor, good), list)


def test_a_closed_account_takes_no_entry(cursor, branch) -> None:
    book.close_account(cursor, branch.other_deposit, DAY)
    answer = refused(cursor, transfer(branch.other_deposit, branch.head_office, 1))
    assert answer == refuse("account_closed", account_id=str(branch.other_deposit))


def test_an_entry_in_another_currency_than_its_account_is_refused(cursor, branch) -> None:
    answer = refused(cursor, transfer(branch.head_office, branch.loan, 1, currency="USD"))
    assert answer.code == "account_currency_differs"
    assert answer.facts["account_currency"] == "CNY"


def test_two_currencies_on_one_account_are_refused(cursor, branch) -> None:
    mixed = Journal(
        "transfer",
        "mixed",
        DAY,
        (
            *transfer(branch.head_office, branch.loan, 1).entries,
            *transfer(branch.head_office, branch.loan, 1, currency="USD").entries,
        ),
        "loan:1",
    )
    assert refused(cursor, mixed).code == "account_currency_differs"


@pytest.mark.parametrize(
    ("places", "amounts", "code"),
    [
        ([1, 1], [100, -99], "journal_unbalanced"),
        ([1, 1], [0, 0], "entry_of_zero"),
        ([1], [100], "journal_too_short"),
        ([], [], "journal_too_short"),
    ],
    ids=["unbalanced", "zero", "one line", "no line"],
)
def test_the_database_refuses_what_the_value_would_not_let_through(
    cursor, branch, places, amounts, code
) -> None:
    """Another program that calls the function has no constructor in its way."""
    before = contents(cursor)
    accounts = [branch.head_office, branch.loan][: len(places)]
    cursor.execute(
        "SELECT refusal_code FROM book.post_journals(ARRAY[%s]::uuid[], '{x}', '{k}', '{00}',"
        " ARRAY[%s]::date[], ARRAY[%s]::date[], '{loan:1}', '{\"{}\"}',"
        " %s::integer[], %s::uuid[], %s::text[], %s::bigint[], now(), 'x')",
        (new_id(), DAY, DAY, places, accounts, ["CNY"] * len(places), amounts),
    )
    assert cursor.fetchall() == [(code,)]
    assert contents(cursor) == before


def test_an_id_that_is_taken_is_a_bug_and_not_a_refusal(cursor, branch) -> None:
    first = transfer(branch.head_office, branch.loan, 1)
    post(cursor, first)
    amount = Money(1)
    second = Journal(
        "transfer",
        "another",
        DAY,
        (debit(branch.loan, amount), credit(branch.head_office, amount)),
        "loan:1",
        id=first.id,
    )
    with pytest.raises(psycopg.errors.UniqueViolation, match="journal_pkey"), cursor.connection.transaction():
        post(cursor, second)


def test_a_refusal_leaves_the_callers_transaction_alive(cursor, branch) -> None:
    with cursor.connection.transaction():
        post(cursor, transfer(branch.head_office, branch.loan, 5))
        assert isinstance(post(cursor, transfer(branch.head_office, branch.deposit, 5000)), Refusal)
    assert book.balance(cursor, branch.loan) == Money(5)


def test_djangos_cursor_posts_and_reads_as_well(committing_db) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        branch = open_branch(cursor)
        journal = transfer(branch.head_office, branch.loan, 100)
        assert [one.replayed for one in post(cursor, journal)] == [False]
        assert isinstance(post(cursor, transfer(branch.loan, branch.head_office, 101)), Refusal)
        assert book.balance(cursor, branch.loan) == Money(100)
        (stored,) = book.journals_of(cursor, "loan:1")
        assert (stored.journal, stored.posted_at) == (journal, NOW)
