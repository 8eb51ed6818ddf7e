"""The on-site check: points one by one, typed corrections, photos, and only the visitor writes."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.stories import journey
from tests.web.desk.world import photo_bytes
from yizhan.kernel.money import Money
from yizhan.records.models import ChecklistItem, Role, SitePhoto, SiteVisit, User
from yizhan.web.desk import figures, files, visit_forms, visits, words
from yizhan.workflows.visits import plan_visit

assert files.photo and visits.visit and visit_forms.FindingForm


@pytest.fixture
def visit(cast, clock, complete) -> SiteVisit:
    journey.evaluate(cast.manager, clock, complete)
    return journey.done(plan_visit(cast.manager, clock, complete.pk, clock.now() + timedelta(hours=2), "科技园"))


def point(visit: SiteVisit, name: str) -> ChecklistItem:
    return visit.items.get(fact_name=f"claim.{name}")


def address(item: ChecklistItem) -> str:
    return f"/desk/visits/{item.visit_id}/items/{item.pk}/"


def test_a_correction_takes_the_type_of_its_figure_and_keeps_the_old_value(cast, visitor_of, visit) -> None:
    manager, staff, debt = visitor_of(cast.manager), point(visit, "staff"), point(visit, "bank_debt")
    assert 'type="number"' in manager.get(address(staff)).content.decode()
    assert manager.post(address(staff), {"effect": "correct", "new_value": "40", "words": "payroll"}).status_code == 302
    assert manager.post(address(debt), {"effect": "correct", "new_value": "20万", "words": "credit report"}).status_code == 302
    staff.refresh_from_db(), debt.refresh_from_db()
    assert (staff.old_value, staff.new_value) == (46, 40)
    assert debt.new_value == {"amount_minor": 20_000_000, "currency": "CNY"}


def test_a_finding_that_lacks_something_comes_back_with_what_was_typed(cast, visitor_of, visit) -> None:
    manager, staff = visitor_of(cast.manager), point(visit, "staff")
    response = manager.post(address(staff), {"effect": "correct", "new_value": "", "words": "what I saw"})
    assert response.status_code == 422 and "what I saw" in response.content.decode()
    assert 'href="#id_new_value"' in response.content.decode()
    response = manager.post(address(staff), {"effect": "block", "words": ""})
    assert response.status_code == 422 and 'href="#id_words"' in response.content.decode()
    staff.refresh_from_db()
    assert staff.found_at is None


def test_saving_leads_to_the_next_open_point_and_at_last_back_to_the_checklist(cast, visitor_of, visit) -> None:
    manager, items = visitor_of(cast.manager), list(visit.items.order_by("position"))
    for item, following in pairwise(items):
        assert manager.post(address(item), {"effect": "confirm"}).url == address(following)
    assert manager.post(address(items[-1]), {"effect": "confirm"}).url == f"/desk/visits/{visit.pk}/"


def test_a_visit_is_not_finished_while_a_point_is_open(cast, visitor_of, visit) -> None:
    response = visitor_of(cast.manager).post(f"/desk/visits/{visit.pk}/finish/", {"summary": "done"})
    assert response.status_code == 422 and "Still open on the checklist" in response.content.decode()


def test_another_manager_sees_the_checklist_and_cannot_write_it(cast, visitor_of, visit) -> None:
    other = visitor_of(User.objects.create(username="other", role=Role.RELATIONSHIP_MANAGER, display_name="Other"))
    assert "makes this visit" in other.get(f"/desk/visits/{visit.pk}/").content.decode()
    assert other.post(address(point(visit, "staff")), {"effect": "confirm"}).status_code == 422
    assert visitor_of(cast.officer).post(address(point(visit, "staff")), {"effect": "confirm"}).status_code == 403


def test_a_photo_is_kept_for_its_point_and_shown_as_an_image_alone(cast, visitor_of, visit) -> None:
    manager, staff = visitor_of(cast.manager), point(visit, "staff")
    file = SimpleUploadedFile("x.html", photo_bytes(), "text/html")
    sent = manager.post(f"/desk/visits/{visit.pk}/photos/", {"file": file, "caption": "hall", "item": str(staff.pk)})
    photo = SitePhoto.objects.get()
    assert sent.url == address(staff) and photo.item == staff
    response = visitor_of(cast.auditor).get(f"/desk/photos/{photo.pk}/")
    assert response["Content-Type"] == "image/jpeg" and response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Image.open(BytesIO(b"".join(response.streaming_content))).size == (64, 48)
    assert visitor_of(cast.stranger).get(f"/desk/photos/{photo.pk}/").status_code == 403


def test_what_is_no_photo_is_refused_whatever_its_name_says(cast, visitor_of, visit) -> None:
    file = SimpleUploadedFile("photo.jpg", b"<script>alert(1)</script>", "image/jpeg")
    response = visitor_of(cast.manager).post(f"/desk/visits/{visit.pk}/photos/", {"file": file})
    assert response.status_code == 422 and not SitePhoto.objects.exists()


def test_an_uploaded_file_is_only_ever_downloaded(cast, visitor_of, complete) -> None:
    upload = complete.uploads.get(kind="invoices")
    response = visitor_of(cast.officer).get(f"/desk/files/{upload.pk}/")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment") and "invoices.csv" in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("claim.staff", int), ("claim.bank_debt", Money), ("claim.on_dishonest_list", bool), ("claim.titles", list), ("sales.sales_12", Money),
     ("sales.void_share", Decimal), ("standing.age_months", int), ("standing.tax_grade", str), ("statements", object)],
)  # fmt: skip
def test_each_figure_has_its_kind(path: str, kind: type) -> None:
    assert figures.kind_of(path) is kind


def test_a_share_is_entered_in_per_cent_and_stored_exactly() -> None:
    assert figures.plain_value("sales.void_share", Decimal("12.5")) == "0.125000"
    assert figures.plain_value("claim.on_dishonest_list", "no") is False
    assert figures.plain_value("claim.staff", None) is None
    assert figures.value_field("claim.titles") is None


def test_every_figure_that_a_rule_can_ask_for_has_a_name() -> None:
    from yizhan.credit.diligence import FIELD_OF_RULE
    from yizhan.workflows.facts import FACT_TYPES

    assert set(FIELD_OF_RULE.values()) <= set(words.FIGURES)
    assert all(words.figure_name(f"claim.{name}") != name for name in FACT_TYPES)
