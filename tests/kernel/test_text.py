"""Two languages, canonical JSON, masking."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money
from yizhan.kernel.text import Bilingual, canonical_json, fingerprint, mask, normalise, plain


class Colour(StrEnum):
    """For the test only."""

    RED = "red"


def test_a_text_in_two_languages_needs_both() -> None:
    text = Bilingual("贷款", "loan")
    assert (text.get("zh-hans"), text.get("en"), text.get("fr")) == ("贷款", "loan", "loan")
    with pytest.raises(ValueError, match="both"):
        Bilingual("贷款", "")


def test_full_width_letters_and_doubled_blanks_become_plain() -> None:
    assert normalise("  ＡＢ１２　 深圳   科技 ") == "AB12 深圳 科技"


def test_equal_content_has_one_spelling_whatever_the_order() -> None:
    first = {"b": Decimal("1.50"), "a": [Money(1), date(2026, 11, 23), Colour.RED]}
    second = {"a": [Money(1), date(2026, 11, 23), Colour.RED], "b": Decimal("1.50")}
    assert canonical_json(first) == canonical_json(second)
    assert canonical_json(first) == (
        '{"a":[{"amount_minor":1,"currency":"CNY"},"2026-11-23","red"],"b":"1.50"}')
    assert fingerprint(first) == fingerprint(second)
    assert fingerprint(first) != fingerprint({**first, "b": Decimal("1.5")})


def test_values_become_plain_by_their_fields() -> None:
    assert plain(InterestRate(Decimal("0.03"), DayCount.ACT_360)) == {"annual": "0.03", "day_count": "ACT/360"}
    assert plain(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00+00:00"


def test_masking_hides_the_middle_and_all_of_a_short_text() -> None:
    assert mask("13800138000") == "138****8000"
    assert mask("1234567") == "*******"


@given(st.text(min_size=1, max_size=40), st.integers(0, 5), st.integers(0, 5))
def test_masking_keeps_the_length_and_shows_no_more_than_asked(text: str, start: int, end: int) -> None:
    hidden = mask(text, start, end)
    assert len(hidden) == len(text)
    assert sum(shown != "*" for shown in hidden) <= start + end
