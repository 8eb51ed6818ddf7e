"""Import of a published year on the page: every fault with line, field and mend; what was typed stays."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.stories import journey
from yizhan.records.models import Application, CalendarYear

pytestmark = pytest.mark.django_db
GOOD = "year: 2031\nsource: notice\nholidays: [2031-01-01]\nmakeup_workdays: [2031-01-04]\n"
BAD = "year: 2031\nsource: notice\nholidays: [2031-01-01, 2031-13-01, 2030-12-31]\nmakeup_workdays: [2031-01-06]\n"


def test_a_pasted_year_is_known_afterwards(cast, signed_in) -> None:
    client = signed_in(cast.branch)
    answer = client.post(reverse("calendar_import"), {"text": GOOD}, follow=True).content.decode()
    assert "The calendar of 2031 is known now" in answer
    assert CalendarYear.objects.get().imported_by == cast.branch


def test_a_file_works_as_well(cast, signed_in) -> None:
    signed_in(cast.branch).post(reverse("calendar_import"), {"file": SimpleUploadedFile("2031.yaml", GOOD.encode())})
    assert CalendarYear.objects.get().year == 2031


def test_all_faults_are_listed_and_nothing_is_taken_over(cast, signed_in) -> None:
    response = signed_in(cast.branch).post(reverse("calendar_import"), {"text": BAD})
    faults = response.context["faults"].rows
    assert response.status_code == 422
    assert [(fault["line"], fault["field"]) for fault in faults] == [(3, "holidays"), (3, "holidays"), (4, "–")]
    assert "2031-13-01" in response.content.decode().split("<textarea")[1]
    assert not CalendarYear.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [{}, {"text": "  "}, {"file": SimpleUploadedFile("x.yaml", b"\xff\xfe\x00")}, {"file": SimpleUploadedFile("x.yaml", b"a" * 100_001)}],
)
def test_nothing_readable_is_refused_at_its_field(cast, signed_in, sent) -> None:
    assert signed_in(cast.branch).post(reverse("calendar_import"), sent).status_code == 422


def test_pending_deadlines_are_announced_and_set(cast, now, signed_in) -> None:
    journey.complete(cast.applicant, now, journey.register(cast.applicant, now))
    Application.objects.update(due_state="pending_calendar", due_at=None)
    client = signed_in(cast.branch)
    assert "1 deadline waits for a calendar" in client.get(reverse("calendar")).content.decode()
    assert "1 deadline that waited for it is set" in client.post(reverse("calendar_import"), {"text": GOOD}, follow=True).content.decode()


def test_the_auditor_sees_the_years_without_the_form(cast, signed_in) -> None:
    client = signed_in(cast.auditor)
    assert reverse("calendar_import") not in client.get(reverse("calendar")).content.decode()
    assert client.post(reverse("calendar_import"), {"text": GOOD}).status_code == 403
