"""The argument in words: fact → threshold → source → outcome, in both languages."""

from datetime import date

import pytest

from yizhan.policy.casebook import load_cases
from yizhan.policy.evaluate import evaluate
from yizhan.policy.explain import explain, lines, show_fact
from yizhan.policy.facts import read_sheet
from yizhan.policy.programmes import high_tech_enterprise, tech_sme
from yizhan.policy.programmes.registry import PROGRAMMES
from yizhan.policy.words import words_of

ON = date(2026, 11, 23)


def test_a_line_reads_from_the_fact_to_the_outcome() -> None:
    verdict = evaluate(tech_sme.PROGRAMME, read_sheet({"revenue": "2.5亿"}), ON)
    chinese = next(line for line in lines(verdict, "zh-hans") if line.startswith("年销售收入"))
    assert chinese == ("年销售收入不超过 2 亿元 ⟶ 上一年度营业收入 = 25000万元 ⟶ 上一年度营业收入 25000万元 ≤ 年销售收入上限 20000万元"
                       " ⟶ 第六条(二) / 国科发政〔2017〕115号 第六条(二) ⟶ 不满足")
    english = next(line for line in lines(verdict, "en") if line.startswith("Yearly sales"))
    assert "250,000,000.00 CNY ≤ highest yearly sales 200,000,000.00 CNY" in english
    assert english.endswith("unmet")
    assert list(lines(verdict, "en"))[-1].endswith("2026-11-23): unmet")


def test_a_judgement_says_why_a_person_must_look() -> None:
    steps = {step.condition: step for step in explain(evaluate(high_tech_enterprise.PROGRAMME, read_sheet({}), ON), "en")}
    assert steps["in_supported_field"].why_manual == "Experts judge the field; no figure shows it"
    assert steps["owns_ip"].why_manual == ""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("found", PROGRAMMES, ids=lambda found: found.name)
def test_every_worked_example_can_be_told(found, language) -> None:
    for example in load_cases(found.name).examples:
        verdict = evaluate(found, read_sheet(example["facts"]), example["as_of"])
        told = list(lines(verdict, language))
        assert len(told) == len(verdict.findings()) + len(verdict.flags) + 1


def test_facts_are_shown_as_people_write_them() -> None:
    assert show_fact("registered_on", date(2020, 2, 29).toordinal(), "en") == "2020-02-29"
    assert show_fact("legal_resident", False, "zh") == "否"
    assert show_fact("staff", None, "en") == "unknown"
    assert show_fact("main_business_share", read_sheet({"main_business_share": "66.6%"}).values["main_business_share"], "en") == "66.6%"
    assert show_fact("rd_spend", 12_345, "zh") == "123.45元"


def test_words_in_a_file_without_quotes_are_refused_when_a_comma_cuts_them(tmp_path, monkeypatch) -> None:
    from yizhan.policy import words

    (tmp_path / "x.text.yaml").write_text("title: {zh: 甲, en: one, two}\nworth: {zh: 乙, en: b}\nconditions: {}\npapers: []\n",
                                          encoding="utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="quotes"):
        words_of.__wrapped__("x")
