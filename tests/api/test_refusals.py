"""Each operation's main refusal: status and code. Somebody else's id is not found; a field that the schema does not know is refused."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.api.calls import Caller
from tests.stories import journey
from yizhan.kernel.ids import new_id
from yizhan.records.models import Decision, SiteVisit

pytestmark = pytest.mark.django_db
ENTERPRISE = {"uscc": journey.USCC, "name": "另一家公司"}
TERMS = {"amount_minor": 50_000_000, "term_months": 12, "repayment_form": "annuity"}
NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def paid(cast, now) -> SimpleNamespace:
    """Ids of everything around a loan that was paid out."""
    loan = journey.paid_out(cast, now)
    application = loan.application
    return SimpleNamespace(
        enterprise=loan.enterprise_id,
        application=application.id,
        loan=loan.id,
        visit=SiteVisit.objects.get().id,
        payout=loan.payouts.get().id,
        item=SiteVisit.objects.get().items.first().id,
        decision=Decision.objects.get().id,
        evaluation=application.evaluations.last().id,
        upload=application.uploads.first().id,
        nobody=NOBODY,
    )


# role, method, path, body, status, code: on a loan that was paid out.
REFUSALS: list[tuple[str, str, str, Any, int, str]] = [
    ("applicant", "POST", "/self-assessment", {"answers": {"sales": "a_lot"}}, 422, "request_invalid"),
    ("applicant", "GET", "/products/none", None, 422, "product_not_offered"),
    ("applicant", "POST", "/enterprises", ENTERPRISE, 409, "enterprise_already_registered"),
    ("applicant", "POST", "/enterprises", {"uscc": "1", "name": "x"}, 422, "uscc_length"),
    ("stranger", "GET", "/enterprises/{enterprise}", None, 404, "not_found"),
    ("stranger", "POST", "/enterprises/{enterprise}/claims", {"staff": 4}, 404, "not_found"),
    ("stranger", "GET", "/enterprises/{enterprise}/profile", None, 404, "not_found"),
    ("applicant", "POST", "/applications", {"enterprise_id": "{enterprise}", "product_code": "none", **TERMS}, 422, "product_not_offered"),
    ("stranger", "POST", "/applications", {"enterprise_id": "{enterprise}", "product_code": "park-e", **TERMS}, 404, "not_found"),
    ("stranger", "GET", "/applications/{application}", None, 404, "not_found"),
    ("stranger", "GET", "/applications/{application}/missing", None, 404, "not_found"),
    ("stranger", "GET", "/applications/{application}/events", None, 404, "not_found"),
    ("applicant", "GET", "/applications?state=gone", None, 422, "request_invalid"),
    ("applicant", "PUT", "/applications/{application}/terms", TERMS, 409, "application_not_changeable"),
    ("applicant", "PUT", "/applications/{application}/payee", {"payee_name": "x", "payee_account": "1"}, 409, "application_not_changeable"),
    ("applicant", "POST", "/applications/{application}/consents", {"hashes": {"credit_report": "0" * 64}}, 409, "consent_text_changed"),
    ("applicant", "POST", "/applications/{application}/submission", {}, 409, "application_ended"),
    ("applicant", "POST", "/applications/{application}/withdrawal", {"reason": "spät"}, 409, "application_ended"),
    ("manager", "POST", "/applications/{application}/pauses", {"reason": "lunch", "words": "x"}, 422, "pause_reason_unknown"),
    ("applicant", "POST", "/applications/{application}/answer", {"answer": "x"}, 409, "not_paused"),
    ("officer", "POST", "/applications/{application}/resumption", {"answer": "x"}, 409, "not_paused"),
    ("officer", "POST", "/applications/{application}/holder", {}, 403, "not_in_your_queue"),
    ("branch", "PUT", "/applications/{application}/holder", {"holder_id": NOBODY}, 404, "not_found"),
    ("stranger", "GET", "/applications/{application}/uploads", None, 404, "not_found"),
    ("stranger", "GET", "/uploads/{upload}", None, 404, "not_found"),
    ("stranger", "GET", "/uploads/{upload}/problems", None, 404, "not_found"),
    ("applicant", "POST", "/applications/{application}/evaluations", {}, 403, "not_permitted"),
    ("applicant", "GET", "/applications/{application}/evaluations", None, 403, "not_permitted"),
    ("officer", "GET", "/evaluations/{nobody}", None, 404, "not_found"),
    ("officer", "GET", "/evaluations/{nobody}/replay", None, 404, "not_found"),
    ("manager", "POST", "/applications/{application}/visits", {"planned_for": "2026-11-23T09:30:00", "place": "x"}, 422, "request_invalid"),
    (
        "manager",
        "POST",
        "/applications/{application}/visits",
        {"planned_for": "2026-11-23T09:30:00+08:00", "place": "x"},
        409,
        "application_ended",
    ),
    ("officer", "POST", "/applications/{application}/visit-skip", {"reason": "x"}, 409, "application_ended"),
    ("applicant", "GET", "/visits/{visit}", None, 403, "not_permitted"),
    ("manager", "POST", "/visits/{visit}/items/{item}", {"effect": "confirm"}, 409, "visit_finished"),
    ("manager", "POST", "/visits/{visit}/items/{nobody}", {"effect": "confirm"}, 404, "not_found"),
    ("manager", "POST", "/visits/{visit}/finish", {"summary": "x"}, 409, "visit_finished"),
    ("officer", "POST", "/applications/{application}/decisions", {"outcome": "refuse", "words": "x"}, 422, "override_without_reason"),
    ("applicant", "GET", "/applications/{application}/decisions", None, 403, "not_permitted"),
    ("approver", "POST", "/decisions/{decision}/verdict", {"verdict": "confirmed"}, 409, "decision_taken_already"),
    ("approver", "POST", "/decisions/{nobody}/verdict", {"verdict": "confirmed"}, 404, "not_found"),
    ("operations", "POST", "/applications/{application}/offer", {}, 409, "application_ended"),
    ("stranger", "GET", "/applications/{application}/offer", None, 404, "not_found"),
    ("applicant", "POST", "/applications/{application}/offer/acceptance", {"text_sha256": "0" * 64}, 409, "offer_changed"),
    ("operations", "POST", "/applications/{application}/disbursement", {}, 409, "paid_out_already"),
    ("stranger", "GET", "/loans/{loan}", None, 404, "not_found"),
    ("stranger", "GET", "/loans/{loan}/schedule", None, 404, "not_found"),
    ("stranger", "GET", "/loans/{loan}/early-repayment", None, 404, "not_found"),
    ("applicant", "GET", "/loans/{loan}/early-repayment?principal_minor=99999999999", None, 422, "amount_over_principal"),
    ("stranger", "POST", "/loans/{loan}/early-repayment", {"keep": "term", "expected_total_minor": 1}, 404, "not_found"),
    ("applicant", "POST", "/loans/{loan}/early-repayment", {"keep": "both", "expected_total_minor": 1}, 422, "request_invalid"),
    ("applicant", "POST", "/loans/{loan}/repayments", {}, 409, "instalment_not_due"),
    ("operations", "POST", "/payouts/{payout}/retry", {"payee_name": "x", "payee_account": "1"}, 409, "payout_not_rejected"),
    ("officer", "GET", "/branch/figures", None, 403, "not_permitted"),
    ("branch", "GET", "/branch/figures?first=2026-12-01&last=2026-11-01", None, 422, "request_invalid"),
    ("branch", "POST", "/calendars", {"text": "year: x"}, 422, "request_invalid"),
    ("manager", "GET", "/book/trial-balance", None, 403, "not_permitted"),
    ("auditor", "GET", "/book/trial-balance?day=2026-02-30", None, 422, "request_invalid"),
    ("auditor", "GET", "/book/accounts?page=0", None, 422, "request_invalid"),
    ("auditor", "GET", "/book/accounts/{nobody}", None, 404, "not_found"),
    ("auditor", "GET", "/book/accounts/{nobody}/statement", None, 404, "not_found"),
    ("auditor", "GET", "/book/journals/{nobody}", None, 404, "not_found"),
    ("operations", "GET", "/audit", None, 403, "not_permitted"),
    ("auditor", "GET", "/audit/applications/{nobody}", None, 404, "not_found"),
    ("nobody", "GET", "/me", None, 401, "not_signed_in"),
    ("nobody", "GET", "/applications", None, 401, "not_signed_in"),
    ("nobody", "POST", "/loans/{loan}/repayments", {}, 401, "not_signed_in"),
]


def test_every_refusal_has_its_status_and_code_and_changes_nothing(cast, paid) -> None:
    """One loan serves all of them, since none may change anything; building it anew for each would take minutes."""
    from yizhan.records.models import ApplicationEvent, Upload

    before = (ApplicationEvent.objects.count(), Upload.objects.count())
    found = []
    for role, method, path, body, status, code in REFUSALS:
        answer_status, answer = caller_of(cast, role).send(method, path.format(**vars(paid)), _filled(body, paid))
        if (answer_status, answer.get("code")) != (status, code) or not answer.get("message"):
            found.append((role, method, path, answer_status, answer))
    assert not found
    assert (ApplicationEvent.objects.count(), Upload.objects.count()) == before


def caller_of(cast, role: str) -> Caller:
    return Caller(getattr(cast, role, None))


def _filled(body: Any, ids: SimpleNamespace) -> Any:
    if not isinstance(body, dict):
        return body
    return {name: value.format(**vars(ids)) if isinstance(value, str) and value.startswith("{") else value for name, value in body.items()}


STRICT: list[tuple[str, dict[str, Any], str]] = [
    ("/enterprises", {**ENTERPRISE, "colour": "red"}, "colour"),
    ("/enterprises", {**ENTERPRISE, "registered_on": 20210305}, "registered_on"),
    ("/enterprises", {**ENTERPRISE, "registered_on": "05.03.2021"}, "registered_on"),
    ("/enterprises", {**ENTERPRISE, "registered_capital_minor": 10.5}, "registered_capital_minor"),
    ("/enterprises", {**ENTERPRISE, "in_park": "yes"}, "in_park"),
    ("/enterprises", {**ENTERPRISE, "name": " \u3000 "}, "name"),
    ("/enterprises", {**ENTERPRISE, "name": "a\u0000b"}, "name"),
    ("/enterprises", {"name": "x"}, "uscc"),
    ("/applications", {"enterprise_id": NOBODY, "product_code": "park-e", **TERMS, "amount_minor": "50000000"}, "amount_minor"),
    ("/applications", {"enterprise_id": NOBODY, "product_code": "park-e", **TERMS, "amount_minor": 500000.0}, "amount_minor"),
    ("/applications", {"enterprise_id": NOBODY, "product_code": "park-e", **TERMS, "amount_minor": True}, "amount_minor"),
    ("/applications", {"enterprise_id": NOBODY, "product_code": "park-e", **TERMS, "amount_minor": 0}, "amount_minor"),
    ("/applications", {"enterprise_id": "me", "product_code": "park-e", **TERMS}, "enterprise_id"),
]


@pytest.mark.parametrize(("path", "body", "field"), STRICT)
def test_an_input_that_does_not_fit_names_its_field(cast, path: str, body: dict[str, Any], field: str) -> None:
    status, answer = Caller(cast.applicant).send("POST", path, body)
    assert (status, answer["code"]) == (422, "request_invalid")
    assert field in answer["facts"]["faults"][0] and field in answer["message"]


@pytest.mark.parametrize("body", ["{", "[1]", "NaN", '"text"', "\udcff"])
def test_a_body_that_is_no_object_is_refused(cast, body: str) -> None:
    response = Caller(cast.applicant).client.post(
        "/api/v1/enterprises", data=body.encode("utf-8", "surrogatepass"), content_type="application/json"
    )
    assert response.status_code in (400, 422) and response.json()["code"] in ("body_unreadable", "request_invalid")


def test_a_body_over_the_limit_is_413(cast) -> None:
    response = Caller(cast.applicant).client.post(
        "/api/v1/enterprises", data=b'{"name": "' + b"x" * (3 * 2**20) + b'"}', content_type="application/json"
    )
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_a_file_over_the_limit_is_413(cast, now, settings) -> None:
    settings.UPLOAD_BYTES_MAX = 1000
    application = journey.start(cast.applicant, now, journey.register(cast.applicant, now))
    status, answer = Caller(cast.applicant).send_file(f"/applications/{application.id}/uploads", b"x" * 2000, kind="invoices")
    assert (status, answer["code"]) == (413, "body_too_large")


def test_bad_rows_are_named_with_line_field_and_mend(cast, now) -> None:
    application = journey.start(cast.applicant, now, journey.register(cast.applicant, now))
    content = journey.sales_file(now.now().date()).decode().splitlines()
    content[1] = content[1].replace("客户00有限公司", "").replace(",否", ",也许")
    upload = journey.upload_invoices(cast.applicant, now, application, "\n".join(content).encode())
    found = Caller(cast.applicant).get(f"/uploads/{upload.id}/problems")["items"]
    assert found and all(row["line"] == 2 and row["field"] and row["message"] for row in found)


def test_a_correction_has_the_type_of_its_figure(cast, now) -> None:
    enterprise = journey.register(cast.applicant, now)
    journey.describe(cast.applicant, now, enterprise)
    application = journey.complete(cast.applicant, now, enterprise)
    journey.evaluate(cast.manager, now, application)
    manager = Caller(cast.manager)
    visit = manager.post(f"/applications/{application.id}/visits", {"planned_for": "2026-11-23T09:30:00+08:00", "place": "科技园"})
    items = {item["fact_name"]: item["id"] for item in visit["items"]}
    path = f"/visits/{visit['id']}/items/"
    wrong = {"effect": "correct", "words": "实际", "new_value": "forty"}
    assert manager.send("POST", path + items["claim.staff"], wrong)[1]["code"] == "request_invalid"
    assert manager.send("POST", path + items["claim.staff"], {**wrong, "new_value": True})[0] == 422
    manager.post(path + items["claim.staff"], {**wrong, "new_value": 40})
    assert manager.send("POST", path + str(new_id()), {"effect": "confirm"})[0] == 404
    kept: Callable = lambda: next(item for item in manager.get(f"/visits/{visit['id']}")["items"] if item["fact_name"] == "claim.staff")  # noqa: E731
    assert (kept()["old_value"], kept()["new_value"]) == (46, 40)
