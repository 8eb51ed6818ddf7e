"""One case by its page alone: each step by its form, as the person of each role, and what a refusal leaves."""

import re
from datetime import timedelta

from django.test import Client

from tests.stories import journey
from yizhan.records.models import Application, AuditRow, Decision, Loan, SiteVisit
from yizhan.web.desk import case_file, case_parts, cases, history

assert cases.case


def text(response) -> str:
    """The page as words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def post(client: Client, application: Application, step: str, **values):
    return client.post(f"/desk/cases/{application.pk}/{step}/", {"request_key": f"{step}key", **values})


def test_the_whole_journey_goes_by_the_forms_of_the_page(cast, clock, visitor_of, complete) -> None:
    manager, officer, approver, operations = (visitor_of(user) for user in (cast.manager, cast.officer, cast.approver, cast.operations))
    address = f"/desk/cases/{complete.pk}/"
    assert "Take the case" in text(manager.get(address)) and "Nothing for you to do now" in text(approver.get(address))
    assert post(manager, complete, "take").url == address
    assert post(manager, complete, "evaluate").status_code == 302
    assert post(manager, complete, "plan", planned_for="2026-07-21T10:00", place="科技园").status_code == 302
    visit = SiteVisit.objects.get()
    assert f"/desk/visits/{visit.pk}/" in manager.get(address).content.decode()
    clock.advance(timedelta(minutes=5))
    for item in visit.items.all():
        saved = manager.post(f"/desk/visits/{visit.pk}/items/{item.pk}/", {"effect": "confirm", "words": ""})
        assert saved.status_code == 302
    assert manager.post(f"/desk/visits/{visit.pk}/finish/", {"summary": "正常"}).url == address
    assert "Facts have changed since this model check" in text(officer.get(address))
    clock.advance(timedelta(minutes=5))
    assert officer.post(f"/desk/cases/{complete.pk}/evaluate/", {"request_key": "second"}).status_code == 302
    assert post(officer, complete, "propose", outcome="approve", amount="500,000", words="good").status_code == 302
    assert "Proposed: approve" in text(approver.get(address))
    assert post(approver, complete, "decide", verdict="confirmed").status_code == 302
    assert post(operations, complete, "offer").status_code == 302
    journey.accept(cast.applicant, clock, complete)
    assert post(operations, complete, "disburse").status_code == 302
    assert post(operations, complete, "disburse").status_code == 302, "the same form sent twice is one payout"
    assert Loan.objects.get().principal_minor == 50_000_000
    page = text(visitor_of(cast.auditor).get(address))
    assert "Paid out" in page and "Loan paid" not in page and "The case is closed" in page


def test_a_refused_step_keeps_what_was_typed_and_says_which_field(cast, visitor_of, clock, complete) -> None:
    journey.evaluate(cast.manager, clock, complete)
    journey.visit(cast.manager, clock, complete)
    journey.evaluate(cast.officer, clock, complete)
    response = post(visitor_of(cast.officer), complete, "propose", outcome="approve", amount="9,000,000", words="all well, I think")
    page = response.content.decode()
    assert response.status_code == 422 and not Decision.objects.exists()
    assert 'href="#propose_amount"' in page and "9,000,000" in page and "all well, I think" in page


def test_a_decision_against_the_model_without_a_reason_opens_the_folded_field(cast, visitor_of, clock, complete) -> None:
    journey.evaluate(cast.manager, clock, complete)
    journey.visit(cast.manager, clock, complete)
    journey.evaluate(cast.officer, clock, complete)
    page = post(visitor_of(cast.officer), complete, "propose", outcome="refuse", words="no").content.decode()
    assert '<details class="yz-field" open>' in page and 'href="#propose_override_reason"' in page


def test_a_pause_is_shown_to_all_and_ends_by_the_form(cast, visitor_of, complete) -> None:
    manager = visitor_of(cast.manager)
    assert post(manager, complete, "pause", reason="clarification", words="Which lease?").status_code == 302
    assert "Which lease?" in text(visitor_of(cast.auditor).get(f"/desk/cases/{complete.pk}/"))
    assert post(manager, complete, "resume", answer="The lease of hall 3").status_code == 302
    complete.refresh_from_db()
    assert (complete.state, complete.due_state) == ("complete", "running")


def test_the_branch_manager_gives_a_case_to_a_person_of_the_role(cast, visitor_of, complete) -> None:
    assert post(visitor_of(cast.branch), complete, "reassign", holder=str(cast.manager.pk)).status_code == 302
    complete.refresh_from_db()
    assert complete.holder == cast.manager
    assert post(visitor_of(cast.branch), complete, "reassign", holder=str(cast.officer.pk)).status_code == 422


def test_another_role_s_step_is_forbidden_and_a_get_changes_nothing(cast, visitor_of, complete) -> None:
    assert post(visitor_of(cast.manager), complete, "disburse").status_code == 403
    assert visitor_of(cast.manager).get(f"/desk/cases/{complete.pk}/evaluate/").status_code == 405
    assert visitor_of(cast.applicant).get(f"/desk/cases/{complete.pk}/").status_code == 403
    assert visitor_of(cast.manager).get(f"/desk/cases/{cast.manager.pk}/").status_code == 404


def test_a_case_is_read_in_a_bounded_number_of_queries(cast, visitor_of, clock, complete, django_assert_max_num_queries) -> None:
    journey.evaluate(cast.manager, clock, complete)
    journey.visit(cast.manager, clock, complete)
    client = visitor_of(cast.officer)
    with django_assert_max_num_queries(40):
        assert client.get(f"/desk/cases/{complete.pk}/").status_code == 200


def test_the_journey_marks_where_an_ended_case_stopped(cast, clock, complete) -> None:
    from yizhan.workflows import applications

    journey.evaluate(cast.manager, clock, complete)
    journey.done(applications.withdraw_application(cast.applicant, clock, complete.pk, "other plans"))
    found = case_file.read_case(cast.auditor, complete.pk, clock.now())
    assert [step.state for step in case_parts.journey(found)] == ["done", "stopped", "todo", "todo", "todo", "todo", "todo"]
    assert "other plans" in " ".join(event.note for event in history.events(complete))


def test_an_account_number_shows_its_ends_only() -> None:
    assert case_parts.masked("6222000000000100") == "6222 **** 0100"
    assert case_parts.masked("6222") == "6222"


def test_a_script_in_a_name_is_shown_as_text(cast, visitor_of, clock, complete) -> None:
    complete.enterprise.name = "<script>alert(1)</script>"
    complete.enterprise.save()
    page = visitor_of(cast.manager).get(f"/desk/cases/{complete.pk}/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert AuditRow.objects.filter(outcome="refused").count() == 0
