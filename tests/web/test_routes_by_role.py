"""Every address × every role: what the permission table says is what the doors do. And a GET never changes anything."""

from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings

from tests.cast import Cast, clock, make_cast
from tests.lent import servicing_records
from tests.stories import journey
from tests.travelling import account_of, wallet_records
from tests.web.conftest import PLAIN_STATIC
from tests.web.routes import Route, actions_of, patterns, routes
from tests.workflows.cards import alarm, proposed, trained_card
from tests.workflows.fixed import proposed_fixing
from tests.workflows.shops import HOTEL, proposed_shop, shop
from yizhan.kernel.ids import new_id
from yizhan.records.models import Application, Decision, Role, SitePhoto, SiteVisit, Upload
from yizhan.workflows.permissions import PERMISSIONS, PUBLIC, may

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"
# Written by hand, so that a slip in the table cannot hide itself: these must be refused whatever the table says.
DENIED: list[tuple[str, str, str | None]] = [
    ("POST", "/api/v1/applications/<uuid:application_id>/disbursement", Role.APPROVER),
    ("POST", "/api/v1/applications/<uuid:application_id>/disbursement", Role.CREDIT_OFFICER),
    ("POST", "/api/v1/applications/<uuid:application_id>/decisions", Role.RELATIONSHIP_MANAGER),
    ("POST", "/api/v1/applications/<uuid:application_id>/decisions", Role.APPLICANT),
    ("POST", "/api/v1/decisions/<uuid:decision_id>/verdict", Role.CREDIT_OFFICER),
    ("POST", "/api/v1/decisions/<uuid:decision_id>/verdict", Role.OPERATIONS),
    ("POST", "/api/v1/applications/<uuid:application_id>/offer/acceptance", Role.OPERATIONS),
    ("POST", "/api/v1/applications/<uuid:application_id>/submission", Role.BRANCH_MANAGER),
    ("POST", "/api/v1/visits/<uuid:visit_id>/finish", Role.CREDIT_OFFICER),
    ("POST", "/api/v1/calendars", Role.AUDITOR),
    ("POST", "/payments/merchant-proposals/<uuid:merchant_proposal_id>/take/", Role.RELATIONSHIP_MANAGER),
    ("POST", "/payments/merchant-proposals/<uuid:merchant_proposal_id>/take/", Role.MERCHANT),
    ("POST", "/payments/merchants/<int:merchant_id>/unmask/", Role.MERCHANT),
    ("GET", "/payments/merchants/<int:merchant_id>/", Role.MERCHANT),
    ("GET", "/desk/", Role.MERCHANT),
    ("GET", "/my/", Role.MERCHANT),
    ("GET", "/merchant/<int:merchant_id>/", Role.OPERATIONS),
    ("POST", "/merchant/<int:merchant_id>/payments/<slug:payment>/refund/", Role.OPERATIONS),
    ("POST", "/payments/refund-orders/<uuid:refund_order_id>/confirm/", Role.MERCHANT),
    ("POST", "/payments/refund-orders/<uuid:refund_order_id>/confirm/", Role.BRANCH_MANAGER),
    ("POST", "/payments/alarms/<int:shard>/<int:alarm_number>/answer/", Role.AUDITOR),
    ("POST", "/payments/rates/<uuid:fixing_id>/take/", Role.RELATIONSHIP_MANAGER),
    ("POST", "/payments/rates/<uuid:fixing_id>/take/", Role.AUDITOR),
    ("POST", "/payments/rates/propose/", Role.BRANCH_MANAGER),
    ("GET", "/payments/rates/", Role.TRAVELLER),
    ("POST", "/api/v1/rate-fixings/<uuid:fixing_id>/verdict", Role.APPROVER),
    ("GET", "/payments/", Role.MERCHANT),
    ("GET", "/payments/one/<slug:payment>/", Role.APPLICANT),
    ("GET", "/payments/margins/", Role.RELATIONSHIP_MANAGER),
    ("GET", "/api/v1/audit", Role.OPERATIONS),
    ("GET", "/api/v1/book/trial-balance", Role.APPLICANT),
    ("GET", "/audit/", Role.CREDIT_OFFICER),
    ("GET", "/audit/", Role.APPLICANT),
    ("GET", "/book/", Role.RELATIONSHIP_MANAGER),
    ("GET", "/branch/", Role.OPERATIONS),
    ("POST", "/branch/calendar/import/", Role.AUDITOR),
    ("POST", "/branch/cases/<uuid:application_id>/reassign/", Role.AUDITOR),
    ("GET", "/desk/", Role.APPLICANT),
    ("GET", "/desk/cases/<uuid:application_id>/", None),
    ("GET", "/my/", None),
    ("GET", "/wallet/home/", None),
    ("GET", "/wallet/home/", Role.APPLICANT),
    ("GET", "/desk/", Role.TRAVELLER),
    ("GET", "/desk/travellers/", Role.TRAVELLER),
    ("POST", "/desk/travellers/<uuid:upgrade_id>/decide/", Role.BRANCH_MANAGER),
    ("POST", "/desk/travellers/<uuid:upgrade_id>/show/", Role.CREDIT_OFFICER),
    ("GET", "/audit/", None),
]


