"""A change of a parameter file names the enterprises whose verdict changes, from what to what, and why."""

from datetime import date

from yizhan.policy.casebook import load_cases
from yizhan.policy.facts import read_sheet
from yizhan.policy.outcome import Outcome
from yizhan.policy.parameters import load_book
from yizhan.policy.population import population_of
from yizhan.policy.programmes.registry import PROGRAMMES, programme
from yizhan.policy.reform import reform
from yizhan.policy.watch import verdict_changes

ON = date(2026, 11, 23)
FULL = read_sheet(next(item["facts"] for item in load_cases("tech_sme").examples if item["name"].startswith("E16")))
SHEETS = [FULL.with_fact("staff", 10), FULL.with_fact("staff", 50), FULL.with_fact("staff", None)]


def test_only_those_whose_verdict_changes_are_named_with_the_figure() -> None:
    book = load_book()
    stricter = reform(book, "tech_sme", "staff_max", 40, date(2026, 1, 1))
    (change,) = verdict_changes(PROGRAMMES, book, stricter, population_of(SHEETS), ["A", "B", "C"], ON)
    assert (change.enterprise, change.programme, change.old, change.new) == ("B", "tech_sme", Outcome.MET, Outcome.UNMET)
    (reason,) = change.reasons
    ((old, new),) = reason.figures
    assert (reason.condition, reason.old, reason.new) == ("staff_within_limit", Outcome.MET, Outcome.UNMET)
    assert (old.value, new.value) == (500, 40)


def test_an_unchanged_file_calls_nobody() -> None:
    assert verdict_changes(PROGRAMMES, load_book(), load_book(), population_of(SHEETS), ["A", "B", "C"], ON) == ()


def test_a_rule_that_begins_tomorrow_is_watched_by_comparing_two_days() -> None:
    """E45: the criteria of 2022 are still open on 2026-03-31, those of 2026 are not met the day after."""
    facts = next(item["facts"] for item in load_cases("srdi_sme").examples if item["name"].startswith("E45"))
    book = load_book()
    (change,) = verdict_changes([programme("srdi_sme")], book, book, population_of([read_sheet(facts)]), ["A"],
                                date(2026, 4, 1), old_on=date(2026, 3, 31))
    assert (change.old, change.new) == (Outcome.UNKNOWN, Outcome.UNMET)
    years = next(reason for reason in change.reasons if reason.condition == "niche_years_reached")
    assert [(old.value, new.value) for old, new in years.figures] == [(2, 3)]
