"""Endings other than money: refused, withdrawn, expired, rejected by the core bank. Each is as well documented as an approval."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from tests.cast import MONDAY, Cast, clock, make_cast
from tests.stories import journey
from yizhan.kernel.clock import SHANGHAI, FixedClock
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Application, AuditRow, Decision, Loan, Role
from yizhan.web.reasons import all_reason_words
from yizhan.workflows import applications, calendars, contracts, decisions, evaluation, visits
from yizhan.workflows.deadlines import expire_offers

pytestmark = pytest.mark.django_db
# Holidays of the notice's form; only the first days of the year matter here.
YEAR_2027 = """
year: 2027
source: 国务院办公厅 notice, as a test writes it
published_on: 2026-11-05
holidays: [2027-01-01..2027-01-03]
makeup_workdays: []
"""


def at(day: int, hour: int, minute: int = 0, second: int = 0, month: int = 11) -> datetime:
    """A moment of late 2026 in Shanghai; 16 November is a Monday."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=SHANGHAI)


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def brought_to(state: str, cast: Cast, now: FixedClock, **identity) -> Application:
    """An application in a state, by the journey's own steps."""
    enterprise = journey.register(cast.applicant, now, **identity)
    journey.describe(cast.applicant, now, enterprise)
    application = journey.start(cast.applicant, now, enterprise)
    if state == "incomplete":
        journey.done(applications.submit_application(cast.applicant, now, application.id))
    if state in ("draft", "incomplete"):
        return fresh(application)
    journey.consent(cast.applicant, now, application)
    journey.upload_invoices(cast.applicant, now, application)
    journey.upload_statements(cast.applicant, now, application)
    steps: dict[str, Callable[[], object]] = {
        "complete": lambda: applications.submit_application(cast.applicant, now, application.id),
        "evaluating": lambda: evaluation.run_evaluation(cast.manager, now, application.id),
        "on_site": lambda: visits.plan_visit(cast.manager, now, application.id, now.now(), "科技园"),
        "checked": lambda: finish(cast, now, application),
        "proposed": lambda: journey.propose(cast.officer, now, application),
        "approved": lambda: journey.approve(cast.approver, now, Decision.objects.get(application=application)),
        "offered": lambda: journey.offer(cast.operations, now, application),
        "accepted": lambda: journey.accept(cast.applicant, now, application),
        "paid_out": lambda: journey.disburse(cast.operations, now, application.id),
    }
    for name, step in steps.items():
        journey.done(step())
        if name == state:
            break
    assert fresh(application).state == state
    return fresh(application)


def finish(cast: Cast, now: FixedClock, application: Application) -> object:
    """Confirm every point of the visit, finish it and evaluate again."""
    visit = application.visits.get()
    for item in visit.items.all():
        journey.done(visits.record_finding(cast.manager, now, item.id, "confirm", "核对一致"))
    journey.done(visits.finish_visit(cast.manager, now, visit.id, "现场正常"))
    now.advance(timedelta(minutes=1))
    return evaluation.run_evaluation(cast.officer, now, application.id)


# Refusals


def test_a_refusal_names_reasons_with_what_to_do_and_leaves_a_whole_trail() -> None:
    cast, now = make_cast(), clock()
    application = brought_to("evaluating", cast, now, registered_on=date(2026, 9, 1))  # Ten weeks old: too young for the product.
    journey.done(visits.skip_visit(cast.officer, now, application.id, "成立时间不足，无须现场调查"))
    decision = journey.propose(cast.officer, now, application, None, outcome="refuse")
    journey.approve(cast.approver, now, decision)
    ended = fresh(application)
    assert (ended.state, ended.due_state, ended.holder_role) == ("refused", "kept", "")
    words = all_reason_words(Decision.objects.get(pk=decision.pk).reasons)
    assert words and any(reason.action for reason in words), "the applicant is told what can be done"
    path = [event.to_state for event in ended.events.order_by("at", "id") if event.to_state != event.from_state]
    assert path == ["draft", "complete", "evaluating", "checked", "proposed", "refused"]
    trail = AuditRow.objects.filter(application=ended, outcome="done", action="decision.take", actor=cast.approver)
    assert trail.filter(after__state="refused").exists() and trail.filter(after__verdict="confirmed").exists()
    assert not Loan.objects.exists()
    assert isinstance(journey.contracts.make_offer(cast.operations, now, application.id), Refusal)


