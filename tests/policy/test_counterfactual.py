"""The smallest changes that tip a verdict, checked by making them and by stopping one step short."""

from datetime import date
from fractions import Fraction

import pytest

from yizhan.kernel.money import Money
from yizhan.policy.casebook import load_cases
from yizhan.policy.counterfactual import plans
from yizhan.policy.evaluate import evaluate
from yizhan.policy.facts import FactSheet, definition, definitions, read_sheet
from yizhan.policy.outcome import Outcome
from yizhan.policy.probe import smallest_change, values_to_try
from yizhan.policy.programmes import little_giant, tech_sme

ON = date(2026, 11, 23)
WAN = 1_000_000


def example(programme: str, start: str) -> FactSheet:
    return read_sheet(next(item["facts"] for item in load_cases(programme).examples if item["name"].startswith(start)))


def test_e18_needs_one_more_wan_of_research_or_other_small_changes() -> None:
    sheet = example("tech_sme", "E18")
    found = plans(tech_sme.PROGRAMME, sheet, ON)
    assert [[(change.fact, change.present, change.needed) for change in plan.changes] for plan in found] == [
        [("rd_spend", 499 * WAN, 500 * WAN)], [("technical_staff", 10, 20)], [("class_one_ip", 0, 1)]]
    assert [plan.cost for plan in found] == [Money.of(10_000), None, None]
    assert all(plan.outcome is Outcome.MET for plan in found)


def test_a_plan_is_the_smallest_one_step_less_fails() -> None:
    sheet = example("tech_sme", "E18")
    (change,) = plans(tech_sme.PROGRAMME, sheet, ON)[0].changes
    assert evaluate(tech_sme.PROGRAMME, sheet.with_exact(change.fact, change.needed), ON).outcome is Outcome.MET
    assert evaluate(tech_sme.PROGRAMME, sheet.with_exact(change.fact, change.needed - 100), ON).outcome is Outcome.UNMET


def test_what_an_enterprise_cannot_change_gives_no_plan() -> None:
    assert plans(tech_sme.PROGRAMME, example("tech_sme", "a barred product"), ON) == ()


def test_what_is_not_unmet_needs_no_plan() -> None:
    assert plans(tech_sme.PROGRAMME, example("tech_sme", "E16"), ON) == ()
    assert plans(tech_sme.PROGRAMME, FactSheet({}), ON) == ()


def test_several_unmet_conditions_are_mended_together_and_judgements_stay_open() -> None:
    sheet = example("little_giant", "all figures").with_fact("rd_spend", "500万").with_fact("total_liabilities", "800万")
    (plan, *_) = plans(little_giant.PROGRAMME, sheet, ON)
    assert {change.fact: change.needed for change in plan.changes} == {"rd_spend": 600 * WAN, "total_liabilities": 750 * WAN}
    assert plan.outcome is Outcome.MANUAL_REVIEW
    assert plan.cost is None


def test_two_facts_are_moved_where_one_is_not_enough() -> None:
    sheet = example("tech_sme", "E16").with_fact("technical_staff", 0).with_fact("class_one_ip", 0).with_fact("rd_spend", "0元")
    found = plans(tech_sme.PROGRAMME, sheet, ON)
    assert len(found[0].changes) == 2
    assert all(plan.outcome is Outcome.MET for plan in found)


@pytest.mark.parametrize("fact", definitions().values(), ids=lambda fact: fact.name)
def test_values_to_try_lie_within_the_bounds_of_a_fact(fact) -> None:
    values = values_to_try(fact)
    assert len(values) >= 2
    if fact.name in ("revenue", "staff", "main_business_share", "registered_on"):
        assert all(fact.range[0] <= value <= fact.range[1] for value in values)


def test_the_smallest_change_goes_either_way_and_may_be_impossible() -> None:
    sheet = read_sheet({"staff": 10, "main_business_share": "50%", "legal_resident": "no", "deal_kind": "control"})

    def change(name, is_met):
        return smallest_change(definition(name), sheet, is_met)
    assert change("staff", lambda tried: tried.values["staff"] >= 17) == 17
    assert change("staff", lambda tried: tried.values["staff"] <= 4) == 4
    assert change("staff", lambda tried: tried.values["staff"] < 0) is None
    assert change("main_business_share", lambda tried: tried.values["main_business_share"] > Fraction(3, 4)) == Fraction(751, 1000)
    assert change("legal_resident", lambda tried: tried.values["legal_resident"]) is True
    assert change("legal_resident", lambda tried: False) is None
    assert change("deal_kind", lambda tried: tried.values["deal_kind"] == "minority") == "minority"
