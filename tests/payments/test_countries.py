"""Nationalities: every country of ISO 3166, and what travel documents write instead."""

import pytest

from tools import countries as source
from yizhan.payments.countries import countries, country_code


def test_the_file_is_what_the_tool_writes_and_names_each_country_in_three_languages() -> None:
    assert dict(countries()) == source.countries()
    assert len(countries()) == 249
    assert all(set(names) == {"zh", "en", "ar"} and all(names.values()) for names in countries().values())


@pytest.mark.parametrize(("written", "kept"), [
    ("GBR", "GBR"), ("gbr", "GBR"), ("D", "DEU"), ("GBN", "GBR"), ("XXA", "XXA"), ("UTO", None), ("", None), ("DDR", None)])
def test_a_code_of_a_document_becomes_that_of_a_country_or_nothing(written: str, kept: str | None) -> None:
    assert country_code(written) == kept
