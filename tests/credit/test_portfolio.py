"""Shares of borrowers: what is not known is counted apart."""

from datetime import date
from decimal import Decimal

import pytest

from yizhan.credit.parameters import Parameters
from yizhan.credit.portfolio import Share, is_small_or_medium, is_technology, published_shares, share_of

TODAY = Parameters(date(2026, 11, 20))


def test_unknown_is_neither_yes_nor_no() -> None:
    assert share_of([True, None, False, True]) == Share(2, 3, 1)
    assert share_of([None]).value is None and Share(1, 4).value == Decimal("0.25")


@pytest.mark.parametrize(("titles", "expected"), [(None, None), ((), False), (("high_tech",), True), (("song",), False)])
def test_a_title_makes_a_technology_borrower(titles, expected) -> None:
    assert is_technology(titles, TODAY) is expected


@pytest.mark.parametrize(("size", "expected"), [(None, None), ("micro", True), ("medium", True), ("large", False)])
def test_small_and_medium_firms(size, expected) -> None:
    assert is_small_or_medium(size, TODAY) is expected


def test_the_published_account_is_kept_as_dated_data() -> None:
    assert published_shares(TODAY) == {"technology": Decimal("0.60"), "small_and_medium": Decimal("0.92")}
