"""Dated data: versions, their days, and the faults of a file."""

from datetime import date
from pathlib import Path

import pytest

from yizhan.kernel.dated import DatedDataError, load_dated

TWO_VERSIONS = """
lpr_1y:
  - {effective_from: 2025-05-20, value: "0.030", source: NIFC, confidence: A, zh: 报价, en: fixing}
  - {effective_from: 2024-10-21, effective_to: 2025-05-19, value: "0.031", source: NIFC, confidence: assumption}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "rates.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_version_in_force_is_found_and_both_end_days_count(tmp_path: Path) -> None:
    lpr = load_dated(write(tmp_path, TWO_VERSIONS))["lpr_1y"]
    assert lpr.on(date(2024, 10, 21)).value == "0.031"
    assert lpr.on(date(2025, 5, 19)).value == "0.031"
    assert lpr.on(date(2025, 5, 20)).value == "0.030"
    assert lpr.on(date(2030, 1, 1)).note == {"zh": "报价", "en": "fixing"}
    assert [version.is_assumption for version in lpr.versions] == [True, False]


def test_a_day_before_the_first_version_has_none(tmp_path: Path) -> None:
    lpr = load_dated(write(tmp_path, TWO_VERSIONS))["lpr_1y"]
    assert lpr.on_or_none(date(2020, 1, 1)) is None
    with pytest.raises(LookupError, match="2020-01-01"):
        lpr.on(date(2020, 1, 1))


@pytest.mark.parametrize(("text", "told"), [
    ("a: [", "not readable"),
    ("- 1", "names at the top level"),
    ("a: 1", "list of versions"),
    ("a: []", "list of versions"),
    ("a: [1]", "must be a mapping"),
    ("a: [{effective_from: 2026-01-01, value: 1, source: x}]", "missing fields .'confidence'"),
    ("a: [{effective_from: 2026-01-01, value: 1, source: x, confidence: A, vaule: 1}]", "unknown fields .'vaule'"),
    ("a: [{effective_from: '2026-01-01', value: 1, source: x, confidence: A}]", "without quotes"),
    ("a: [{effective_from: 2026-01-02, effective_to: 2026-01-01, value: 1, source: x, confidence: A}]", "before"),
    ("a: [{effective_from: 2026-01-01, value: 1, source: x, confidence: sure}]", "none of"),
    ("a: [{effective_from: 2026-01-01, value: 0.03, source: x, confidence: A}]", "in quotes"),
    ("a: [{effective_from: 2026-01-01, value: 1, source: x, confidence: A},"
     " {effective_from: 2026-02-01, value: 1, source: x, confidence: A}]", "overlap"),
])
def test_a_broken_file_is_refused_with_the_fault(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(DatedDataError, match=told) as raised:
        load_dated(write(tmp_path, text))
    assert "rates.yaml" in str(raised.value)