def test_departing_from_the_model_needs_a_reason_and_keeps_it() -> None:
    cast, now = make_cast(), clock()
    application = brought_to("checked", cast, now)
    refused = decisions.propose_decision(cast.officer, now, application.id, "refuse", None, "行业下行")
    assert (refused.code, refused.facts["field"]) == ("override_without_reason", "override_reason")
    assert not Decision.objects.exists()
    decision = journey.propose(
        cast.officer, now, application, None, outcome="refuse", override_reason="主要客户已破产", extra_reasons=("sector_unmet",)
    )
    assert decision.override_reason == "主要客户已破产"
    assert "sector_unmet" in [reason["code"] for reason in decision.reasons]
    row = AuditRow.objects.get(action="decision.propose", outcome="done", subject_type="Decision")
    assert row.after["override"] == "主要客户已破产"


def test_more_than_the_limit_or_the_request_cannot_be_proposed() -> None:
    cast, now = make_cast(), clock()
    application = brought_to("checked", cast, now)
    for amount, code in (("500000.01", "amount_over_request"), ("99999999", "amount_over_limit"), ("0", "amount_missing")):
        answer = decisions.propose_decision(cast.officer, now, application.id, "approve", Money.of(amount), "同意", "有理由")
        assert answer.code == code


def test_who_investigated_cannot_approve_even_in_another_post() -> None:
    cast, now = make_cast(), clock()
    decision = Decision.objects.get(application=brought_to("proposed", cast, now))
    for investigator in (cast.manager, cast.officer):
        investigator.role = Role.APPROVER
        investigator.save()
        assert decisions.take_decision(investigator, now, decision.id, "confirmed").code == "involved_cannot_approve"
    assert AuditRow.objects.filter(action="decision.take", outcome="refused", refusal_code="involved_cannot_approve").count() == 2


@pytest.mark.parametrize(
    ("amount", "approver", "branch"),
    [
        # authority.yaml: approver up to ¥5,000,000, branch manager up to ¥30,000,000.
        ("5000000", "", ""),
        ("5000000.01", "amount_over_authority", ""),
        ("30000000.01", "amount_over_branch_authority", "amount_over_branch_authority"),
    ],
)
def test_authority_ends_at_its_amount(amount: str, approver: str, branch: str) -> None:
    cast, now = make_cast(), clock()
    decision = Decision.objects.get(application=brought_to("proposed", cast, now))
    Decision.objects.filter(pk=decision.pk).update(amount_minor=Money.of(amount).amount_minor)
    first = decisions.take_decision(cast.approver, now, decision.id, "confirmed")
    assert getattr(first, "code", "") == approver
    if approver:
        assert getattr(decisions.take_decision(cast.branch, now, decision.id, "confirmed"), "code", "") == branch


# Withdrawals and offers that run out


@pytest.mark.parametrize(
    "state", ["draft", "incomplete", "complete", "evaluating", "on_site", "checked", "proposed", "approved", "offered"]
)
def test_an_application_can_be_withdrawn_and_says_why(state: str) -> None:
    cast, now = make_cast(), clock()
    application = brought_to(state, cast, now)
    journey.done(applications.withdraw_application(cast.applicant, now, application.id, "已从其他渠道获得资金"))
    ended = fresh(application)
    assert (ended.state, ended.due_state, ended.ended_at) == ("withdrawn", "ended", now.now())
    event = ended.events.get(kind="withdraw")
    assert (event.from_state, event.to_state, event.actor, event.facts["reason"]) == (
        state,
        "withdrawn",
        cast.applicant,
        "已从其他渠道获得资金",
    )
    row = AuditRow.objects.get(application=ended, action="application.withdraw")
    assert (row.outcome, row.before["state"], row.after["state"]) == ("done", state, "withdrawn")
    assert applications.submit_application(cast.applicant, now, ended.id).code == "application_ended"
    assert applications.withdraw_application(cast.applicant, now, ended.id, "again").code == "application_ended"
    assert not ended.pauses.filter(ended_at=None).exists(), "nothing waits for the customer any more"
    journey.check_book()


@pytest.mark.parametrize(("state", "code"), [("accepted", "event_not_allowed_in_state"), ("paid_out", "application_ended")])
def test_after_acceptance_it_is_too_late_to_withdraw(state: str, code: str) -> None:
    cast, now = make_cast(), clock()
    application = brought_to(state, cast, now)
    assert applications.withdraw_application(cast.applicant, now, application.id, "不需要了").code == code
    assert fresh(application).state == state


def test_a_paused_application_can_be_withdrawn() -> None:
    cast, now = make_cast(), clock()
    application = brought_to("evaluating", cast, now)
    journey.done(applications.pause_application(cast.officer, now, application.id, "clarification", "请说明大额应收"))
    now.advance(timedelta(hours=3))
    journey.done(applications.withdraw_application(cast.applicant, now, application.id, "不再需要"))
    ended = fresh(application)
    assert (ended.state, ended.due_state) == ("withdrawn", "ended")
    assert ended.pauses.get().ended_at == now.now()