@pytest.fixture(autouse=True)
def plain_static() -> Iterator[None]:
    """Static files without a manifest."""
    with override_settings(STORAGES=PLAIN_STATIC, LOGGING_CONFIG=None):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def ids(cast: Cast) -> dict[str, object]:
    """A record for every parameter, all around one loan of the applicant's."""
    now = clock()
    loan = journey.paid_out(cast, now)
    visit = SiteVisit.objects.get()
    picture = Upload.objects.create(
        enterprise=loan.enterprise,
        application=loan.application,
        kind="site_photo",
        file_name="a.png",
        stored_as="none",
        media_type="image/png",
        sha256="0" * 64,
        size_bytes=1,
        created_at=now.now(),
    )
    photo = SitePhoto.objects.create(visit=visit, upload=picture, taken_at=now.now(), created_at=now.now())
    return {
        "application_id": loan.application_id,
        "enterprise_id": loan.enterprise_id,
        "loan_id": loan.pk,
        "visit_id": visit.pk,
        "photo_id": photo.pk,
        "item_id": visit.items.first().pk,
        "upload_id": Upload.objects.exclude(kind="site_photo").first().pk,
        "payout_id": loan.payouts.get().pk,
        "evaluation_id": loan.application.evaluations.last().pk,
        "decision_id": Decision.objects.get().pk,
        "account_id": loan.loan_account_id,
        "journal_id": loan.payout_journal_id,
        "code": "park-e",
        "proposal_id": proposed(cast.officer, now).pk,
        "alarm_id": alarm(now).pk,
        "card_id": trained_card().card_id,
        "merchant_id": shop(cast, now).pk,
        "shard": 0,
        "alarm_number": 1,
        "merchant_proposal_id": proposed_shop(cast, now, HOTEL).pk,
        "fixing_id": proposed_fixing(cast).pk,
        **servicing_records(loan, cast.manager),
        **wallet_records(account_of(cast.traveller, now)),
    }


class Visitor:
    """A client that is the same person before every request, whatever the last answer did to its cookies."""

    def __init__(self, user=None) -> None:
        self.client = Client(raise_request_exception=True)
        if user is not None:
            self.client.force_login(user)
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def ask(self, route: Route, path: str):
        """The answer; what it changed is rolled back."""
        self.client.cookies = SimpleCookie(self.cookies)
        before = transaction.savepoint()
        options = {"content_type": "application/json", "data": {}} if route.is_api and route.method != "GET" else {}
        response = getattr(self.client, route.method.lower())(path, **options)
        transaction.savepoint_commit(before) if route.method == "GET" else transaction.savepoint_rollback(before)
        return response


def is_refused(response, route: Route, role: str | None) -> bool:
    """401 or 403; a page sends a stranger to sign in and back again."""
    if role is not None:
        return response.status_code == 403
    if route.is_api:
        return response.status_code == 401
    return response.status_code == 302 and response["Location"].startswith(SIGN_IN)


