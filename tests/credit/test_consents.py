"""A consent names the words that were agreed to."""

from datetime import date

import pytest

from yizhan.credit.consents import CONSENT_KINDS, consent_text, consent_texts

TODAY = date(2026, 11, 23)


def test_all_kinds_have_a_text_in_both_languages() -> None:
    texts = consent_texts(TODAY)
    assert [text.kind for text in texts] == list(CONSENT_KINDS)
    assert all(text.text.zh != text.text.en for text in texts)


def test_the_hash_tells_the_texts_apart_and_is_stable() -> None:
    assert len({text.sha256 for text in consent_texts(TODAY)}) == 3
    assert consent_text("credit_report", TODAY).sha256 == consent_text("credit_report", date(2026, 1, 1)).sha256


def test_no_text_is_in_force_before_the_first_version() -> None:
    with pytest.raises(LookupError):
        consent_text("credit_report", date(2025, 12, 31))
