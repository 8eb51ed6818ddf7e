"""Reading: balances at a past time, statements, the trial balance, the walk from a figure to its journals."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.ledger.parties import DAY, NOW, open_branch, post, transfer
from yizhan.kernel.ids import new_id
from yizhan.kernel.money import Money
from yizhan.ledger import book
from yizhan.ledger.journal import Journal, Side, credit, debit

NEXT_DAY = DAY + timedelta(days=1)
THIRD_DAY = DAY + timedelta(days=2)


@pytest.fixture
def branch(cursor):
    """Deposit: 1,000 in on the first day, 300 out on the third, then 50 in booked back on the second day."""
    opened = open_branch(cursor)
    post(cursor, transfer(opened.deposit, opened.head_office, 1000, key="in"))
    post(
        cursor,
        transfer(opened.head_office, opened.deposit, 300, key="out", booked_on=THIRD_DAY),
        posted_at=NOW + timedelta(days=2),
    )
    post(
        cursor,
        transfer(opened.deposit, opened.head_office, 50, key="late", booked_on=NEXT_DAY),
        posted_at=NOW + timedelta(days=3),
    )
    return opened


@pytest.mark.parametrize(
    ("at", "amount_minor"),
    [
        (DAY - timedelta(days=1), 0),
        (DAY, 1000),
        (NEXT_DAY, 1050),
        (THIRD_DAY, 750),
        (date(2030, 1, 1), 750),
        (NOW - timedelta(seconds=1), 0),
        (NOW, 1000),
        (NOW + timedelta(days=2), 700),
        (NOW + timedelta(days=3), 750),
    ],
    ids=str,
)
def test_a_past_balance_follows_accounting_days_or_moments_of_posting(
    cursor, branch, at, amount_minor
) -> None:
    assert book.balance_at(cursor, branch.deposit, at) == Money(amount_minor)


def test_a_moment_without_a_time_zone_is_a_bug(cursor, branch) -> None:
    with pytest.raises(ValueError, match="time zone"):
        book.balance_at(cursor, branch.deposit, datetime(2026, 3, 2))  # noqa: DTZ001


def test_an_account_that_is_not_there_is_a_lookup_error(cursor) -> None:
    for read in (book.balance, lambda *arguments: book.balance_at(*arguments, DAY), book.journal_of):
        with pytest.raises(LookupError):
            read(cursor, new_id())


def test_a_statement_runs_from_opening_to_closing_balance_by_accounting_day(cursor, branch) -> None:
    stated = book.statement(cursor, branch.deposit, NEXT_DAY, THIRD_DAY)
    assert (stated.opening, stated.closing) == (Money(1000), Money(750))
    assert [(line.booked_on, line.side, line.amount, line.balance) for line in stated.lines] == [
        (NEXT_DAY, Side.CREDIT, Money(50), Money(1050)),
        (THIRD_DAY, Side.DEBIT, Money(300), Money(750)),
    ]


def test_a_statement_of_days_without_entries_carries_the_balance(cursor, branch) -> None:
    stated = book.statement(cursor, branch.deposit, date(2026, 4, 1), date(2026, 4, 30))
    assert (stated.opening, stated.lines, stated.closing) == (Money(750), (), Money(750))


def test_the_trial_balance_shows_the_days_turnover_and_sums_to_zero(cursor, branch) -> None:
    deposits, head_office = book.trial_balance(cursor, THIRD_DAY)
    assert (deposits.code, deposits.opening, deposits.debits, deposits.credits, deposits.closing) == (
        "201101",
        Money(-1050),
        Money(300),
        Money(0),
        Money(-750),
    )
    assert (head_office.code, head_office.closing) == ("300101", Money(750))


def test_the_trial_balance_before_the_first_journal_is_empty(cursor, branch) -> None:
    assert book.trial_balance(cursor, DAY - timedelta(days=1)) == []


def test_one_walks_from_a_figure_to_the_journal_and_from_a_record_to_all_of_its_journals(
    cursor, branch
) -> None:
    facts = {"rule": "interest-first", "rate": "0.035", "days": 30, "note": "利息"}
    entries = (debit(branch.deposit, Money(9)), credit(branch.interest_income, Money(9)))
    interest = Journal("interest_payment", "interest:1", DAY, entries, "loan:9", facts, date(2026, 3, 1))
    book.post(cursor, [interest], posted_at=NOW, posted_by="user:3")
    (line,) = book.statement(cursor, branch.interest_income, DAY, DAY).lines
    stored = book.journal_of(cursor, line.journal_id)
    assert (stored.journal, stored.posted_at, stored.posted_by) == (interest, NOW, "user:3")
    assert stored.journal.fingerprint == interest.fingerprint
    assert book.journals_of(cursor, line.reference) == [stored]
    assert [one.journal.key for one in book.journals_of(cursor, "loan:1")] == ["in", "out", "late"]
    assert book.journals_of(cursor, "loan:404") == []


def test_moments_come_back_in_universal_time_whatever_they_went_in_with(cursor, branch) -> None:
    assert book.journals_of(cursor, "loan:1")[0].posted_at.astimezone(UTC) == NOW
