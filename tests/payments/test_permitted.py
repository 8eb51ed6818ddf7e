"""Consumption only (E18): functions and merchant categories that a foreign card may not be used for."""

from datetime import date

import pytest

from yizhan.kernel.refusal import Refusal
from yizhan.payments.permitted import check_category, check_function

DAY = date(2026, 11, 23)


@pytest.mark.parametrize("function", ["red_packet", "transfer", "withdrawal", "top_up", "personal_code"])
def test_money_that_is_not_spent_is_refused_with_its_reason(function: str) -> None:
    found = check_function(function, DAY)
    assert isinstance(found, Refusal) and found.facts["function"] == function


@pytest.mark.parametrize("code", ["4829", "6011", "6012", "6051", "6540", "7995"])
def test_a_blocked_category_is_refused_with_its_name(code: str) -> None:
    found = check_category(code, DAY)
    assert isinstance(found, Refusal) and found.code == "category_blocked" and found.facts["category_code"] == code


@pytest.mark.parametrize("code", ["5812", "5411", "4121", "7011", "8062"])
def test_shops_are_allowed(code: str) -> None:
    assert check_category(code, DAY) is None and check_function("purchase", DAY) is None


@pytest.mark.parametrize("code", ["", "581", "58120", "58a2", "５８１２"])
def test_a_category_is_four_digits(code: str) -> None:
    found = check_category(code, DAY)
    assert isinstance(found, Refusal) and found.code == "category_code_malformed"


def test_an_unknown_function_is_a_broken_call() -> None:
    with pytest.raises(ValueError, match="unknown function"):
        check_function("teleport", DAY)
