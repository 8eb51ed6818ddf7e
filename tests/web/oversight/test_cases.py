"""Open cases, and handing one on."""

import pytest
from django.urls import reverse

from tests.stories import journey
from yizhan.records.models import Application, Role, User
from yizhan.workflows.applications import take_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(cast, now) -> Application:
    return journey.complete(cast.applicant, now, journey.register(cast.applicant, now))


def colleague() -> User:
    return User.objects.create(username="second", role=Role.RELATIONSHIP_MANAGER, display_name="Second Manager")


def test_open_cases_are_listed_with_deadline_and_holder(cast, application, signed_in) -> None:
    client = signed_in(cast.branch)
    text = client.get(reverse("branch_cases")).content.decode()
    assert application.number in text and "Relationship manager, nobody yet" in text
    assert client.get(reverse("branch_cases"), {"role": "approver"}).context["table"].rows == []
    assert len(client.get(reverse("branch_cases"), {"q": "晨星", "sort": "-enterprise"}).context["table"].rows) == 1


def test_a_case_is_handed_to_a_colleague_once(cast, application, signed_in, now) -> None:
    other = colleague()
    take_application(cast.manager, now, application.id)
    address = reverse("reassign", args=[application.id])
    client = signed_in(cast.branch)
    assert "1 open case" in client.get(address).content.decode()
    sent = {"holder": str(other.pk), "request_key": "k1"}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 302
    application.refresh_from_db()
    assert application.holder == other
    assert application.events.filter(kind="take", facts__holder=str(other.pk)).count() == 1


def test_nobody_of_another_role_can_be_chosen(cast, application, signed_in) -> None:
    response = signed_in(cast.branch).post(reverse("reassign", args=[application.id]), {"holder": str(cast.approver.pk)})
    assert response.status_code == 422
    assert Application.objects.get().holder is None


def test_a_case_of_the_customer_cannot_be_handed_on(cast, now, signed_in) -> None:
    draft = journey.start(cast.applicant, now, journey.register(cast.applicant, now))
    assert "This case waits for the customer" in signed_in(cast.branch).get(reverse("reassign", args=[draft.id])).content.decode()


def test_the_auditor_looks_but_hands_nothing_on(cast, application, signed_in) -> None:
    client = signed_in(cast.auditor)
    assert reverse("reassign", args=[application.id]) not in client.get(reverse("branch_cases")).content.decode()
    assert client.post(reverse("reassign", args=[application.id]), {"holder": str(cast.manager.pk)}).status_code == 403
