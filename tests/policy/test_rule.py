"""Rules are dated trees; overlaps are bugs."""

from datetime import date

import pytest

from yizhan.policy.case import Case
from yizhan.policy.exact import ExactCarrier
from yizhan.policy.facts import FactError, FactSheet, read_sheet
from yizhan.policy.parameters import load_book
from yizhan.policy.programmes import srdi_sme, tech_sme
from yizhan.policy.programmes.registry import PROGRAMMES, programme
from yizhan.policy.rule import Programme, Rule, all_of, any_of, condition, leaves, under


@condition
def over_five(facts, limits):
    return facts.staff > 5


def test_overlapping_rules_are_a_bug() -> None:
    first = Rule(date(2020, 1, 1), "one", all_of(over_five), date(2022, 6, 1))
    with pytest.raises(ValueError, match="overlap"):
        Programme("p", (first, Rule(date(2022, 6, 1), "two", all_of(over_five))))
    with pytest.raises(ValueError, match="overlap"):
        Programme("p", (Rule(date(2020, 1, 1), "one", all_of(over_five)), Rule(date(2022, 6, 1), "two", all_of(over_five))))


@pytest.mark.parametrize("found", PROGRAMMES, ids=lambda found: found.name)
def test_a_day_picks_at_most_one_rule(found) -> None:
    for rule in found.rules:
        for day in (rule.effective_from, rule.effective_to or date(2040, 1, 1)):
            assert found.rule_on(day) is rule


def test_a_condition_knows_its_programme_and_can_be_put_under_another() -> None:
    assert tech_sme.staff_within_limit.programme == "tech_sme"
    moved = under("elsewhere", any_of(tech_sme.staff_within_limit, srdi_sme.raised_equity))
    assert [leaf.programme for leaf in leaves(moved)] == ["elsewhere", "elsewhere"]
    assert tech_sme.staff_within_limit.programme == "tech_sme"


def test_a_programme_is_found_by_name_or_the_names_are_listed() -> None:
    assert programme("tech_sme") is tech_sme.PROGRAMME
    with pytest.raises(KeyError, match="size_class"):
        programme("sme")


def test_a_fact_or_limit_that_does_not_exist_is_named() -> None:
    case = Case(ExactCarrier(FactSheet({})), load_book(), date(2026, 1, 1))
    with pytest.raises(FactError, match="headcount is not a fact"):
        _ = case.facts.headcount
    with pytest.raises(KeyError, match="staff_max"):
        _ = case.limits("tech_sme").head_max


def test_a_measure_is_computed_once_and_its_reading_is_noted_for_each_condition() -> None:
    case = Case(ExactCarrier(read_sheet({"staff": 10, "technical_staff": 3})), load_book(), date(2026, 1, 1))
    limits = case.limits("tech_sme")
    first = tech_sme.staff_points(case.facts, limits)
    noted = len(case.carrier.log)
    assert tech_sme.staff_points(case.facts, limits) is first
    assert len(case.carrier.log) == 2 * noted
