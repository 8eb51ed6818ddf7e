"""Journals as values: balanced by construction, with a fingerprint that tells same from other."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.ids import new_id
from yizhan.kernel.money import Money
from yizhan.ledger.journal import Entry, Journal, Side, UnbalancedJournal, credit, debit

DAY = date(2026, 3, 2)
CASH, LOAN, DOLLARS = UUID(int=1), UUID(int=2), UUID(int=3)


def journal(*entries: Entry, **changes) -> Journal:
    """A disbursement, unless changed."""
    return Journal(
        **{
            "kind": "disbursement",
            "key": "k",
            "booked_on": DAY,
            "entries": entries,
            "reference": "loan:1",
            "facts": {"limit": Money(500)},
            **changes,
        }
    )


def balanced(**changes) -> Journal:
    return journal(debit(LOAN, Money(100)), credit(CASH, Money(100)), **changes)


def test_debit_is_positive_and_credit_is_negative() -> None:
    assert debit(LOAN, Money(100)) == Entry(LOAN, Money(100))
    assert credit(CASH, Money(100)) == Entry(CASH, Money(-100))
    assert [entry.side for entry in balanced().entries] == [Side.DEBIT, Side.CREDIT]


@pytest.mark.parametrize("side", [debit, credit])
def test_a_negative_amount_on_a_side_is_a_bug(side) -> None:
    with pytest.raises(ValueError, match="other side"):
        side(LOAN, Money(-1))


def test_an_entry_of_zero_is_a_bug() -> None:
    with pytest.raises(ValueError, match="zero"):
        debit(LOAN, Money(0))


def test_a_journal_whose_sides_differ_by_one_minor_unit_cannot_be_made() -> None:
    with pytest.raises(UnbalancedJournal, match=r"k: debits less credits are \{'CNY': 1\}"):
        journal(debit(LOAN, Money(101)), credit(CASH, Money(100)))


def test_a_journal_balances_in_each_currency_not_across_them() -> None:
    with pytest.raises(UnbalancedJournal):
        journal(debit(DOLLARS, Money(100, "USD")), credit(CASH, Money(100)))
    journal(debit(DOLLARS, Money(100, "USD")), credit(DOLLARS, Money(100, "USD")), *balanced().entries)


@pytest.mark.parametrize("entries", [(), (debit(LOAN, Money(1)),)])
def test_a_journal_of_fewer_than_two_entries_cannot_be_made(entries) -> None:
    with pytest.raises(UnbalancedJournal, match="at least two"):
        journal(*entries)


@pytest.mark.parametrize("field", ["kind", "key", "reference"])
def test_a_journal_without_its_names_cannot_be_made(field: str) -> None:
    with pytest.raises(ValueError, match="needs a kind, a key and a reference"):
        balanced(**{field: ""})


def test_the_value_date_is_the_accounting_day_unless_given() -> None:
    assert balanced().value_date == DAY
    assert balanced(value_date=date(2026, 2, 27)).value_date == date(2026, 2, 27)


def test_the_same_event_has_the_same_fingerprint_whatever_its_id_and_key() -> None:
    assert balanced().fingerprint == balanced(key="other", id=new_id()).fingerprint


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "payout"},
        {"booked_on": date(2026, 3, 3)},
        {"value_date": date(2026, 3, 1)},
        {"reference": "loan:2"},
        {"facts": {"limit": Money(501)}},
        {"entries": (debit(LOAN, Money(99)), credit(CASH, Money(99)))},
        {"entries": (debit(DOLLARS, Money(100)), credit(CASH, Money(100)))},
        {"entries": (debit(LOAN, Money(100, "USD")), credit(CASH, Money(100, "USD")))},
    ],
    ids=str,
)
def test_any_other_content_has_another_fingerprint(change: dict) -> None:
    assert balanced(**change).fingerprint != balanced().fingerprint


def test_a_reversal_takes_the_journal_back_on_its_value_date_and_names_it() -> None:
    original = balanced(value_date=date(2026, 2, 27))
    reversal = original.reversal("k:reversed", date(2026, 3, 5), {"reason": "payee account closed"})
    assert reversal.entries == (credit(LOAN, Money(100)), debit(CASH, Money(100)))
    assert (reversal.kind, reversal.booked_on, reversal.value_date) == (
        "disbursement_reversal",
        date(2026, 3, 5),
        date(2026, 2, 27),
    )
    assert reversal.facts == {"reason": "payee account closed", "reverses": str(original.id)}


def test_facts_cannot_be_changed_afterwards() -> None:
    facts = {"rate": "0.035"}
    made = balanced(facts=facts)
    facts["rate"] = "0.350"
    assert made.facts["rate"] == "0.035"
    with pytest.raises(TypeError):
        made.facts["rate"] = "0.350"


@given(st.lists(st.integers(-(10**12), 10**12).filter(bool), min_size=1, max_size=20))
def test_only_amounts_that_sum_to_zero_make_a_journal(amounts: list[int]) -> None:
    rest = -sum(amounts)
    entries = tuple(Entry(CASH, Money(amount)) for amount in amounts)
    if rest:
        whole = journal(*entries, Entry(LOAN, Money(rest)))
        assert sum(entry.amount.amount_minor for entry in whole.entries) == 0
        with pytest.raises(UnbalancedJournal):
            journal(*entries, Entry(LOAN, Money(2 * rest)))
    elif len(entries) > 1:
        journal(*entries)
