"""A consent text is known by its kind, its version and the hash of both languages."""

from datetime import date
from pathlib import Path

import pytest

from yizhan.kernel.consent_text import consent_text

TEXT = """kind:
  - {effective_from: 2026-01-01, effective_to: 2026-06-30, value: "1", source: s, confidence: C, zh: 一, en: one}
  - {effective_from: 2026-07-01, value: "2", source: s, confidence: C, zh: 一, en: "one."}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "consents.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_another_word_is_another_text(file: Path) -> None:
    first, second = (consent_text(file, "kind", day) for day in (date(2026, 6, 30), date(2026, 7, 1)))
    assert (first.version, second.version) == ("1", "2") and first.sha256 != second.sha256
    assert first.text.en == "one" and first.text.zh == second.text.zh


def test_a_day_before_the_first_text_and_an_unknown_kind_are_errors(file: Path) -> None:
    with pytest.raises(LookupError):
        consent_text(file, "kind", date(2025, 12, 31))
    with pytest.raises(KeyError):
        consent_text(file, "other", date(2026, 7, 1))
