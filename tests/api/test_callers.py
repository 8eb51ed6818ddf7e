"""Who may call: sessions with CSRF, bearer tokens; and what the API answers to those who may not."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from tests.api.calls import ROOT, Caller
from tests.stories import journey
from yizhan.kernel.clock import FixedClock, SystemClock
from yizhan.records.models import AuditRow, Enterprise
from yizhan.workflows.token_secrets import new_token, token_hash
from yizhan.workflows.tokens import create_token, revoke_token

pytestmark = pytest.mark.django_db
ENTERPRISE = {"uscc": journey.USCC, "name": "晨星数据"}


def bearer(token: str, path: str = "/me", client: Client | None = None) -> tuple[int, dict]:
    response = (client or Client()).get(f"{ROOT}{path}", headers={"authorization": f"Bearer {token}"})
    return response.status_code, response.json()


def test_a_token_acts_as_its_user_until_it_is_revoked(cast) -> None:
    secret = new_token()
    create_token(None, SystemClock(), "auditor", "nightly", token_hash(secret))
    assert bearer(secret)[1]["username"] == "auditor"
    assert bearer(secret, "/audit")[0] == 200
    assert bearer(secret, "/audit?first=2199-01-01&last=2199-01-02")[1]["total"] == 0
    revoke_token(None, SystemClock(), "auditor", "nightly")
    status, body = bearer(secret)
    assert (status, body["code"]) == (401, "not_signed_in")


def test_an_expired_token_is_nobody_s(cast) -> None:
    secret = new_token()
    create_token(None, FixedClock(SystemClock().now() - timedelta(days=3)), "auditor", "old", token_hash(secret), 2)
    assert bearer(secret)[0] == 401


def test_a_wrong_token_is_not_helped_by_a_session(cast) -> None:
    client = Client()
    client.force_login(cast.auditor)
    assert bearer("yz_wrong", client=client)[0] == 401


def test_a_machine_needs_no_csrf_token_and_a_session_does(cast) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    strict.force_login(cast.applicant)
    sent = {"data": json.dumps(ENTERPRISE), "content_type": "application/json"}
    refused = strict.post(f"{ROOT}/enterprises", **sent)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    assert "X-CSRFToken" in refused.json()["message"]
    assert not Enterprise.objects.exists()
    secret = new_token()
    create_token(None, SystemClock(), "applicant", "shop", token_hash(secret))
    machine = Client(enforce_csrf_checks=True)
    assert machine.post(f"{ROOT}/enterprises", headers={"authorization": f"Bearer {secret}"}, **sent).status_code == 201
    assert AuditRow.objects.get(action="enterprise.register").actor == cast.applicant


def test_a_key_makes_a_retry_safe_and_is_the_caller_s_own(cast) -> None:
    first = Caller(cast.applicant).send("POST", "/enterprises", ENTERPRISE, **{"Idempotency-Key": "k"})
    again = Caller(cast.applicant).send("POST", "/enterprises", ENTERPRISE, **{"Idempotency-Key": "k"})
    assert first == again and first[0] == 201
    other = Caller(cast.applicant).send("POST", "/enterprises", {**ENTERPRISE, "name": "别的"}, **{"Idempotency-Key": "k"})
    assert (other[0], other[1]["code"]) == (422, "key_reused_with_other_content")
    stranger = Caller(cast.stranger).send("POST", "/enterprises", ENTERPRISE, **{"Idempotency-Key": "k"})
    assert (stranger[0], stranger[1]["code"]) == (409, "enterprise_already_registered")


def test_a_retried_upload_is_one_upload(cast, now) -> None:
    application = journey.start(cast.applicant, now, journey.register(cast.applicant, now))
    caller = Caller(cast.applicant)
    caller.client.defaults["HTTP_IDEMPOTENCY_KEY"] = "file"
    one = caller.send_file(f"/applications/{application.id}/uploads", b"a,b", kind="invoices")
    two = caller.send_file(f"/applications/{application.id}/uploads", b"a,b", kind="invoices")
    assert one == two
    other = caller.send_file(f"/applications/{application.id}/uploads", b"a,c", kind="invoices")
    assert (other[0], other[1]["code"]) == (422, "key_reused_with_other_content")


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_of_no_use_is_refused(cast, key) -> None:
    assert Caller(cast.applicant).send("POST", "/enterprises", ENTERPRISE, **{"Idempotency-Key": key})[0] == 422


def test_the_message_speaks_the_caller_s_language(cast) -> None:
    chinese = Caller(cast.applicant, "zh-hans").send("POST", "/enterprises", {**ENTERPRISE, "uscc": "91440300MA5DATRG0X"})[1]
    english = Caller(cast.applicant, "en").send("POST", "/enterprises", {**ENTERPRISE, "uscc": "91440300MA5DATRG0X"})[1]
    assert chinese["code"] == english["code"] == "uscc_check_digit"
    assert "must be" in english["message"] and "must be" not in chinese["message"]
    assert english["facts"]["found"] == "X" and english["request_id"]


def test_schema_and_reference_are_there_for_everybody_and_name_no_other_host() -> None:
    from django.test import override_settings

    from tests.web.conftest import PLAIN_STATIC

    schema = Client().get(f"{ROOT}/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert f"{ROOT}/applications/{{application_id}}/terms" in schema["paths"]
    with override_settings(STORAGES=PLAIN_STATIC):
        page = Client().get(f"{ROOT}/docs").content.decode().replace("<wbr>", "")
    assert "/api/v1/loans/{loan_id}/early-repayment" in page and "//cdn" not in page and "<script>" not in page
