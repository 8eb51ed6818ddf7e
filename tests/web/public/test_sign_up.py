"""Signing up: errors at their field, what was typed stays, and the page that was asked for comes next."""

import pytest
from django.test import Client
from lxml import html

from tests.cast import PASSWORD, make_cast
from yizhan.records.models import User

pytestmark = pytest.mark.django_db


def test_a_stranger_signs_up_and_comes_to_the_page_that_was_asked_for(visitor: Client) -> None:
    typed = {"display_name": "林晓", "username": "linxiao", "password": PASSWORD, "next": "/apply/?product=park-e"}
    response = visitor.post("/sign-up/", typed)
    assert response["Location"] == "/apply/?product=park-e"
    assert visitor.get(response["Location"])["Location"] == "/my/enterprises/new/?product=park-e"
    assert User.objects.get(username="linxiao").role == "applicant"


@pytest.mark.parametrize(("username", "password", "field"), [("applicant", PASSWORD, "username"), ("new", "short", "password")])
def test_a_refused_sign_up_says_why_at_its_field_and_keeps_the_name(visitor: Client, username: str, password: str, field: str) -> None:
    make_cast()
    page = html.fromstring(visitor.post("/sign-up/", {"display_name": "<b>林晓</b>", "username": username, "password": password}).content)
    assert page.xpath(f"//*[@role='alert']//a[@href='#id_{field}']")
    assert page.xpath("//input[@name='display_name']/@value") == ["<b>林晓</b>"] and not page.xpath("//input/b")


def test_the_front_page_offers_the_self_assessment_first(visitor: Client) -> None:
    page = html.fromstring(visitor.get("/").content)
    assert page.xpath("//main//a[contains(@class, 'btn-primary')]/@href") == ["/self-assessment/"]
    assert len(page.xpath("//h1")) == 1
