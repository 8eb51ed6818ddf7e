"""Plain functions that programme modules offer beside their rules: E78, E85."""

from datetime import date

import pytest

from yizhan.kernel.money import Money
from yizhan.policy.programmes.inclusive_loan import InclusiveFlags, inclusive_flags
from yizhan.policy.programmes.tech_merger_loan import BankLimits, bank_limits

ON = date(2026, 11, 23)


def wan(amount: int) -> Money:
    return Money.of(amount * 10_000)


@pytest.mark.parametrize(("credit", "size", "owner", "nfra", "pboc"), [
    (1000, "small", False, True, True), (1500, "small", False, False, True), (2001, "micro", False, False, False),
    (1000, "medium", False, False, False), (1000, "large", True, True, True), (1000, None, False, None, None),
    (3000, None, False, False, False),
])
def test_e78_both_flags(credit, size, owner, nfra, pboc) -> None:
    assert inclusive_flags(wan(credit), size, owner, ON) == InclusiveFlags(nfra, pboc)


def test_the_central_banks_ceiling_rose_in_2024() -> None:
    assert inclusive_flags(wan(1500), "small", False, date(2024, 1, 23)).pboc is False
    assert inclusive_flags(wan(1500), "small", False, date(2024, 1, 24)).pboc is True


def test_e85_what_a_bank_may_lend_for_mergers() -> None:
    limits = bank_limits(wan(1_000_000), wan(400_000), ON)
    assert limits == BankLimits(wan(25_000), wan(500_000), wan(120_000))
