"""Numeric currency codes keep their leading zeros (E33)."""

from yizhan.kernel.money import MINOR_DIGITS
from yizhan.payments.currencies import NUMERIC, currency_of, minor_digits


def test_every_currency_of_the_branch_has_one_number() -> None:
    assert set(NUMERIC) == set(MINOR_DIGITS) and len(set(NUMERIC.values())) == len(NUMERIC)
    assert all(len(number) == 3 and number.isdigit() for number in NUMERIC.values())


def test_leading_zeros_belong_to_the_number() -> None:
    assert (NUMERIC["AUD"], NUMERIC["BHD"]) == ("036", "048")
    assert (currency_of("036"), currency_of("36"), minor_digits("048"), minor_digits("418")) == ("AUD", None, 3, None)
