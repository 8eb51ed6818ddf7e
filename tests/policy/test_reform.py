"""What if a figure were otherwise: the book is copied, the past stays."""

from datetime import date

import pytest

from yizhan.kernel.dated import DatedDataError
from yizhan.policy.evaluate import evaluate
from yizhan.policy.facts import read_sheet
from yizhan.policy.outcome import Outcome
from yizhan.policy.parameters import load_book
from yizhan.policy.programmes.tech_sme import PROGRAMME
from yizhan.policy.reform import reform


def test_a_reform_holds_from_its_day_and_leaves_the_original_alone() -> None:
    book = load_book()
    changed = reform(book, "tech_sme", "staff_max", 1000, date(2027, 1, 1))
    sheet = read_sheet({"staff": 800})

    def outcome(on, of):
        return evaluate(PROGRAMME, sheet, on, of).finding("staff_within_limit").outcome
    assert outcome(date(2026, 12, 31), changed) is Outcome.UNMET
    assert outcome(date(2027, 1, 1), changed) is Outcome.MET
    assert outcome(date(2027, 1, 1), book) is Outcome.UNMET
    assert evaluate(PROGRAMME, sheet, date(2027, 1, 1), changed).rests_on_assumption


def test_a_reform_replaces_versions_that_would_begin_later() -> None:
    changed = reform(load_book(), "srdi_sme", "niche_years_min", 1, date(2025, 1, 1))
    versions = changed.dated("srdi_sme", "niche_years_min").versions
    assert [(version.effective_from, version.effective_to, version.value) for version in versions] == [
        (date(2022, 8, 1), date(2024, 12, 31), 2), (date(2025, 1, 1), None, 1)]


def test_a_reform_in_the_wrong_unit_is_refused() -> None:
    with pytest.raises(DatedDataError, match=r"tech_sme\.revenue_max"):
        reform(load_book(), "tech_sme", "revenue_max", "3 hundred million", date(2027, 1, 1))
    with pytest.raises(KeyError):
        reform(load_book(), "tech_sme", "revenue", "3亿", date(2027, 1, 1))
