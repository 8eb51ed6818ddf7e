"""Whatever people do in whatever order: the book stays proven, each state is reached by its events, every call leaves its audit row."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import clock, make_cast
from tests.stories import journey
from yizhan.connectors.core_bank import TransferAnswer, TransferState
from yizhan.credit.application import State, next_state
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.ledger import book
from yizhan.ledger.verify import verify
from yizhan.records.models import Application, AuditRow, Decision, Loan, OutboxMessage, Payout, User
from yizhan.workflows import applications, contracts, deadlines, decisions, evaluation, loans, payouts, repayments, visits
from yizhan.workflows.action import PermissionRefused

pytestmark = pytest.mark.django_db
CODES = ("91440300MA5DATRG0R", "91110000600037341L")
ROLES = ("applicant", "manager", "officer", "approver", "operations", "branch", "auditor", "stranger")
Call = Callable[["World", User, Application], Any]


class World:
    """Two applications with complete papers, the people, the clock, and how many calls were made."""

    def __init__(self) -> None:
        self.cast, self.now, self.calls = make_cast(), clock(), 0
        self.applications = [self._ready(code) for code in CODES]
        self.rows_before = AuditRow.objects.count()

    def _ready(self, code: str) -> Application:
        enterprise = journey.register(self.cast.applicant, self.now, code)
        journey.describe(self.cast.applicant, self.now, enterprise)
        application = journey.start(self.cast.applicant, self.now, enterprise, amount="300000")
        journey.consent(self.cast.applicant, self.now, application)
        journey.upload_invoices(
            self.cast.applicant, self.now, application, journey.sales_file(self.now.now().date(), months=24, customers=2)
        )
        journey.upload_statements(self.cast.applicant, self.now, application)
        return application


def decision_of(application: Application):
    found = Decision.objects.filter(application=application).order_by("created_at", "id").last()
    return found.id if found else application.id


def found_on_site(world: World, actor: User, application: Application) -> Any:
    """Confirm all points that are open; a visit that is missing leaves nothing to do."""
    visit = application.visits.order_by("created_at", "id").last()
    for item in visit.items.filter(found_at=None) if visit else ():
        answer = visits.record_finding(actor, world.now, item.id, "confirm", "核对一致")
        world.calls += 1
        if isinstance(answer, Refusal):
            return answer
    return visits.finish_visit(actor, world.now, visit.id if visit else application.id, "现场正常")


def settled(world: World, actor: User, application: Application, state: TransferState) -> Any:
    """The core bank's answer to the newest payout of the application."""
    payout = Payout.objects.filter(loan__application=application).order_by("created_at", "id").last()
    message = OutboxMessage.objects.get(key=payout.reference) if payout else None
    return payouts.settle_message(
        None, world.now, message.id if message else application.id, TransferAnswer(state, "CB1", "account_closed")
    )


def early(world: World, actor: User, application: Application) -> Any:
    loan = Loan.objects.filter(application=application).first()
    if loan is None:
        return repayments.repay_early(actor, world.now, application.id, None, "term", Money(1))
    preview = repayments.early_preview(loan, world.now.now().date(), Money.of("10000"), "term")
    total = preview.total if not isinstance(preview, Refusal) else Money(1)
    return repayments.repay_early(actor, world.now, loan.id, Money.of("10000"), "term", total)


def accepted(world: World, actor: User, application: Application) -> Any:
    contract = contracts.Contract.objects.filter(application=application).first()
    return contracts.accept_offer(actor, world.now, application.id, contract.text_sha256 if contract else "")


def retried(world: World, actor: User, application: Application) -> Any:
    payout = Payout.objects.filter(loan__application=application).order_by("created_at", "id").last()
    return payouts.retry_payout(actor, world.now, payout.id if payout else application.id, "供应商", "6222000000000100", "某银行")


