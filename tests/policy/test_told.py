"""Verdicts, questions and plans as plain values."""

import json
from datetime import date

from yizhan.policy.counterfactual import plans
from yizhan.policy.evaluate import evaluate
from yizhan.policy.facts import read_sheet
from yizhan.policy.programmes import rd_super_deduction, tech_sme
from yizhan.policy.questions import next_questions
from yizhan.policy.told import told_plan, told_question, told_verdict

DAY = date(2026, 11, 23)
CLAIM = read_sheet({"legal_resident": True, "sound_books": True, "taxed_by_audit": True, "listed_industry_revenue": "0元",
                    "total_income": "1000万", "non_taxable_income": "0元", "investment_income": "0元", "rd_spend": "200万",
                    "genuine_research": True, "research_category": "general", "tax_rate": "25%"})


def test_a_verdict_is_told_as_json_with_every_step_its_worth_papers_and_versions() -> None:
    told = told_verdict(evaluate(rd_super_deduction.PROGRAMME, CLAIM, DAY), "en")
    assert json.loads(json.dumps(told)) == told
    assert (told["outcome"], told["worth"]) == ("met", {"amount_minor": 50_000_000, "currency": "CNY"})  # 200万 × 100 % × 25 %
    assert told["measures"]["extra_rate"] == "100%"
    assert len(told["steps"]) == 6 and all(step["sources"] for step in told["steps"])
    assert told["papers"] and {"name", "value", "source", "effective_from"} <= set(told["versions"][0])


def test_a_question_names_the_form_of_its_answer() -> None:
    question = next_questions([rd_super_deduction.PROGRAMME], CLAIM.with_fact("sound_books", None), DAY)[0]
    assert told_question(question, "zh")["type"] == "truth" and told_question(question, "zh")["fact"] == "sound_books"


def test_a_plan_tells_what_is_and_what_is_needed() -> None:
    sheet = read_sheet({"staff": 600})
    plan = told_plan(plans(tech_sme.PROGRAMME, sheet, DAY)[0], "en")
    assert plan["changes"] == [{"fact": "staff", "label": "staff at the end of the period, without outsourced labour",
                                "present": "600", "needed": "500"}]
