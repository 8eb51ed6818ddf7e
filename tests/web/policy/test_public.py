"""政策解读 for everybody: from question to verdict with its argument, nothing stored, answers that quote their source."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from lxml import html

from yizhan.policy.facts import definition
from yizhan.policy.programmes.registry import PROGRAMMES

pytestmark = pytest.mark.django_db
CLAIM = {
    "legal_resident": "yes",
    "sound_books": "yes",
    "taxed_by_audit": "yes",
    "listed_industry_revenue": "0",
    "total_income": "1000万",
    "non_taxable_income": "0",
    "investment_income": "0",
    "rd_spend": "200万",
    "genuine_research": "yes",
    "research_category": "general",
    "tax_rate": "25",
}


def page_of(response):
    return html.fromstring(response.content)


def main_text(response) -> str:
    return " ".join(page_of(response).xpath("string(//main)").split())


def test_the_desk_leads_to_every_programme_the_calculator_and_the_windows(visitor: Client) -> None:
    page = page_of(visitor.get("/policy/"))
    links = page.xpath("//main//a/@href")
    assert {f"/policy/programmes/{programme.name}/" for programme in PROGRAMMES} <= set(links)
    assert "/policy/research/" in links
    assert page.xpath("//main//form[@role='search']//input[@name='q']")


def test_the_front_page_and_the_header_lead_to_the_desk(visitor: Client) -> None:
    page = page_of(visitor.get("/"))
    assert page.xpath("//header//a[@href='/policy/']") and page.xpath("//main//a[@href='/policy/']")


@pytest.mark.parametrize("programme", ["size_class", "tech_sme", "renewal_without_repayment"])
def test_a_visitor_answers_question_by_question_and_is_never_asked_twice(visitor: Client, programme: str) -> None:
    response, asked = visitor.get(f"/policy/programmes/{programme}/question/"), []
    while response.status_code == 200:
        form = page_of(response).xpath("//main//form")[0]
        name = form.fields["asked"]
        assert name not in asked
        asked.append(name)
        hidden = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}
        fact = definition(name)
        answer = {"truth": "no", "money": "300万", "ratio": "50", "count": "30", "date": "2027-01-31"}.get(
            fact.type.value
        ) or fact.choices[0]
        response = visitor.get(form.action, {**hidden, name: answer})
    end = urlsplit(response["Location"])
    assert end.path == f"/policy/programmes/{programme}/"
    assert set(parse_qs(end.query)) == set(asked)
    assert "Next question" not in main_text(visitor.get(response["Location"]))


def test_not_knowing_is_an_answer_that_ends_the_question(visitor: Client) -> None:
    first = page_of(visitor.get("/policy/programmes/inclusive_loan/question/")).xpath("//main//form")[0]
    name = first.fields["asked"]
    second = page_of(visitor.get("/policy/programmes/inclusive_loan/question/", {name: "unknown"})).xpath("//main//form")[0]
    assert second.fields["asked"] != name and second.fields[name] == "unknown"
    assert "not known" in main_text(visitor.get("/policy/programmes/inclusive_loan/", {name: "unknown"}))


def test_a_met_programme_shows_worth_argument_papers_source_and_date(visitor: Client) -> None:
    response = visitor.get("/policy/programmes/rd_super_deduction/", CLAIM)
    text = main_text(response)
    assert "the conditions are met" in text and "¥500,000.00" in text  # 200万 × 100 % × 25 %
    assert "公告2023年第7号" in text and "2023-01-01" in text and "(text read)" in text
    assert "Papers to prepare" in text and "When to file" in text
    steps = page_of(response).xpath("//ol[@class='yz-argument']/li")
    assert len(steps) == 6 and all(step.xpath(".//dt[.='Source']") and step.xpath(".//dt[.='Outcome']") for step in steps)


def test_an_unmet_programme_says_what_would_tip_it(visitor: Client) -> None:
    text = main_text(visitor.get("/policy/programmes/tech_sme/", {"staff": "600"}))
    assert "not met as it stands" in text and "The shortest way to meet it" in text and "now 600" in text


def test_a_figure_that_is_assumed_says_so(visitor: Client) -> None:
    page = page_of(visitor.get("/policy/programmes/rd_loan_purpose/", {"research_loan_use": "staff", "loan_term_months": "24"}))
    assert page.xpath("//main//*[@class='yz-assumption']")


def test_what_a_person_judges_says_why(visitor: Client) -> None:
    text = main_text(visitor.get("/policy/programmes/high_tech_enterprise/", {"class_one_ip": "3"}))
    assert "Why a person" in text and "Experts judge" in text


def test_the_long_form_goes_on_to_all_verdicts_with_only_what_was_filled_in(visitor: Client) -> None:
    response = visitor.get(
        "/policy/facts/", {"staff": "20", "revenue": "3000万", "industry": "software", "total_assets": "", "sent": "1"}
    )
    assert response.status_code == 302
    assert parse_qs(urlsplit(response["Location"]).query) == {"staff": ["20"], "revenue": ["3000万"], "industry": ["software"]}
    text = main_text(visitor.get(response["Location"]))
    assert "Small enterprise" in text and "Your programmes" in text  # 软件业 20 人 3000 万：从业 10–100 人且收入 50–1000 万以上取小型


def test_a_wrong_figure_names_the_field_and_the_fix_and_keeps_the_others(visitor: Client) -> None:
    response = visitor.get("/policy/facts/", {"staff": "many", "revenue": "3000万", "sent": "1"})
    page = page_of(response)
    assert page.xpath("//*[@role='alert']//a[@href='#id_staff']")
    assert page.xpath("//input[@name='revenue']/@value") == ["3000万"]
    assert "Write a plain number" in page.text_content()


def test_a_question_sent_empty_or_wrong_says_so(visitor: Client) -> None:
    for sent in ({"asked": "staff"}, {"asked": "staff", "staff": "-3"}):
        page = page_of(visitor.get("/policy/programmes/tech_sme/question/", sent))
        assert page.xpath("//*[@role='alert']") and page.xpath("//input[@name='asked']/@value") == ["staff"]


def test_nothing_is_stored_and_no_cookie_is_set(visitor: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        for path in (
            "/policy/",
            "/policy/verdicts/?staff=3",
            "/policy/programmes/tech_sme/?staff=3",
            "/policy/programmes/tech_sme/question/",
        ):
            assert "sessionid" not in visitor.get(path).cookies


def test_addresses_made_up_by_hand_break_nothing(visitor: Client) -> None:
    made_up = {"staff": "<script>alert(1)</script>", "nothing": "x", "ask": "nothing", "asked": "neither", "revenue": "9" * 400}
    for path in ("/policy/verdicts/", "/policy/facts/", "/policy/programmes/tech_sme/", "/policy/programmes/tech_sme/question/"):
        response = visitor.get(path, made_up)
        assert response.status_code == 200 and b"<script>alert" not in response.content
    assert visitor.get("/policy/programmes/nothing/").status_code == 404
    assert visitor.get("/policy/facts/?programme=nothing").status_code == 404


def test_an_answer_quotes_source_and_day_and_offers_the_calculator(visitor: Client) -> None:
    response = visitor.get("/policy/ask/", {"q": "现在研发费用加计扣除比例是多少"})
    text = main_text(response)
    assert "100 %" in text and "Source" in text and "since" in text
    assert page_of(response).xpath("//main//a[@href='/policy/programmes/rd_super_deduction/']")


def test_no_answer_is_better_than_a_wrong_one(visitor: Client) -> None:
    assert "hold no clear answer" in main_text(visitor.get("/policy/ask/", {"q": "What is the minimum wage in Shenzhen?"}))
    assert "Write your question" in main_text(visitor.get("/policy/ask/", {"q": "？"}))
    assert visitor.get("/policy/ask/").status_code == 200


def test_the_chinese_page_is_chinese(visitor: Client) -> None:
    visitor.cookies["yizhan_language"] = "zh-hans"
    text = main_text(visitor.get("/policy/programmes/rd_super_deduction/", CLAIM))
    assert "研发费用加计扣除：条件已满足" in text and "The argument" not in text