def test_an_offer_ends_by_itself_after_its_last_day_and_not_on_it() -> None:
    cast, now = make_cast(), clock()
    application = brought_to("offered", cast, now)
    contract = application.contract
    assert contract.expires_on == date(2026, 12, 16), "30 days (contract.yaml)"
    now.set(at(16, 23, 59, month=12))
    assert expire_offers(now) == 0
    now.set(at(17, 0, 1, month=12))
    late = contracts.accept_offer(cast.applicant, now, application.id, contract.text_sha256)
    assert late.code == "offer_expired"
    assert (expire_offers(now), expire_offers(now)) == (1, 0)
    ended = fresh(application)
    assert (ended.state, ended.due_state) == ("expired", "ended")
    row = AuditRow.objects.get(action="application.expire", outcome="done")
    assert (row.actor_id, row.actor_role, row.after["state"]) == (None, "system", "expired")
    assert not Loan.objects.exists()


# The promise


def test_a_pause_moves_the_deadline_by_exactly_its_working_minutes() -> None:
    cast, now = make_cast(), clock()
    application = brought_to("evaluating", cast, now)
    assert fresh(application).due_at == at(19, 17), "received on Monday 16: the third working day after is Thursday 19"
    now.set(at(16, 11))
    journey.done(applications.pause_application(cast.manager, now, application.id, "more_documents", "请补充2025年审计报告"))
    assert (fresh(application).due_state, fresh(application).holder_role) == ("paused", "applicant")
    now.set(at(17, 10, 17))
    journey.done(applications.answer_pause(cast.applicant, now, application.id, "已上传"))
    # 11:00 to 17:00 and 9:00 to 10:17 are 7 h 17 min of working time: Thursday 17:00 becomes Friday 16:17.
    again = fresh(application)
    assert (again.due_at, again.due_state, again.state) == (at(20, 16, 17), "running", "evaluating")
    kept = again.pauses.get()
    assert (kept.requested_by, kept.answered_by, kept.note, kept.answer) == (cast.manager, cast.applicant, "请补充2025年审计报告", "已上传")


def test_a_later_receipt_never_means_an_earlier_deadline() -> None:
    cast, now = make_cast(), clock()
    application = brought_to("complete", cast, now)
    receipts = [  # moment of receipt → end of the third working day after the day that counts as day 0
        (at(20, 8), at(25, 17)),
        (at(20, 16, 59), at(25, 17)),
        (at(20, 17), at(25, 17)),
        (at(20, 17, 0, 1), at(25, 17)),
        (at(21, 0, 1), at(25, 17)),
        (at(22, 12), at(25, 17)),
        (at(22, 18), at(26, 17)),
        (at(23, 9), at(26, 17)),
        (at(23, 17, 0, 1), at(27, 17)),
    ]
    for received, deadline in receipts:
        Application.objects.filter(pk=application.pk).update(state="draft", received_at=None, due_at=None, due_state="not_started")
        now.set(received)
        assert journey.done(applications.submit_application(cast.applicant, now, application.id)).due_at == deadline, received
    assert [deadline for _, deadline in receipts] == sorted(deadline for _, deadline in receipts)


def test_a_receipt_on_31_december_waits_for_the_calendar_and_its_import_gives_the_deadline() -> None:
    cast = make_cast()
    now = FixedClock(at(31, 10, month=12))
    application = brought_to("complete", cast, now)
    assert (application.due_state, application.due_at) == ("pending_calendar", None)
    journey.done(evaluation.run_evaluation(cast.manager, now, application.id))
    assert fresh(application).state == "evaluating", "work goes on"
    assert isinstance(calendars.import_calendar(cast.branch, now, YEAR_2027.replace("2027-01-03", "2026-01-03")), Refusal)
    journey.done(calendars.import_calendar(cast.branch, now, YEAR_2027))
    known = fresh(application)
    # Friday 1 to Sunday 3 January are holidays: 4, 5 and 6 January are the three working days.
    assert (known.due_state, known.due_at) == ("running", datetime(2027, 1, 6, 17, tzinfo=SHANGHAI))
    rows = AuditRow.objects.filter(action="calendar.import", outcome="done", actor=cast.branch)
    assert {row.subject_type for row in rows} == {"CalendarYear", "Application"}


def test_a_promise_is_kept_on_its_last_minute_and_missed_after_it() -> None:
    cast = make_cast()
    for code, paid, expected in (("91440300MA5DATRG0R", at(19, 17), "kept"), ("91110000600037341L", at(19, 17, 1), "missed")):
        now = FixedClock(MONDAY)
        application = brought_to("approved", cast, now, uscc=code)
        journey.offer(cast.operations, now, application)
        journey.accept(cast.applicant, now, application)
        now.set(paid)
        journey.disburse(cast.operations, now, application.id)
        assert fresh(application).due_state == expected
