"""Two people, two clicks, or one click twice: one decision, one loan, one journal."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from tests.cast import Cast, clock, make_cast
from tests.stories import journey
from yizhan.kernel.clock import FixedClock
from yizhan.kernel.refusal import Refusal
from yizhan.ledger.verify import verify
from yizhan.records.models import Application, AuditRow, Decision, Loan, OutboxMessage, Role, User
from yizhan.workflows import decisions, loans

pytestmark = pytest.mark.usefixtures("committing_db")


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run calls in threads that start together; results in order."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index: int) -> None:
        try:
            gate.wait()
            results[index] = calls[index]()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def proposed(cast: Cast, now: FixedClock) -> Decision:
    enterprise = journey.register(cast.applicant, now)
    journey.describe(cast.applicant, now, enterprise)
    application = journey.complete(cast.applicant, now, enterprise)
    journey.evaluate(cast.manager, now, application)
    journey.visit(cast.manager, now, application)
    now.advance(timedelta(minutes=5))
    journey.evaluate(cast.officer, now, application)
    return journey.propose(cast.officer, now, application)


def accepted(cast: Cast, now: FixedClock) -> Application:
    decision = proposed(cast, now)
    journey.approve(cast.approver, now, decision)
    journey.offer(cast.operations, now, decision.application)
    journey.accept(cast.applicant, now, decision.application)
    return decision.application


def journals() -> int:
    with connection.cursor() as cursor:
        assert verify(cursor).is_proven
        cursor.execute("SELECT count(*) FROM book.journal WHERE kind = 'loan_payout'")
        return cursor.fetchone()[0]


def test_two_approvers_at_once_take_one_decision() -> None:
    cast, now = make_cast(), clock()
    decision = proposed(cast, now)
    other = User.objects.create(username="approver2", role=Role.APPROVER, display_name="Second")
    first, second = at_once(
        lambda: decisions.take_decision(cast.approver, now, decision.id, "confirmed"),
        lambda: decisions.take_decision(other, now, decision.id, "returned", "请补充用途证明"),
    )
    refused = [result for result in (first, second) if isinstance(result, Refusal)]
    assert [result.code for result in refused] == ["decision_taken_already"]
    assert Decision.objects.exclude(verdict="").count() == 1


def test_a_double_click_on_disburse_makes_one_loan_and_one_journal() -> None:
    cast, now = make_cast(), clock()
    application = accepted(cast, now)
    results = at_once(*[lambda: loans.disburse(cast.operations, now, application.id, key="click-1")] * 4)
    assert {result.pk for result in results} == {Loan.objects.get().pk}, results
    assert journals() == 1
    assert OutboxMessage.objects.count() == 1


def test_two_operators_who_disburse_at_once_make_one_loan() -> None:
    cast, now = make_cast(), clock()
    application = accepted(cast, now)
    other = User.objects.create(username="operations2", role=Role.OPERATIONS, display_name="Second")
    results = at_once(
        lambda: loans.disburse(cast.operations, now, application.id, key="a"), lambda: loans.disburse(other, now, application.id, key="b")
    )
    assert sorted(getattr(result, "code", "paid") for result in results) == ["paid", "paid_out_already"]
    assert journals() == 1


def test_an_answer_lost_after_the_commit_is_given_again_to_the_same_request() -> None:
    cast, now = make_cast(), clock()
    application = accepted(cast, now)
    first = loans.disburse(cast.operations, now, application.id, key="lost-answer")
    connection.close()  # The client never saw the answer; it asks again on a new connection.
    now.advance(timedelta(seconds=30))
    assert loans.disburse(cast.operations, now, application.id, key="lost-answer").pk == first.pk
    assert journals() == 1


def test_the_same_key_for_another_case_is_refused() -> None:
    cast, now = make_cast(), clock()
    application = accepted(cast, now)
    loans.disburse(cast.operations, now, application.id, key="one-key")
    other = loans.disburse(cast.operations, now, cast.applicant.id, key="one-key")
    assert other.code == "key_reused_with_other_content"


def test_somebody_elses_key_tells_nothing() -> None:
    cast, now = make_cast(), clock()
    application = accepted(cast, now)
    loans.disburse(cast.operations, now, application.id, key="one-key")
    other = User.objects.create(username="operations2", role=Role.OPERATIONS, display_name="Second")
    assert loans.disburse(other, now, application.id, key="one-key").code == "key_reused_with_other_content"


def test_a_refused_attempt_is_in_the_audit_trail() -> None:
    cast, now = make_cast(), clock()
    decision = proposed(cast, now)
    assert decisions.take_decision(cast.branch, now, decision.id, "returned").code == "return_needs_words"
    row = AuditRow.objects.get(outcome="refused", refusal_code="return_needs_words")
    assert (row.actor_id, row.action) == (cast.branch.id, "decision.take")
