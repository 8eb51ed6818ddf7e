"""Verdicts: the trace, what is unknown, the worth, and properties of the rules."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.policy.sheets import sheets
from yizhan.kernel.money import Money
from yizhan.policy.evaluate import evaluate, evaluate_all, facts_used
from yizhan.policy.facts import FactSheet, definitions, read_sheet
from yizhan.policy.outcome import Outcome
from yizhan.policy.programmes import innovative_sme, rd_super_deduction, tech_sme
from yizhan.policy.programmes.registry import PROGRAMMES

ON = date(2026, 11, 23)
SLOW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
SCORED = ("staff", "technical_staff", "revenue", "rd_spend", "costs_and_expenses", "class_one_ip", "class_two_ip",
          "revenue_previous", "total_liabilities", "total_assets", "strategic_industry", "main_business_share",
          "high_value_ip", "own_class_one_ip")


def test_the_trace_holds_the_fact_the_threshold_the_source_and_the_outcome() -> None:
    finding = evaluate(tech_sme.PROGRAMME, read_sheet({"staff": 501}), ON).finding("staff_within_limit")
    (fact,), (version,), (comparison,) = finding.facts, finding.versions, finding.comparisons
    assert (fact.name, fact.value) == ("staff", 501)
    assert (version.name, version.value, version.source) == ("staff_max", 500, "国科发政〔2017〕115号 第六条(二)")
    assert (comparison.left_ends, comparison.operator, comparison.right_ends) == ((501, 501), "<=", (500, 500))
    assert comparison.is_known
    assert finding.outcome is Outcome.UNMET


def test_one_unmet_condition_decides_although_all_else_is_unknown() -> None:
    verdict = evaluate(tech_sme.PROGRAMME, read_sheet({"staff": 501}), ON)
    assert verdict.outcome is Outcome.UNMET
    assert "revenue" in verdict.finding("revenue_within_limit").unknown_facts


def test_before_a_programme_begins_it_does_not_apply() -> None:
    verdict = evaluate(tech_sme.PROGRAMME, read_sheet({"staff": 5}), date(2017, 5, 2))
    assert (verdict.outcome, verdict.findings(), verdict.rule_from) == (Outcome.NOT_APPLICABLE, (), None)
    assert evaluate_all([tech_sme.PROGRAMME], FactSheet({}), date(2017, 5, 2)) == (verdict,)


def test_the_worth_is_money_once_its_facts_are_known() -> None:
    known = read_sheet({"rd_spend": "100万", "research_category": "general", "tax_rate": "25%"})
    assert evaluate(rd_super_deduction.PROGRAMME, known, ON).worth.as_money() == Money.of(250_000)
    assert evaluate(rd_super_deduction.PROGRAMME, known.with_fact("tax_rate", None), ON).worth.as_money() is None


def test_a_verdict_on_an_assumption_says_so() -> None:
    loan = next(found for found in PROGRAMMES if found.name == "rd_loan_purpose")
    assert evaluate(loan, FactSheet({}), ON).rests_on_assumption
    assert not evaluate(tech_sme.PROGRAMME, FactSheet({}), ON).rests_on_assumption


def test_conditions_and_measures_are_found_by_name_or_refused() -> None:
    verdict = evaluate(tech_sme.PROGRAMME, FactSheet({}), ON)
    assert not verdict.measured("score").is_known
    for find in (verdict.finding, verdict.measured):
        with pytest.raises(KeyError, match="tech_sme has no"):
            find("luck")


def test_the_facts_of_a_programme_are_those_that_it_reads() -> None:
    assert facts_used(next(found for found in PROGRAMMES if found.name == "size_class"), ON) == (
        "industry", "staff", "revenue", "total_assets")
    used = {name for found in PROGRAMMES for on in (date(2026, 3, 31), ON, date(2027, 6, 1)) for name in facts_used(found, on)}
    assert used == set(definitions()), "a fact that no programme reads has no place in facts.yaml"


@SLOW
@given(sheets())
def test_evaluating_together_or_alone_gives_the_same_verdicts(sheet) -> None:
    assert evaluate_all(PROGRAMMES, sheet, ON) == tuple(evaluate(found, sheet, ON) for found in PROGRAMMES)


@SLOW
@given(sheets(), st.sampled_from(sorted(definitions())))
def test_unknown_never_becomes_met_by_adding_an_unknown(sheet, name) -> None:
    fewer = sheet.with_exact(name, None)
    for before, after in zip(evaluate_all(PROGRAMMES, sheet, ON), evaluate_all(PROGRAMMES, fewer, ON), strict=True):
        if before.outcome is not Outcome.MET:
            assert after.outcome not in (Outcome.MET, Outcome.NOT_APPLICABLE) or before.outcome is after.outcome, before.programme
        for old, new in zip(before.measures, after.measures, strict=True):
            assert new.low <= old.low and new.high >= old.high, (before.programme, old.name)


@settings(deadline=None)
@given(sheets(*SCORED, known_only=True), st.integers(1, 10**10))
def test_more_domestic_research_never_lowers_a_score(sheet, more) -> None:
    richer = sheet.with_exact("rd_spend", sheet.values["rd_spend"] + more)
    for module in (tech_sme, innovative_sme):
        before, after = (evaluate(module.PROGRAMME, tried, ON).measured("score").low for tried in (sheet, richer))
        assert after >= before
