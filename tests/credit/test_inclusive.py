"""The flags of the two statistics (E78)."""

from datetime import date

import pytest

from yizhan.credit.inclusive import InclusiveFlags, inclusive_flags
from yizhan.kernel.money import Money

ON = date(2026, 11, 23)


@pytest.mark.parametrize(("wan", "nfra", "pboc"), [(1_000, True, True), (1_500, False, True), (2_001, False, False)])
def test_credit_of_a_small_firm_counts_up_to_each_ceiling(wan, nfra, pboc) -> None:
    assert inclusive_flags("small", Money.of(wan * 10_000), ON) == InclusiveFlags(nfra, pboc)


def test_other_sizes_do_not_count_and_an_unknown_size_is_not_a_no() -> None:
    assert inclusive_flags("medium", Money.of(1), ON) == InclusiveFlags(False, False)
    assert inclusive_flags(None, Money.of(1), ON) == InclusiveFlags(None, None)


def test_before_2024_the_central_banks_ceiling_was_lower() -> None:
    assert inclusive_flags("small", Money.of(15_000_000), date(2023, 12, 31)) == InclusiveFlags(False, False)
