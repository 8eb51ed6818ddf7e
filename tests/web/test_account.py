"""Signing in, signing up, and where one comes to afterwards."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, make_cast
from tests.web.conftest import PLAIN_STATIC
from yizhan.records.models import AuditRow, User
from yizhan.web import account, context, front
from yizhan.workflows import people

pytestmark = pytest.mark.django_db
assert account and context and front and people


@pytest.fixture
def client(settings) -> Client:
    settings.STORAGES = PLAIN_STATIC
    return Client(headers={"accept-language": "en"})


def sign_in(client: Client, name: str, next_address: str = ""):
    return client.post(reverse("login"), {"username": name, "password": PASSWORD, "next": next_address})


def test_everybody_sees_the_front_page_and_may_switch_its_language(client: Client) -> None:
    assert client.get("/").status_code == 200
    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/"})
    assert 'lang="zh-Hans"' in client.get("/").content.decode()


def test_staff_come_to_the_desk_and_applicants_to_their_cases(client: Client) -> None:
    make_cast()
    sign_in(client, "officer")
    assert client.get("/home/").url == reverse("desk")
    sign_in(client, "applicant")
    assert client.get("/home/").url == reverse("my_cases")


def test_a_wrong_password_says_so_and_keeps_the_name(client: Client) -> None:
    make_cast()
    page = client.post(reverse("login"), {"username": "officer", "password": "not this one"})
    assert page.status_code == 200
    assert 'value="officer"' in page.content.decode()


def test_too_many_wrong_passwords_lock_the_name_out(client: Client) -> None:
    make_cast()
    answers = [client.post(reverse("login"), {"username": "officer", "password": f"wrong {attempt}"}).status_code for attempt in range(10)]
    assert answers[-1] == 429
    assert sign_in(client, "officer").status_code == 429


def test_signing_in_never_leads_to_another_site(client: Client) -> None:
    make_cast()
    assert sign_in(client, "officer", "https://elsewhere.example/desk/").url == "/home/"
    assert sign_in(client, "officer", "/desk/").url == "/desk/"


def test_signing_up_makes_an_applicant_and_an_audit_row(client: Client) -> None:
    client.post(reverse("sign_up"), {"username": "new-one", "display_name": "新人", "password": "a good long sentence"})
    user = User.objects.get(username="new-one")
    assert user.role == "applicant"
    assert AuditRow.objects.get(action="user.create").subject_id == user.id


def test_nobody_signs_up_as_staff_by_adding_a_field(client: Client) -> None:
    client.post(reverse("sign_up"), {"username": "sly", "display_name": "S", "password": "a good long sentence", "role": "approver"})
    assert User.objects.get(username="sly").role == "applicant"


@pytest.mark.parametrize(("name", "password", "told"), [("officer", "a good long sentence", "username"), ("fresh", "short", "password")])
def test_a_taken_name_or_a_weak_password_is_told_at_the_field(client: Client, name: str, password: str, told: str) -> None:
    make_cast()
    page = client.post(reverse("sign_up"), {"username": name, "display_name": "N", "password": password})
    assert page.status_code == 200
    assert f'id="id_{told}' in page.content.decode()
    assert "invalid" in page.content.decode()
