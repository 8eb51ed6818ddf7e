"""A session that expires while somebody types: sign in again, and everything typed is there."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from lxml import html

from tests.cast import PASSWORD, make_cast
from tests.web.conftest import PLAIN_STATIC

pytestmark = pytest.mark.django_db
PAGE = "/my/enterprises/new/details/?uscc=91440300MA5DATRG0R"


@pytest.fixture
def visitor(settings) -> Client:
    settings.STORAGES, settings.ALLOWED_HOSTS = {**PLAIN_STATIC, "default": settings.STORAGES["default"]}, ["*"]
    client = Client()
    client.cookies["yizhan_language"] = "en"
    return client


def test_what_was_typed_survives_an_expired_session(visitor: Client) -> None:
    make_cast()
    typed = {"name": "深圳市晨星数据科技有限公司", "industry": "software", "in_park": "yes", "request_key": "k"}
    late = visitor.post(PAGE, urlencode(typed), "application/x-www-form-urlencoded", headers={"referer": f"http://testserver{PAGE}"})
    assert late.status_code == 302 and late["Location"].startswith("/sign-in/?next=/my/enterprises/new/details/")
    signed_in = visitor.post(late["Location"], {"username": "applicant", "password": PASSWORD, "next": PAGE})
    assert signed_in["Location"] == PAGE
    form = html.fromstring(visitor.get(PAGE).content).xpath("//main//form")[0]
    assert form.fields["name"] == typed["name"] and form.fields["in_park"] == "yes"
    assert form.fields["request_key"] != "k"
    again = html.fromstring(visitor.get(PAGE).content).xpath("//main//form")[0]
    assert again.fields["name"] in (None, "")
