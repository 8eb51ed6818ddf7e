"""Ledger lines become one ledger a project and year."""

from datetime import date

import pytest

from yizhan.kernel.money import Money
from yizhan.policy.research.ledger import Head, LedgerLine, ledgers_of


def line(project: str, day: date, head: Head, amount: int, voucher: str = "1") -> LedgerLine:
    return LedgerLine(project, "name", day, voucher, head, Money(amount))


def test_lines_are_grouped_by_year_and_project_in_order_of_booking() -> None:
    ledgers = ledgers_of([line("B", date(2026, 3, 1), Head.STAFF, 5), line("A", date(2026, 2, 1), Head.STAFF, 1, "2"),
                          line("A", date(2026, 1, 1), Head.OTHER_RELATED, 2), line("A", date(2025, 1, 1), Head.STAFF, 9)])
    assert [(ledger.year, ledger.project) for ledger in ledgers] == [(2025, "A"), (2026, "A"), (2026, "B")]
    assert [item.booked_on.month for item in ledgers[1].lines] == [1, 2]
    assert ledgers[1].total(Head.STAFF, Head.OTHER_RELATED) == Money(3)


def test_a_negative_amount_is_a_bug() -> None:
    with pytest.raises(ValueError, match="not negative"):
        line("A", date(2026, 1, 1), Head.STAFF, -1)
