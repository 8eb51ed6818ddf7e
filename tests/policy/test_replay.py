"""A stored verdict replays to the same verdict, whatever the files say later about other versions."""

from datetime import date
from decimal import Decimal

import pytest

from yizhan.kernel.text import canonical_json
from yizhan.policy.casebook import load_cases
from yizhan.policy.evaluate import evaluate
from yizhan.policy.facts import read_sheet
from yizhan.policy.outcome import Outcome
from yizhan.policy.parameters import load_book
from yizhan.policy.programmes.registry import PROGRAMMES, programme
from yizhan.policy.reform import reform
from yizhan.policy.replay import replay, store

SHEET = read_sheet({"staff": 400, "technical_staff_average": Decimal("11.9"), "revenue": "1亿", "legal_resident": "yes"})
ON = date(2025, 6, 1)
CASES = [pytest.param(found, example, id=f"{found.name}: {example['name']}") for found in PROGRAMMES
         for example in load_cases(found.name).examples[:2]]


@pytest.mark.parametrize(("found", "example"), CASES)
def test_a_stored_verdict_replays(found, example) -> None:
    sheet = read_sheet(example["facts"])
    verdict = evaluate(found, sheet, example["as_of"])
    again = replay(found, store(verdict, sheet))
    assert (again.outcome, again.measures, again.worth) == (verdict.outcome, verdict.measures, verdict.worth)


def test_a_version_added_later_does_not_change_the_past() -> None:
    tech_sme = programme("tech_sme")
    stored = store(evaluate(tech_sme, SHEET, ON), SHEET)
    later = reform(load_book(), "tech_sme", "staff_max", 300, date(2025, 1, 1))
    assert evaluate(tech_sme, SHEET, ON, later).outcome is Outcome.UNMET
    assert replay(tech_sme, stored, later).outcome is Outcome.UNKNOWN


def test_a_version_that_was_edited_away_is_named() -> None:
    tech_sme = programme("tech_sme")
    stored = store(evaluate(tech_sme, SHEET, ON), SHEET)
    edited = reform(load_book(), "tech_sme", "staff_max", 499, date(2017, 5, 3))
    refusal = replay(tech_sme, stored, edited)
    assert (refusal.code, refusal.facts["name"]) == ("version_missing", "tech_sme.staff_max")


def test_a_store_that_does_not_hold_is_told() -> None:
    from dataclasses import replace

    tech_sme = programme("tech_sme")
    stored = store(evaluate(tech_sme, SHEET, ON), SHEET)
    assert replay(tech_sme, replace(stored, outcome="met")).code == "verdict_changed"
    assert replay(tech_sme, replace(stored, rule_from="2001-01-01")).code == "rule_missing"


def test_a_store_is_plain_and_has_a_fingerprint() -> None:
    stored = store(evaluate(programme("high_tech_enterprise"), SHEET, ON), SHEET)
    assert '"fraction":"119/10"' in canonical_json(stored)
    assert stored.fingerprint == store(evaluate(programme("high_tech_enterprise"), SHEET, ON), SHEET).fingerprint
