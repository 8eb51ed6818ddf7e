"""Policy watch on a page: compare, call, mark as called; windows and titles that run out."""

import pytest
from lxml import html

from tests.stories import journey
from tests.web.desk.conftest import cast, clock, plain_static, visitor_of  # noqa: F401 (fixtures)
from yizhan.records.models import PolicyCall

pytestmark = pytest.mark.django_db
DRAFT = "- {programme: tech_sme, name: staff_max, value: 39, effective_from: 2026-07-21}"
TITLE = {"kind": "high_tech", "valid_from": "2024-01-01", "valid_to": "2026-09-30", "number": "GR2024"}


@pytest.fixture
def enterprise(cast, clock):  # noqa: F811
    found = journey.register(cast.applicant, clock, industry="other")
    return journey.describe(cast.applicant, clock, found, titles=[TITLE])


def text_of(response) -> str:
    return " ".join(html.fromstring(response.content).xpath("string(//main)").split())


def test_a_draft_puts_the_enterprise_on_the_list_and_the_call_is_marked(cast, visitor_of, enterprise) -> None:  # noqa: F811
    manager = visitor_of(cast.manager)
    sent = {"old_on": "2026-07-20", "new_on": "2026-07-21", "draft": DRAFT}
    assert manager.post("/desk/policy/compare/", sent)["Location"] == "/desk/policy/"
    text = text_of(manager.get("/desk/policy/"))
    assert enterprise.name in text and "most staff: 500 → 39" in text
    call = PolicyCall.objects.get()
    assert call.cause == "2026-07-20 → 2026-07-21 · tech_sme.staff_max = 39"
    assert manager.post(f"/desk/policy/calls/{call.pk}/", {"note": "will apply"}).status_code == 302
    assert "will apply" in text_of(manager.get("/desk/policy/")) and "Nobody to call" in text_of(manager.get("/desk/policy/"))


def test_a_comparison_without_a_change_or_with_a_broken_draft_says_so(cast, visitor_of, enterprise) -> None:  # noqa: F811
    manager = visitor_of(cast.manager)
    days = {"old_on": "2026-07-20", "new_on": "2026-07-21"}
    nothing = manager.post("/desk/policy/compare/", days)
    assert nothing.status_code == 422 and "No enterprise" in text_of(nothing)
    for draft in ("- [", "- {programme: tech_sme}"):
        broken = manager.post("/desk/policy/compare/", {**days, "draft": draft})
        assert broken.status_code == 422 and "cannot be read" in text_of(broken)
        assert draft in html.fromstring(broken.content).xpath("//textarea")[0].text


def test_the_calendar_holds_windows_and_titles_that_run_out(cast, visitor_of, enterprise) -> None:  # noqa: F811
    text = text_of(visitor_of(cast.auditor).get("/desk/policy/"))
    assert "2026-09-30" in text and "72" in text  # From 20 July to 30 September.
    assert "2026-10-01" in text and "2026-08-31" in text
