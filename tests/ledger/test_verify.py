"""The proof of the book: passes on a sound book, fails on an empty one, and finds each kind of damage."""

import pytest

from tests.ledger.parties import open_branch, post, transfer
from yizhan.ledger.verify import Finding, verify


@pytest.fixture
def branch(owner):
    opened = open_branch(owner)
    post(
        owner,
        transfer(opened.deposit, opened.head_office, 1000),
        transfer(opened.head_office, opened.loan, 400),
    )
    return opened


def test_a_sound_book_is_proven(owner, branch) -> None:
    proof = verify(owner)
    assert (proof.accounts, proof.journals, proof.entries, proof.findings) == (5, 2, 4, ())
    assert proof.is_proven


def test_an_empty_book_proves_nothing(owner) -> None:
    open_branch(owner)
    assert verify(owner).findings == (Finding("book_empty", {}),)


ONE_ENTRY = "journal_id = (SELECT min(journal_id::text)::uuid FROM book.entry) AND line = 1"


@pytest.mark.parametrize(
    ("damage", "codes"),
    [
        (
            f"UPDATE book.entry SET amount_minor = amount_minor + 1 WHERE {ONE_ENTRY}",
            {"journal_unbalanced", "balance_differs_from_entries"},
        ),
        (
            "UPDATE book.account SET balance_minor = balance_minor + 1 WHERE code = '130301'",
            {"balance_differs_from_entries"},
        ),
        (
            "UPDATE book.account SET version = version + 1 WHERE code = '130301'",
            {"account_with_missing_entries"},
        ),
        (
            f"UPDATE book.entry SET currency = 'USD' WHERE {ONE_ENTRY}",
            {"journal_unbalanced", "entry_of_other_currency"},
        ),
        (
            f"DELETE FROM book.entry WHERE {ONE_ENTRY}",
            {"journal_too_short", "journal_unbalanced", "balance_differs_from_entries"},
        ),
        ("DELETE FROM book.entry", {"book_empty", "journal_without_entries", "balance_differs_from_entries"}),
        (
            "UPDATE book.entry SET account_version = 2 WHERE account_version = 1 AND account_id ="
            " (SELECT id FROM book.account WHERE code = '300101')",
            {"account_with_missing_entries"},
        ),
        ("DELETE FROM book.journal", {"entry_without_journal"}),
        ("DELETE FROM book.account WHERE code = '130301'", {"entry_without_account"}),
        (f"UPDATE book.entry SET booked_on = booked_on + 1 WHERE {ONE_ENTRY}", {"journal_of_two_days"}),
        (f"UPDATE book.entry SET line = 3 WHERE {ONE_ENTRY}", {"journal_with_missing_lines"}),
        (
            "ALTER TABLE book.account DROP CONSTRAINT account_not_overdrawn;"
            " UPDATE book.account SET may_overdraw = false,"
            " normal_sign = -1 WHERE code = '130301'",
            {"account_overdrawn"},
        ),
    ],
)
def test_damage_is_found(owner, branch, damage: str, codes: set[str]) -> None:
    owner.execute(damage)
    proof = verify(owner)
    assert {finding.code for finding in proof.findings} == codes
    assert not proof.is_proven


def test_a_finding_names_the_account_and_both_figures(owner, branch) -> None:
    owner.execute("UPDATE book.account SET balance_minor = 399 WHERE id = %s", (branch.loan,))
    (finding,) = verify(owner).findings
    assert finding.facts == {
        "account_id": str(branch.loan),
        "balance_minor": 399,
        "entries_minor": 400,
        "version": 1,
        "entries": 1,
    }