def changes() -> list[tuple]:
    """Rows inserted, updated and deleted so far in this test's transaction, by table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables ORDER BY 1")
        return cursor.fetchall()


def people(cast: Cast) -> dict[str | None, Visitor]:
    return {None: Visitor(), **{role: Visitor(user) for role, user in cast.by_role().items()}}


def test_the_count_of_changes_sees_what_a_get_must_not_do(cast: Cast) -> None:
    before = changes()
    cast.auditor.save()
    assert changes() != before


def test_every_view_names_its_action_and_every_action_stands_in_the_table() -> None:
    nameless = [path for path, pattern in patterns() if not actions_of(pattern)]
    assert not nameless
    unknown = {route.action for route in routes()} - set(PERMISSIONS) - PUBLIC
    assert not unknown


def test_a_get_is_open_to_whom_the_table_says_and_changes_nothing(cast: Cast, ids: dict[str, object]) -> None:
    reading = [route for route in routes() if route.method == "GET"]
    assert len(reading) > 60
    wrong, changed = [], []
    for role, visitor in people(cast).items():
        for route in reading:
            before = changes()
            response = visitor.ask(route, route.filled(ids, new_id()))
            if changes() != before:
                changed.append((str(route), role))
            permitted = may(role, route.action)
            if is_refused(response, route, role) is permitted or response.status_code >= 500:
                wrong.append((str(route), role, response.status_code, "permitted" if permitted else "denied"))
    assert not wrong
    assert not changed


def test_a_post_is_open_to_whom_the_table_says(cast: Cast, ids: dict[str, object]) -> None:
    writing = [route for route in routes() if route.method not in ("GET", "HEAD")]
    assert len(writing) > 50
    wrong = []
    for role, visitor in people(cast).items():
        for route in writing:
            response = visitor.ask(route, route.filled(ids, new_id()))
            permitted = may(role, route.action)
            refused = is_refused(response, route, role)
            # An API call that the role may make can still be another person's to make, which is 403 with a code of its own.
            another = permitted and refused and route.is_api and response.json()["code"] != "not_permitted"
            if (refused is permitted and not another) or response.status_code >= 500:
                wrong.append((str(route), role, response.status_code, "permitted" if permitted else "denied"))
    assert not wrong


def test_somebody_else_s_record_is_not_found(cast: Cast, ids: dict[str, object]) -> None:
    wrong = []
    for role, person in ((Role.APPLICANT, cast.stranger), (Role.MERCHANT, cast.other_merchant)):
        stranger = Visitor(person)
        for route in routes():
            if not route.has_record or not may(role, route.action) or route.action in PUBLIC:
                continue
            response = stranger.ask(route, route.filled(ids, new_id()))
            if route.is_api and response.status_code == 422 and response.json()["code"] == "request_invalid":
                continue  # An empty body is refused before any record is looked at; tests/api/test_refusals.py sends whole ones.
            if response.status_code != 404:
                wrong.append((str(route), role, response.status_code))
    assert not wrong
    assert Application.objects.get().applicant == cast.applicant


@pytest.mark.parametrize(("method", "path", "role"), DENIED)
def test_what_must_never_be_permitted_is_denied(cast: Cast, method: str, path: str, role: str | None) -> None:
    route = next(route for route in routes() if (route.method, route.path) == (method, path))
    visitor = Visitor(cast.by_role()[role]) if role else Visitor()
    assert is_refused(visitor.ask(route, route.filled({}, new_id())), route, role)


def test_a_method_that_a_page_does_not_know_is_405(cast: Cast) -> None:
    visitor = Visitor(cast.auditor)
    pages = {route.path for route in routes() if not route.is_api} - {"/healthz", "/language/"}
    answers = {path: visitor.ask(Route(path, "DELETE", "", ""), Route(path, "", "", "").filled({}, new_id())).status_code for path in pages}
    assert set(answers.values()) == {405}, answers
