"""Fields of merchant codes: written and read back, by characters or by bytes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.kernel.refusal import Refusal
from yizhan.payments.codes.fields import TEMPLATES, Field, read_fields, template, write_fields

PLAIN_IDS = sorted({f"{number:02d}" for number in range(100)} - TEMPLATES)


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.sampled_from(PLAIN_IDS), st.text(max_size=99), max_size=20))
def test_what_is_written_is_read_back(values: dict[str, str]) -> None:
    fields = tuple(Field(field_id, value) for field_id, value in values.items())
    assert read_fields(write_fields(fields)) == fields


def test_chinese_counts_by_characters_and_when_that_fails_by_bytes() -> None:
    """Facts 4.2.3: 最佳运输 is four characters and twelve bytes."""
    by_characters, by_bytes = "64080104最佳运输", "64160112最佳运输"
    for text in (by_characters, by_bytes):
        found = read_fields(text)
        assert isinstance(found, tuple) and found[0].part("01") == "最佳运输"


def test_a_code_that_fits_neither_way_is_refused() -> None:
    found = read_fields("64150111最佳运输")
    assert isinstance(found, Refusal)


def test_half_a_character_is_no_text() -> None:
    found = read_fields("0004ab\ud800c")
    assert isinstance(found, Refusal) and found.code == "code_not_text"


def test_a_template_holds_its_parts() -> None:
    made = template("62", (("01", "INV0001"), ("07", "T001")))
    assert made.value == "0107INV00010704T001" and made.part("07") == "T001" and made.part("99") is None


def test_a_value_over_99_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="field 59 is longer than 99"):
        write_fields([Field("59", "x" * 100)])


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_fields_or_a_refusal(text: str) -> None:
    assert isinstance(read_fields(text), tuple | Refusal)
