"""Values as people read them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money
from yizhan.kernel.text import Bilingual
from yizhan.web import formats


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Money.of("1234567"), "¥1,234,567.00"),
        (123456789, "¥1,234,567.89"),
        (Money.of("-0.01"), "−¥0.01"),
        (Money(500, "JPY"), "JP¥500"),
        (Money(1500, "THB"), "THB\N{NO-BREAK SPACE}15.00"),
        ({"amount_minor": 100, "currency": "USD"}, "US$1.00"),
    ],
)
def test_money_shows_currency_separators_and_all_digits(value: object, text: str) -> None:
    assert formats.money(value) == text


@given(st.integers(-(10**16), 10**16))
def test_money_can_be_read_back_from_its_digits(amount_minor: int) -> None:
    digits = formats.money(Money(amount_minor)).replace("¥", "").replace(",", "").replace("−", "-")
    assert Decimal(digits) * 100 == amount_minor


@pytest.mark.parametrize(
    ("language", "text"), [("zh-hans", "¥1,234,567.00 (123万)"), ("en", "¥1,234,567.00 (1.23m)")]
)
def test_the_short_form_never_stands_alone(language: str, text: str) -> None:
    with override(language):
        assert formats.money_with_short(Money.of(1234567)) == text
        assert formats.money_with_short(Money.of(12)) == "¥12.00"


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (0, "0", "0"),
        (120_000, "12万", "120k"),
        (234_500_000, "2.34亿", "234m"),
        (Decimal("-5e12"), "−5万亿", "−5tn"),
        (Decimal("0.5"), "0.5", "0.5"),
    ],
)
def test_a_short_number_counts_as_its_language_does(value: object, chinese: str, english: str) -> None:
    with override("zh-hans"):
        assert formats.short_number(value) == chinese
    with override("en"):
        assert formats.short_number(value) == english


@pytest.mark.parametrize(("language", "text"), [("zh-hans", "2026-11-23 周一"), ("en", "2026-11-23 Mon")])
def test_a_day_carries_its_weekday(language: str, text: str) -> None:
    with override(language):
        assert formats.day(date(2026, 11, 23)) == text
        assert formats.day("2026-11-23") == text


def test_a_moment_is_told_in_shanghai_even_when_that_is_the_next_day() -> None:
    with override("en"):
        assert formats.moment(datetime(2026, 11, 22, 17, 30, tzinfo=UTC)) == "2026-11-23 Mon 01:30"
    with pytest.raises(ValueError, match="time zone"):
        formats.moment(datetime(2026, 11, 22, 17, 30, tzinfo=UTC).replace(tzinfo=None))


def test_rates_and_percentages_keep_their_digits() -> None:
    assert formats.percent(Decimal("0.0345")) == "3.45%"
    assert formats.percent(Decimal("-0.1"), 0) == "−10%"
    with override("en"):
        assert formats.rate(InterestRate(Decimal("0.0345"), DayCount.ACT_360)) == "3.45% a year (ACT/360)"
    with override("zh-hans"):
        assert formats.rate(InterestRate(Decimal("0.0345"), DayCount.ACT_360)) == "年利率 3.45%（ACT/360）"


def test_durations_and_working_time_name_their_units() -> None:
    with override("en"):
        assert (
            formats.duration(timedelta(days=1, hours=4, minutes=5)).replace("\N{NO-BREAK SPACE}", " ")
            == "1 d 4 h"
        )
        # Three working days of 8 hours are 24 hours of work, not one day.
        assert formats.working_time(24 * 60).replace("\N{NO-BREAK SPACE}", " ") == "24 h"
        assert formats.working_time(-75).replace("\N{NO-BREAK SPACE}", " ") == "1 h 15 min"


def test_a_credit_code_is_masked_and_what_is_unknown_says_so() -> None:
    assert formats.uscc("91330106MA2KDXXX8Q") == "91330106******XX8Q"
    with override("en"):
        assert formats.money(None) == formats.number(None) == formats.percent(None) == "not known"


def test_a_fact_of_any_kind_becomes_text() -> None:
    with override("en"):
        assert formats.fact(Money.of(5)) == "¥5.00"
        assert formats.fact(Bilingual("园区", "park")) == "park"
        assert formats.fact({"zh": "园区", "en": "park"}) == "park"
        assert formats.fact(True) == "yes"
        assert formats.fact(12345) == "12,345"
        assert formats.fact(["a", date(2026, 11, 23)]) == "a, 2026-11-23 Mon"
