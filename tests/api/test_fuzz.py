"""Requests made up from the OpenAPI schema, right and wrong, around real records: never a 500, every answer of the promised shape."""

import json
import re
from typing import Any

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core import NOT_SET

from tests.cast import Cast
from tests.lent import servicing_records
from tests.stories import journey
from tests.workflows.cards import alarm, proposed
from tests.workflows.fixed import proposed_fixing
from tests.workflows.shops import HOTEL, proposed_shop, shop
from yizhan.records.models import Decision, Merchant, RefundOrder, Role, SiteVisit
from yizhan.workflows.permissions import PERMISSIONS

pytestmark = pytest.mark.django_db
EXAMPLES = 3
PROBLEM = {"code", "facts", "message", "request_id"}
BOUNDED = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def ids(cast: Cast, now) -> dict[str, str]:
    """A record for every parameter: a loan paid out, and an application in the middle of its way."""
    loan = journey.paid_out(cast, now)
    enterprise = journey.register(cast.applicant, now, _other_code())
    open_case = journey.start(cast.applicant, now, enterprise)
    return {
        name: str(value)
        for name, value in {
            "application_id": open_case.id,
            "enterprise_id": enterprise.id,
            "loan_id": loan.id,
            "visit_id": SiteVisit.objects.get().id,
            "item_id": SiteVisit.objects.get().items.first().id,
            "upload_id": loan.application.uploads.first().id,
            "payout_id": loan.payouts.get().id,
            "evaluation_id": loan.application.evaluations.last().id,
            "decision_id": Decision.objects.get().id,
            "account_id": loan.loan_account_id,
            "journal_id": loan.payout_journal_id,
            "code": "park-e",
            "proposal_id": proposed(cast.officer, now).pk,
            "alarm_id": alarm(now).pk,
            "merchant_id": shop(cast, now).pk,
            "payment": "pay_0000000000001",
            "refund_order_id": RefundOrder.objects.create(
                merchant_id=Merchant.objects.get(state="active").pk, payment_id=1, amount_minor=1, state="to_confirm",
                ordered_by=cast.merchant, created_at=now.now()).pk,
            "merchant_proposal_id": proposed_shop(cast, now, HOTEL).pk,
            "fixing_id": proposed_fixing(cast).pk,
            **servicing_records(loan, cast.manager),
        }.items()
    }


def _other_code() -> str:
    """Another valid code: the first whose check digit holds."""
    from yizhan.enterprise.identity import Uscc, parse_uscc

    return next(
        code for character in "0123456789ABCDEFGHJKLMNPQRTUWXY" if isinstance(parse_uscc(code := f"91440300MA5DATRH0{character}"), Uscc)
    )


def operations() -> list[Any]:
    schema = schemathesis.openapi.from_dict(Client().get("/api/v1/openapi.json").json())
    return [found.ok() for found in schema.get_all_operations()]


def action_of(path: str, method: str) -> str:
    from tests.web.routes import routes

    wanted = path.replace("{", "<").replace("}", ">")
    return next(route.action for route in routes() if route.method == method and _plain(route.path) == wanted)


def _plain(path: str) -> str:
    return re.sub(r"<\w+:", "<", path)


def send(client: Client, case: Case) -> tuple[int, Any]:
    """The answer; what it changed is taken back."""
    before = transaction.savepoint()
    headers = {name: value for name, value in (case.headers or {}).items() if isinstance(value, str)}
    options: dict[str, Any] = {"headers": headers, "query_params": case.query or {}}
    if case.body is not NOT_SET and case.media_type == "application/json":
        options |= {"data": case.body if isinstance(case.body, bytes) else json.dumps(case.body), "content_type": "application/json"}
    elif case.body is not NOT_SET and isinstance(case.body, dict):
        options["data"] = {
            name: SimpleUploadedFile("f", value) if isinstance(value, bytes) else str(value) for name, value in case.body.items()
        }
    try:
        response = getattr(client, case.method.lower())(case.formatted_path, **options)
        return response.status_code, response.json()
    finally:
        transaction.savepoint_rollback(before)


def faults_of(operation: Any, mode: GenerationMode, client: Client, known: dict[str, str], statuses: set[int]) -> list[str]:
    """What made-up requests of one operation broke."""
    found: list[str] = []

    @BOUNDED
    @given(case=operation.as_strategy(mode, path_parameters=known or None))
    def try_it(case: Case) -> None:
        status, answer = send(client, case)
        statuses.add(status)
        is_of_the_promised_shape = status < 400 or set(answer) == PROBLEM
        if status >= 500 or not is_of_the_promised_shape:
            found.append(f"{case.method} {case.formatted_path} {case.query} {case.body!r} → {status} {answer}")

    try:
        try_it()
    except Unsatisfiable:
        pass  # An operation without any input cannot be called wrongly.
    except Exception as error:
        found.append(f"{operation.method} {operation.path}: {type(error).__name__} {error}")
    return found


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_made_up_request_breaks_the_api(cast: Cast, ids: dict[str, str], mode: GenerationMode) -> None:
    people, statuses = cast.by_role(), set()
    found: list[str] = []
    for operation in operations():
        action = action_of(operation.path, operation.method.upper())
        role = next((role for role in Role if role in PERMISSIONS.get(action, ())), Role.APPLICANT)
        client = Client(headers={"accept-language": "en"})
        client.force_login(people[role])
        known = {name: value for name, value in ids.items() if f"{{{name}}}" in operation.path}
        found += faults_of(operation, mode, client, known, statuses)
    assert not found, "\n".join(found)
    assert statuses >= ({400, 422} if mode is GenerationMode.NEGATIVE else {200, 201, 409, 422})
