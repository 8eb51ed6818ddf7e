"""The next question: only what can still change the verdict."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.policy.sheets import sheets, values_of
from yizhan.policy.evaluate import evaluate, facts_used
from yizhan.policy.facts import FactSheet, definition, read_sheet
from yizhan.policy.outcome import Outcome
from yizhan.policy.programmes import high_tech_enterprise, inclusive_loan, rd_super_deduction, tech_sme
from yizhan.policy.questions import next_questions

ON = date(2026, 11, 23)


def asked(programme, **facts) -> list[str]:
    return [question.fact for question in next_questions([programme], read_sheet(facts), ON)]


def test_a_settled_verdict_asks_nothing() -> None:
    assert asked(tech_sme.PROGRAMME, staff=501) == []


def test_a_certificate_ends_the_questions_about_the_score() -> None:
    questions = asked(tech_sme.PROGRAMME, high_tech_certificate="yes")
    assert "rd_spend" not in questions and "class_one_ip" not in questions
    assert {"staff", "revenue", "total_assets", "legal_resident"} <= set(questions)


def test_a_class_one_right_makes_class_two_rights_irrelevant() -> None:
    assert "class_two_ip" in asked(tech_sme.PROGRAMME)
    assert "class_two_ip" not in asked(tech_sme.PROGRAMME, class_one_ip=1)


def test_a_ratio_is_asked_for_although_one_part_alone_tells_nothing() -> None:
    assert {"rd_spend", "costs_and_expenses"} <= set(asked(tech_sme.PROGRAMME, revenue="0元"))


def test_an_owner_is_not_asked_for_the_size_of_the_firm() -> None:
    assert asked(inclusive_loan.PROGRAMME, owner_or_individual_business="yes") == ["credit_total"]


def test_judgements_are_asked_of_experts_only() -> None:
    assert "innovation_score" not in asked(high_tech_enterprise.PROGRAMME)
    expert = next_questions([high_tech_enterprise.PROGRAMME], FactSheet({}), ON, judgements=True)
    assert "innovation_score" in [question.fact for question in expert]


def test_a_fact_that_several_programmes_wait_for_comes_first() -> None:
    first = next_questions([tech_sme.PROGRAMME, rd_super_deduction.PROGRAMME], FactSheet({}), ON)[0]
    assert first.fact == "legal_resident"
    assert first.programmes == ("tech_sme", "rd_super_deduction")
    assert first.settles == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sheets("credit_total", "owner_or_individual_business", "industry", "staff", "revenue", "total_assets"), st.data())
def test_what_is_not_asked_cannot_change_the_verdict(sheet, data) -> None:
    programme = inclusive_loan.PROGRAMME
    wanted = {question.fact for question in next_questions([programme], sheet, ON)}
    before = evaluate(programme, sheet, ON).outcome
    assert bool(wanted) is (before is Outcome.UNKNOWN)
    for name in set(facts_used(programme, ON)) - wanted:
        if sheet.values.get(name) is None:
            answered = sheet.with_exact(name, data.draw(values_of(definition(name))))
            assert evaluate(programme, answered, ON).outcome is before
