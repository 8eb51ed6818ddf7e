"""The second step of signing in: set up with a real code, asked for afterwards, and required of staff where the branch says so."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.cast import PASSWORD, clock, make_cast
from tests.web.conftest import PLAIN_STATIC
from yizhan.records.models import AuditRow, User
from yizhan.web import addresses, second_step
from yizhan.workflows import people
from yizhan.workflows.second_step import reset_second_step

pytestmark = pytest.mark.django_db
assert addresses and second_step
PAGE, CODE = "/account/second-step/", "/sign-in/code/"


@pytest.fixture
def client(settings) -> Client:
    settings.STORAGES = PLAIN_STATIC
    make_cast()
    return Client(headers={"accept-language": "en"})


def sign_in(client: Client, name: str = "officer", address: str = ""):
    return client.post(reverse("login"), {"username": name, "password": PASSWORD, "next": address})


def code_of(name: str = "officer", steps: int = 0) -> str:
    """The code that the telephone would show; `steps` of 30 seconds later."""
    device = TOTPDevice.objects.get(user__username=name)
    return f"{totp(device.bin_key, t0=-30 * steps):06d}"


def protected(client: Client) -> Client:
    sign_in(client)
    client.post(PAGE, {"do": "begin"})
    client.post(PAGE, {"do": "confirm", "code": code_of()})
    client.post(reverse("logout"))
    return client


def test_the_second_step_is_on_only_after_a_right_code(client: Client) -> None:
    sign_in(client)
    assert "data:image/svg" not in client.get(PAGE).content.decode()
    client.post(PAGE, {"do": "begin"})
    page = client.get(PAGE).content.decode()
    assert "data:image/svg+xml" in page
    wrong = f"{(int(code_of()) + 1) % 1_000_000:06d}"
    assert "not right" in client.post(PAGE, {"do": "confirm", "code": wrong}).content.decode()
    assert not TOTPDevice.objects.get().confirmed
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert client.post(PAGE, {"do": "confirm", "code": code_of()}).status_code == 302
    assert TOTPDevice.objects.get().confirmed
    kept = AuditRow.objects.filter(action="account.protect", outcome="done").order_by("at", "id")
    assert [row.after["second_step"] for row in kept] == ["begun", "on"]


def test_a_password_alone_does_not_sign_in_any_more(client: Client) -> None:
    protected(client)
    assert sign_in(client, address="/desk/loans/").url == CODE
    assert client.get("/desk/").status_code == 302
    assert "not right" in client.post(CODE, {"code": "000000"}).content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert client.post(CODE, {"code": code_of(steps=1)}).url == "/desk/loans/"
    assert client.get("/desk/").status_code == 200


def test_a_code_is_good_once(client: Client) -> None:
    protected(client)
    code = code_of(steps=1)
    sign_in(client)
    client.post(CODE, {"code": code})
    client.post(reverse("logout"))
    sign_in(client)
    assert "not right" in client.post(CODE, {"code": code}).content.decode()


def test_the_question_for_the_code_ends_after_ten_minutes_and_needs_the_password_first(client: Client, monkeypatch) -> None:
    assert client.get(CODE).url == reverse("home")
    protected(client)
    sign_in(client)
    later = time.time() + 601
    monkeypatch.setattr(second_step.time, "time", lambda: later)
    assert client.get(CODE).url == reverse("home")
    assert client.get(reverse("home")).url.startswith(reverse("login"))


def test_an_address_elsewhere_is_not_followed(client: Client) -> None:
    protected(client)
    sign_in(client, address="https://elsewhere.invalid/")
    assert client.post(CODE, {"code": code_of(steps=1)}).url == "/home/"


def test_turning_it_off_needs_a_code_or_the_command_line(client: Client) -> None:
    protected(client)
    sign_in(client)
    client.post(CODE, {"code": code_of(steps=1)})
    assert "not right" in client.post(PAGE, {"do": "end", "code": "000000"}).content.decode()
    assert TOTPDevice.objects.exists()
    assert reset_second_step(None, clock(), "nobody").code == "user_unknown"
    reset_second_step(None, clock(), "officer")
    assert not TOTPDevice.objects.exists()


def test_where_the_branch_asks_for_it_staff_get_no_further_without(client: Client, settings) -> None:
    settings.STAFF_SECOND_STEP = True
    sign_in(client)
    assert client.get("/desk/").url == PAGE
    assert client.get("/api/v1/applications").json()["code"] == "second_step_missing"
    client.post(PAGE, {"do": "begin"})
    client.post(PAGE, {"do": "confirm", "code": code_of()})
    assert client.get("/desk/").status_code == 200
    client.post(reverse("logout"))
    sign_in(client, "applicant")
    assert client.get("/my/").status_code == 200


def test_the_published_password_opens_nothing_without_the_demonstration(client: Client, settings) -> None:
    settings.DEMO_LOGINS = ()
    people.set_password(None, clock(), "officer", settings.PUBLISHED_PASSWORD)
    page = client.post(reverse("login"), {"username": "officer", "password": settings.PUBLISHED_PASSWORD})
    assert page.status_code == 200 and "no longer accepted" in page.content.decode()
    assert people.set_password(None, clock(), "officer", "short").code == "password_too_weak"
    assert people.set_password(None, clock(), "officer", "a new sentence of mine").pk == User.objects.get(username="officer").pk
    assert client.post(reverse("login"), {"username": "officer", "password": "a new sentence of mine"}).status_code == 302
