"""The self-assessment: a page a question, the address holds all, the end tells what to do."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from lxml import html

pytestmark = pytest.mark.django_db
GOOD = {"park": "inside", "age": "over_three_years", "sales": "5m_to_20m", "purpose": "operation", "sector": "technology", "tax": "a_or_b",
        "overdue": "nothing", "dishonest": "not_listed"}


def page_of(response):
    return html.fromstring(response.content)


def test_a_visitor_answers_question_by_question_to_the_end(visitor: Client) -> None:
    response = visitor.get("/self-assessment/questions/")
    asked = []
    while response.status_code == 200:
        form = page_of(response).xpath("//main//form")[0]
        code = form.fields["asked"]
        asked.append(code)
        response = visitor.get(form.action, {**dict(form.fields), code: GOOD[code]})
    assert urlsplit(response["Location"]).path == "/self-assessment/result/"
    end = page_of(visitor.get(response["Location"]))
    assert "You qualify" in end.xpath("string(//h1)")
    assert len(asked) == len(set(asked)) <= 8
    kept = parse_qs(urlsplit(response["Location"]).query)
    assert kept == {code: [GOOD[code]] for code in asked}


def test_nothing_is_stored_and_no_cookie_is_set(visitor: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        response = visitor.get("/self-assessment/result/", GOOD)
    assert "sessionid" not in response.cookies


def test_sending_no_answer_says_so_and_keeps_the_others(visitor: Client) -> None:
    response = page_of(visitor.get("/self-assessment/questions/", {"park": "inside", "asked": "sales"}))
    assert response.xpath("//*[@role='alert']//a[@href='#id_sales_0']")
    assert response.xpath("//main//form")[0].fields["park"] == "inside"


def test_going_back_shows_the_answer_that_was_given(visitor: Client) -> None:
    response = page_of(visitor.get("/self-assessment/questions/", {"ask": "park", "park": "outside", "age": "over_three_years"}))
    form = response.xpath("//main//form")[0]
    assert form.fields["park"] == "outside" and form.fields["age"] == "over_three_years"


def test_an_overdue_loan_names_the_condition_and_what_to_do(visitor: Client) -> None:
    text = page_of(visitor.get("/self-assessment/result/", GOOD | {"overdue": "overdue"})).xpath("string(//main)")
    assert "You would qualify" in text and "Settle what is overdue" in text


def test_a_listed_debtor_gets_no_range_and_no_button_but_a_reason(visitor: Client) -> None:
    page = page_of(visitor.get("/self-assessment/result/", GOOD | {"dishonest": "listed"}))
    assert "does not fit" in page.xpath("string(//h1)")
    assert "list of dishonest debtors" in page.xpath("string(//main)")
    assert not page.xpath("//main//a[contains(@href, '/apply/')]")


def test_an_enterprise_outside_the_park_is_led_to_the_growth_loan(visitor: Client) -> None:
    page = page_of(visitor.get("/self-assessment/result/", GOOD | {"park": "outside"}))
    assert page.xpath("//main//a[@href='/apply/?product=xingke']")


def test_figures_are_labelled_as_assumptions_and_the_range_opens_to_its_parts(visitor: Client) -> None:
    page = page_of(visitor.get("/self-assessment/result/", GOOD))
    assert page.xpath("//*[@class='yz-assumption']")
    assert len(page.xpath("//details//tr")) >= 8 and len(page.xpath("//tr[@data-decides]")) >= 2


def test_addresses_made_up_by_hand_break_nothing(visitor: Client) -> None:
    made_up = {"park": "<script>alert(1)</script>", "ask": "nothing", "asked": "neither", "x": "y"}
    response = visitor.get("/self-assessment/questions/", made_up)
    assert response.status_code == 200 and b"alert(1)" not in response.content.split(b"yz-language")[1].split(b"</form>")[1]
    assert visitor.get("/self-assessment/result/", made_up).status_code == 200


def test_the_chinese_pages_are_chinese(visitor: Client) -> None:
    visitor.cookies["yizhan_language"] = "zh-hans"
    page = page_of(visitor.get("/self-assessment/result/", GOOD))
    assert not re.search(r"[A-Za-z]{4,}", page.xpath("string(//main//h1)"))
