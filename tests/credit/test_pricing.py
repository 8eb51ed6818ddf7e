"""Price = LPR of the day + spread of the grade; an unproven rate says so."""

from datetime import date
from decimal import Decimal

import pytest

from tests.credit.inputs import DAY
from yizhan.credit.parameters import Parameters
from yizhan.credit.pricing import LoanPrimeRate, Price, loan_prime_rate, price_of
from yizhan.credit.products import Product, product
from yizhan.kernel.refusal import Refusal


def park_e(parameters: Parameters) -> Product:
    found = product("park-e", parameters)
    assert isinstance(found, Product)
    return found


@pytest.mark.parametrize(("day", "one_year", "five_years"), [
    (date(2019, 8, 20), "0.0425", "0.0485"), (date(2020, 2, 29), "0.0405", "0.0475"),
    (date(2020, 4, 20), "0.0385", "0.0465"), (date(2021, 12, 19), "0.0385", "0.0465"),
    (date(2022, 8, 22), "0.0365", "0.0430"), (date(2023, 8, 21), "0.0345", "0.0420"),
    (date(2024, 7, 22), "0.0335", "0.0385"), (date(2024, 10, 21), "0.0310", "0.0360"),
    (date(2025, 5, 19), "0.0310", "0.0360"), (date(2025, 5, 20), "0.0300", "0.0350"),
])
def test_the_rate_of_the_day(day: date, one_year: str, five_years: str) -> None:
    for tenor, annual in (("1y", one_year), ("5y", five_years)):
        found = loan_prime_rate(tenor, Parameters(day))
        assert isinstance(found, LoanPrimeRate) and found.annual == Decimal(annual)


def test_a_rate_beyond_the_last_record_says_that_it_is_unconfirmed() -> None:
    seen = loan_prime_rate("1y", Parameters(date(2026, 4, 20)))
    carried_on = loan_prime_rate("1y", Parameters(date(2026, 4, 21)))
    assert (seen.is_unconfirmed, carried_on.is_unconfirmed) == (False, True)
    price = price_of(park_e(Parameters(DAY)), "A", Parameters(DAY))
    assert isinstance(price, Price)
    assert [note.code for note in price.notes] == ["rate_unconfirmed", "spread_assumed"]


def test_no_rate_ends_open_and_confirmed() -> None:
    """Whatever has no end must be marked unproven, in every file that carries a rate."""
    parameters = Parameters(date(2035, 1, 1))
    assert all(parameters.version("lpr.yaml", name).is_assumption for name in parameters.names("lpr.yaml"))


def test_before_the_first_fixing_there_is_no_rate() -> None:
    found = loan_prime_rate("1y", Parameters(date(2019, 8, 19)))
    assert isinstance(found, Refusal) and found.code == "rate_missing"


@pytest.mark.parametrize(("grade", "annual"), [("A", "0.0320"), ("B", "0.0360"), ("C", "0.0410"), ("D", "0.0480")])
def test_the_spread_of_the_grade_is_added(grade: str, annual: str) -> None:
    found = price_of(park_e(Parameters(DAY)), grade, Parameters(DAY))
    assert isinstance(found, Price) and found.annual == Decimal(annual)
    assert found.annual == found.lpr.annual + found.spread


def test_a_grade_without_a_spread_is_refused() -> None:
    found = price_of(park_e(Parameters(DAY)), "E", Parameters(DAY))
    assert isinstance(found, Refusal) and found.code == "grade_without_spread"