CALLS: dict[str, Call] = {
    "submit": lambda world, actor, application: applications.submit_application(actor, world.now, application.id),
    "payee": lambda world, actor, application: applications.name_payee(
        actor, world.now, application.id, "供应商", "6222000000000200", "某银行"
    ),
    "take": lambda world, actor, application: applications.take_application(actor, world.now, application.id),
    "evaluate": lambda world, actor, application: evaluation.run_evaluation(actor, world.now, application.id),
    "plan": lambda world, actor, application: visits.plan_visit(actor, world.now, application.id, world.now.now(), "科技园"),
    "skip": lambda world, actor, application: visits.skip_visit(actor, world.now, application.id, "其他方式已核实"),
    "find": found_on_site,
    "pause": lambda world, actor, application: applications.pause_application(actor, world.now, application.id, "clarification", "请说明"),
    "answer": lambda world, actor, application: applications.answer_pause(actor, world.now, application.id, "已说明"),
    "resume": lambda world, actor, application: applications.resume_application(actor, world.now, application.id, "电话说明"),
    "propose": lambda world, actor, application: decisions.propose_decision(
        actor, world.now, application.id, "approve", Money.of("300000"), "同意", "有理由"
    ),
    "propose_refusal": lambda world, actor, application: decisions.propose_decision(
        actor, world.now, application.id, "refuse", None, "不同意", "有理由"
    ),
    "confirm": lambda world, actor, application: decisions.take_decision(actor, world.now, decision_of(application), "confirmed"),
    "return": lambda world, actor, application: decisions.take_decision(actor, world.now, decision_of(application), "returned", "请补充"),
    "offer": lambda world, actor, application: contracts.make_offer(actor, world.now, application.id),
    "accept": accepted,
    "disburse": lambda world, actor, application: loans.disburse(actor, world.now, application.id),
    "accepted_outside": lambda world, actor, application: settled(world, actor, application, TransferState.ACCEPTED),
    "rejected_outside": lambda world, actor, application: settled(world, actor, application, TransferState.REJECTED),
    "unknown_outside": lambda world, actor, application: settled(world, actor, application, TransferState.UNKNOWN),
    "retry": retried,
    "early": early,
    "withdraw": lambda world, actor, application: applications.withdraw_application(actor, world.now, application.id, "不需要了"),
    "expire": lambda world, actor, application: contracts.expire_offer(None, world.now, application.id),
    "warn": lambda world, actor, application: deadlines.warn_of_deadline(None, world.now, application.id),
}
# Who usually does a step, in the order of a case that goes well; chance alone would hardly ever reach a payout.
GOOD_PATH = (
    ("submit", "applicant"),
    ("evaluate", "manager"),
    ("plan", "manager"),
    ("find", "manager"),
    ("evaluate", "officer"),
    ("propose", "officer"),
    ("confirm", "approver"),
    ("offer", "operations"),
    ("accept", "applicant"),
    ("disburse", "operations"),
    ("rejected_outside", "operations"),
    ("retry", "operations"),
    ("accepted_outside", "operations"),
)
STRAYS = st.tuples(st.sampled_from(sorted(CALLS)), st.sampled_from(ROLES), st.integers(0, 1), st.sampled_from((0, 1, 45, 600, 3000)))
ON_PATH = st.tuples(st.just("on"), st.just(""), st.integers(0, 1), st.sampled_from((1, 30)))


def make(world: World, name: str, role: str, application: Application) -> None:
    """One call by one person; whatever the answer, it must be one of done, refused, not permitted, not found."""
    actor: User = getattr(world.cast, role)
    rows = AuditRow.objects.count()
    calls = world.calls
    try:
        answer = CALLS[name](world, actor, Application.objects.get(pk=application.pk))
    except PermissionRefused:
        assert AuditRow.objects.filter(actor=actor, refusal_code="not_permitted").exists()
    except (
        Application.DoesNotExist,
        Decision.DoesNotExist,
        OutboxMessage.DoesNotExist,
        Payout.DoesNotExist,
        Loan.DoesNotExist,
        visits.SiteVisit.DoesNotExist,
    ):
        return
    else:
        row = AuditRow.objects.order_by("id").last()
        assert (row.outcome, row.refusal_code) == (("refused", answer.code) if isinstance(answer, Refusal) else ("done", "")), name
    assert AuditRow.objects.count() > rows + (world.calls - calls) - 1, "each call that was done or refused left its row"


def check(world: World) -> None:
    """What must hold after anything."""
    with connection.cursor() as cursor:
        assert {finding.code for finding in verify(cursor).findings} <= {"book_empty"}
        for loan in Loan.objects.all():
            assert book.balance(cursor, loan.deposit_account_id).amount_minor >= 0
            owed = sum(loan.instalments.exclude(state="replaced").filter(state="due").values_list("principal_minor", flat=True))
            assert book.balance(cursor, loan.loan_account_id).amount_minor == owed, "schedule and book agree on the principal"
    for application in Application.objects.all():
        assert Loan.objects.filter(application=application).count() <= 1
        assert application.state == replayed(application)
        assert (application.state == State.PAID_OUT) == Loan.objects.filter(application=application).exists()


def replayed(application: Application) -> str:
    """The state that the events lead to, each step checked against the table of states."""
    state, paused = "", None
    for event in application.events.exclude(to_state="").order_by("at", "id"):
        assert event.from_state == state, "no gap between two events"
        if state:
            role = event.actor.role if event.actor else "system"
            assert next_state(State(state), event.kind, role, paused) == event.to_state
        paused = State(event.from_state) if event.to_state == State.PAUSED else paused
        state = event.to_state
    return state


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.one_of(ON_PATH, ON_PATH, STRAYS), min_size=12, max_size=40))
def test_no_interleaving_breaks_the_book_or_the_trail(template_world: World, steps: list[tuple[str, str, int, int]]) -> None:
    savepoint = transaction.savepoint()
    world, reached = template_world, [0, 0]
    world.now.set(clock().now())
    try:
        for name, role, which, minutes in steps:
            if name == "on":
                name, role = GOOD_PATH[min(reached[which], len(GOOD_PATH) - 1)]
                reached[which] += 1
            world.now.advance(timedelta(minutes=minutes))
            make(world, name, role, world.applications[which])
        check(world)
    finally:
        transaction.savepoint_rollback(savepoint)


@pytest.fixture
def template_world(db) -> World:
    return World()


def test_the_good_path_alone_reaches_the_money_of_both(template_world: World) -> None:
    for name, role in GOOD_PATH:
        for application in template_world.applications:
            template_world.now.advance(timedelta(minutes=5))
            make(template_world, name, role, application)
    check(template_world)
    assert {application.state for application in Application.objects.all()} == {"paid_out"}
    assert sorted(Payout.objects.values_list("state", flat=True)) == ["accepted", "accepted", "rejected", "rejected"]
