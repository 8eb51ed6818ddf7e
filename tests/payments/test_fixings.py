"""Fixings on values: which rate holds when, what may be fixed for which day, and how a slip of the pen is caught."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.dated import Dated, parse_dated
from yizhan.kernel.refusal import Refusal
from yizhan.payments.figures import figures
from yizhan.payments.fixings import FILE, Fixing, check_fixing, closed_until, deviation, with_fixings
from yizhan.payments.rates import FILE as RATES
from yizhan.payments.rates import DayRate, day_rate

DAY = date(2026, 11, 17)
NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)  # of the day before, in Shanghai
USD = Fixing("USD", DAY, Decimal("7.1234"), "中国货币网 2026-11-16 09:15")


def program(*versions: tuple[date, str, date | None]) -> dict[str, Dated]:
    return {"USD": parse_dated("USD", [{"effective_from": first, "effective_to": last, "value": value, "source": "file",
                                        "confidence": "assumption"} for first, value, last in versions])}


def fixed(first_day: date, rate: str) -> Fixing:
    return Fixing("USD", first_day, Decimal(rate), "fixing")


def rate(on: date, *fixings: Fixing, rules: dict[str, Dated] | None = None) -> str:
    found = day_rate("USD", on, with_fixings(fixings, rules))
    return found.code if isinstance(found, Refusal) else str(found.cny_per_unit)


def code(fixing: Fixing, repeated: str | None = None, now: datetime = NOON) -> str | None:
    found = check_fixing(fixing, Decimal(repeated) if repeated else None, figures(RATES), now)
    return found.code if found else None


def test_a_fixing_holds_from_its_day_until_a_later_one_and_is_no_assumption() -> None:
    fixings = (fixed(DAY, "7.2000"), fixed(DAY + timedelta(days=3), "7.3000"))
    assert [rate(DAY + timedelta(days=step), *fixings) for step in (-1, 0, 2, 3, 400)] == [
        "7.1000", "7.2000", "7.2000", "7.3000", "7.3000"]
    found = day_rate("USD", DAY, with_fixings([USD]))
    assert isinstance(found, DayRate) and (found.source, found.is_assumption) == (USD.source, False)


def test_of_program_and_fixing_the_later_one_holds_and_the_fixing_where_both_begin_on_one_day() -> None:
    rules = program((date(2023, 1, 1), "7.1", DAY - timedelta(days=1)), (DAY, "7.0", None))
    assert rate(DAY, fixed(DAY, "7.2"), rules=rules) == "7.2"
    assert rate(DAY, fixed(DAY - timedelta(days=1), "7.2"), rules=rules) == "7.0"
    assert rate(DAY + timedelta(days=9), fixed(DAY + timedelta(days=1), "7.2"), rules=rules) == "7.2"


def test_a_fixing_does_not_come_back_when_a_later_version_of_the_program_has_ended() -> None:
    rules = program((date(2023, 1, 1), "7.1", DAY), (DAY + timedelta(days=1), "7.0", DAY + timedelta(days=2)))
    assert rate(DAY + timedelta(days=3), fixed(DAY, "7.2"), rules=rules) == "exchange_rate_missing"


def test_other_currencies_keep_the_rate_of_the_file() -> None:
    assert day_rate("EUR", DAY, with_fixings([USD])) == day_rate("EUR", DAY)


@pytest.mark.parametrize(("utc", "closed"), [
    (datetime(2026, 11, 16, 15, 58, 59, tzinfo=UTC), date(2026, 11, 16)), (datetime(2026, 11, 16, 15, 59, tzinfo=UTC), DAY),
    (datetime(2026, 11, 16, 16, 0, tzinfo=UTC), DAY), (datetime(2026, 11, 16, 23, 59, tzinfo=UTC), DAY)])
def test_a_day_closes_a_minute_before_midnight_in_shanghai(utc: datetime, closed: date) -> None:
    assert closed_until(utc) == closed
    assert code(USD, now=utc) == (None if closed < DAY else "fixing_day_begun")


@pytest.mark.parametrize(("changes", "expected"), [
    ({}, None), ({"currency": "XAU"}, "fixing_currency_unknown"), ({"source": " "}, "fixing_source_missing"),
    ({"cny_per_unit": Decimal("7.12345")}, "fixing_rate_malformed"), ({"cny_per_unit": Decimal(0)}, "fixing_rate_malformed"),
    ({"cny_per_unit": Decimal("NaN")}, "fixing_rate_malformed"), ({"cny_per_unit": Decimal("-7.1")}, "fixing_rate_malformed"),
    ({"cny_per_unit": Decimal("1E+4")}, "fixing_rate_malformed"),
    ({"currency": "JPY", "cny_per_unit": Decimal("0.047912")}, None),
    ({"currency": "JPY", "cny_per_unit": Decimal("0.0479123")}, "fixing_rate_malformed"),
    ({"first_day": DAY - timedelta(days=1)}, "fixing_day_begun"), ({"first_day": DAY + timedelta(days=30)}, None),
    ({"first_day": DAY + timedelta(days=31)}, "fixing_day_too_far"), ({"first_day": date(2062, 11, 17)}, "fixing_day_too_far")])
def test_what_is_wrong_with_a_fixing_is_told_by_its_code(changes: dict, expected: str | None) -> None:
    values = {name: getattr(USD, name) for name in USD.__dataclass_fields__}
    assert code(Fixing(**values | changes)) == expected


@pytest.mark.parametrize(("given_rate", "repeated", "expected"), [
    ("7.3130", None, None), ("7.3131", None, "fixing_deviates"), ("6.8870", None, None), ("6.8869", None, "fixing_deviates"),
    ("71.0", None, "fixing_deviates"), ("71.0", "7.10", "fixing_deviates"), ("71.0", "71.00", None)])
def test_a_rate_more_than_three_per_cent_away_is_typed_twice(given_rate: str, repeated: str | None, expected: str | None) -> None:
    """Against 7.1000: 3 % are 0.2130, which itself is still within."""
    assert code(fixed(DAY, given_rate), repeated) == expected


def test_a_deviation_is_told_with_what_it_was_measured_against() -> None:
    found = deviation(fixed(DAY, "71.0"), figures(RATES), DAY)
    assert found is not None and (found.in_force, found.share, found.is_assumption) == (Decimal("7.1000"), Decimal(9), True)
    assert deviation(Fixing("XAU", DAY, Decimal(1), "x"), figures(RATES), DAY) is None


def test_every_figure_about_fixings_is_marked_as_assumed() -> None:
    assert all(version.is_assumption for dated in figures(FILE).values() for version in dated.versions)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(60_000, 80_000)), max_size=8, unique_by=lambda item: item[0]),
       st.integers(-5, 70))
def test_the_latest_fixing_that_has_begun_is_enough(made: list[tuple[int, int]], step: int) -> None:
    """What pages and switch read, one row, gives the rate that all rows give."""
    fixings = [fixed(DAY + timedelta(days=day), str(Decimal(number).scaleb(-4))) for day, number in made]
    on = DAY + timedelta(days=step)
    latest = sorted((fixing for fixing in fixings if fixing.first_day <= on), key=lambda fixing: fixing.first_day)[-1:]
    assert rate(on, *fixings) == rate(on, *latest)
