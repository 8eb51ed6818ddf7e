"""The desk: queues by deadline, taking a case, warnings, and the first day of a new branch."""

from datetime import timedelta

from tests.stories import journey
from tests.web.desk.test_cases import text
from tests.web.desk.world import reject_payout
from yizhan.records.models import Application, Role, User
from yizhan.web.desk import home, promise, queue
from yizhan.workflows import applications
from yizhan.workflows.calendars import working_calendar
from yizhan.workflows.deadlines import warn_of_deadlines

assert home.desk and promise.MINUTE


def test_a_new_branch_invites_the_first_step(cast, visitor_of) -> None:
    page = visitor_of(cast.manager).get("/desk/").content.decode()
    assert "The branch has no application yet" in page and 'href="/self-assessment/"' in page


def test_a_case_waits_for_its_role_and_is_taken_with_one_click(cast, visitor_of, complete) -> None:
    manager, officer = visitor_of(cast.manager), visitor_of(cast.officer)
    assert complete.number in manager.get("/desk/").content.decode()
    assert complete.number not in officer.get("/desk/").content.decode()
    assert manager.post(f"/desk/cases/{complete.pk}/take/", {"request_key": "k"}).status_code == 302
    assert queue.counts(cast.manager, complete.created_at) == {"mine": 1, "free": 0, "late": 0, "paused": 0, "pending": 0}
    colleague = User.objects.create(username="second", role=Role.RELATIONSHIP_MANAGER, display_name="Second")
    assert "With colleagues" in visitor_of(colleague).get("/desk/").content.decode()


def test_the_nearest_deadline_stands_first_and_no_deadline_last(cast, clock, complete) -> None:
    later = Application.objects.get(pk=complete.pk)
    later.pk, later.number, later.product_code, later._state.adding = None, "A2", "xingke", True
    later.id, later.due_at = Application._meta.pk.get_default(), None
    later.save()
    rows = queue.rows_of(queue.free(cast.manager), cast.manager, clock.now(), working_calendar())
    assert [row.application.number for row in rows] == [complete.number, "A2"]


def test_a_paused_case_is_among_those_that_wait_for_the_customer(cast, clock, visitor_of, complete) -> None:
    journey.done(applications.pause_application(cast.manager, clock, complete.pk, "more_documents", "Bring the lease"))
    assert "Bring the lease" in text(visitor_of(cast.manager).get("/desk/"))


def test_a_warning_of_the_promise_is_on_the_desk_of_the_holder(cast, clock, visitor_of, complete) -> None:
    clock.advance(timedelta(days=2))
    assert warn_of_deadlines(clock) == 1
    page = text(visitor_of(cast.manager).get("/desk/"))
    assert f"50% of the working time of {complete.number} is used." in page


def test_a_rejected_payment_waits_for_operations_until_it_is_ordered_again(cast, clock, visitor_of) -> None:
    loan = journey.paid_out(cast, clock)
    reject_payout(clock)
    operations = visitor_of(cast.operations)
    assert loan.number in operations.get("/desk/").content.decode()
    payout = loan.payouts.get()
    page = operations.get(f"/desk/loans/{loan.pk}/").content.decode()
    assert "account_closed" in page and 'value="6222000000000100"' in page
    sent = {"request_key": "again", "payee_name": "甲", "payee_account": "6222000000000200", "payee_bank": "某银行"}
    assert operations.post(f"/desk/payouts/{payout.pk}/retry/", sent).status_code == 302
    assert loan.payouts.count() == 2 and loan.number not in operations.get("/desk/").content.decode()
    assert operations.post(f"/desk/payouts/{payout.pk}/retry/", sent | {"request_key": "third"}).status_code == 422
    assert loan.payouts.count() == 2


def test_the_branch_manager_sees_every_open_case(cast, visitor_of, complete) -> None:
    page = visitor_of(cast.branch).get("/desk/").content.decode()
    assert complete.number in page and "Relationship manager" in page


def test_the_time_that_is_used_and_left_stands_on_the_case(cast, clock, visitor_of, complete) -> None:
    clock.advance(timedelta(hours=4))
    figures = promise.promise_figures(complete, promise.status_of(complete, clock.now(), working_calendar()))
    assert [str(figure.value).replace("\N{NO-BREAK SPACE}", " ") for figure in figures] == ["2026-07-20", "27 h 30 min", "13%", "0 min"]
