"""The watch over live cases: alarms on a planted shift and none without, default rates by grade, overrides; answered alarms."""

from datetime import date, timedelta

import pytest

from tests.cast import clock, make_cast
from tests.stories import journey
from tests.workflows.cards import applicants, in_force, trained_card
from yizhan.credit.scorecard.batch import apply
from yizhan.credit.scorecard.score import apply_one
from yizhan.credit.scorecard.watch import Outcome, baseline_of, own_baseline, watch_limits
from yizhan.kernel.clock import branch_date
from yizhan.records.models import Application, CardAlarm, CardUse, ClassChange, Evaluation
from yizhan.workflows.scorecards_live import latest_uses
from yizhan.workflows.scorecards_overrides import override_report_of
from yizhan.workflows.scorecards_watch import answer_alarm, open_alarms, watch_cards, watch_product
from yizhan.workflows.scoring import keep_card

pytestmark = pytest.mark.django_db
ROWS = 300


@pytest.fixture
def cast():
    return make_cast()


def scored(cast, now, rows: int, shift: float, months_ago: int = 0, seed: int = 5) -> None:
    """Applications of one enterprise, each scored once by the trained card in a month; `shift` moves the volatility."""
    card = trained_card()
    artefact = keep_card(card, now.now())
    enterprise = cast.applicant.memberships.first()
    enterprise = enterprise.enterprise if enterprise else journey.register(cast.applicant, now)
    table, _bad = applicants(rows, seed, shift)
    columns = {name: part.to_pylist() if hasattr(part, "to_pylist") else part.tolist() for name, part in table.items()}
    at = now.now() - timedelta(days=30 * months_ago)
    start = Application.objects.count()
    applications = Application.objects.bulk_create(
        Application(number=f"W{start + number:06}", enterprise=enterprise, product_code="park-e", amount_minor=1, term_months=12,
                    repayment_form="annuity", state="refused", holder_role="credit_officer", applicant=cast.applicant, created_at=at)
        for number in range(rows))
    evaluations = Evaluation.objects.bulk_create(
        Evaluation(application=one, at=at, as_of=at.date(), decision_date=at.date(), result={}, fingerprint="") for one in applications)
    kept = [{name: columns[name][number] for name in sorted(card.columns)} for number in range(rows)]
    scores = [apply_one(card, row) for row in kept]
    CardUse.objects.bulk_create(
        CardUse(evaluation=evaluation, application=application, artefact=artefact, at=at, row=row, points=score.points,
                grade=score.grade, pd=score.pd)
        for evaluation, application, row, score in zip(evaluations, applications, kept, scores, strict=True))


def test_a_trained_card_carries_the_baseline_of_its_training_rows() -> None:
    table, _bad = applicants(4000)
    card = trained_card()
    assert own_baseline(card) == baseline_of(card, {name: table[name] for name in card.columns})
    assert sum(card.training.score_counts) == 4000
    assert apply(card, {name: table[name] for name in card.columns}).max() >= card.training.score_limits[-1]


def test_a_planted_shift_raises_alarms_once_and_the_months_before_it_none(cast) -> None:
    now = clock()
    in_force(cast, now)
    scored(cast, now, ROWS, 0.0, months_ago=2)
    scored(cast, now, ROWS, 0.6, seed=6)
    raised = watch_cards(now)
    told = {(alarm.month, alarm.name, alarm.level) for alarm in open_alarms()}
    assert {("2026-11", "score", "alarm"), ("2026-11", "sales_volatility", "alarm")} <= told
    assert {month for month, _name, _level in told} == {"2026-11"} and raised == len(told)
    assert not {name for _month, name, _level in told} & {"tax_grade", "history_months"}
    assert watch_cards(now) == 0


def test_without_a_shift_nothing_is_raised(cast) -> None:
    now = clock()
    in_force(cast, now)
    for months_ago in (3, 2, 1):
        scored(cast, now, ROWS, 0.0, months_ago, seed=20 + months_ago)
    assert watch_cards(now) == 0
    watched = watch_product("park-e", branch_date(now.now()))
    assert {one.level for one in watched.stability} == {"stable"} and watched.scored == 3 * ROWS


def test_the_expert_card_has_no_training_window_and_raises_nothing(cast) -> None:
    watched = watch_product("park-e", branch_date(clock().now()))
    assert watched.baseline is None and watched.stability == () and watch_cards(clock()) == 0


def test_only_the_last_evaluation_of_an_application_counts(cast) -> None:
    now = clock()
    enterprise = journey.register(cast.applicant, now)
    journey.describe(cast.applicant, now, enterprise)
    application = journey.complete(cast.applicant, now, enterprise)
    journey.evaluate(cast.manager, now, application)
    now.advance(timedelta(minutes=5))
    last = journey.evaluate(cast.manager, now, application)
    card_id = last.card_use.artefact.card_id
    assert [use.evaluation_id for use in latest_uses("park-e", card_id)] == [last.pk]


def test_a_loan_classed_substandard_is_bad_and_stands_in_the_backtest_and_the_overrides(cast) -> None:
    now = clock()
    loan = journey.paid_out(cast, now)
    before = watch_product("park-e", branch_date(now.now()))
    assert before.outcomes[Outcome.OPEN] == 1 and before.grade_tests == ()
    ClassChange.objects.create(loan=loan, on=date(2027, 6, 1), from_class=2, to_class=3, ground="days", overdue_days=91)
    watched = watch_product("park-e", branch_date(now.now()))
    assert watched.outcomes[Outcome.BAD] == 1
    assert [(test.rows, test.bads) for test in watched.grade_tests] == [(1, 1)]
    decision = loan.application.decisions.get()
    assert watched.overrides.scored == 1
    assert watched.overrides.total.count == (1 if decision.override_reason else 0)


def test_a_departure_from_the_model_stands_in_the_report_with_its_reason(cast) -> None:
    now = clock()
    loan = journey.paid_out(cast, now)
    decision = loan.application.decisions.select_related("evaluation").get()
    decision.override_reason = "老板有稳定订单"
    decision.save()
    decision.evaluation.result["result"]["outcome"] = "manual_review"
    use = latest_uses("park-e", loan.application.evaluations.last().card_use.artefact.card_id)
    from yizhan.workflows.scorecards_live import outcomes

    report = override_report_of(outcomes(use, branch_date(now.now()), watch_limits(branch_date(now.now()))))
    assert (report.scored, report.rate) == (1, 1.0)
    assert [(group.reason, group.count, group.outcomes) for group in report.groups] == [("老板有稳定订单", 1, 0)]


def test_an_alarm_is_answered_once_with_words(cast) -> None:
    now = clock()
    artefact = keep_card(trained_card(), now.now())
    alarm = CardAlarm.objects.create(artefact=artefact, product_code="park-e", kind="stability", month="2026-11", name="score",
                                     level="alarm", created_at=now.now())
    assert answer_alarm(cast.officer, now, alarm.id, " ").code == "alarm_needs_words"
    journey.done(answer_alarm(cast.officer, now, alarm.id, "新产业园入驻，已重新校准"))
    assert answer_alarm(cast.branch, now, alarm.id, "x").code == "alarm_closed_already"
    assert not open_alarms().exists()


def test_the_worker_raises_the_alarms_of_the_morning(cast) -> None:
    from yizhan.worker import tasks

    now = clock()
    in_force(cast, now)
    scored(cast, now, ROWS, 0.6)
    tasks.watch_scorecards(timestamp=0)
    assert CardAlarm.objects.filter(name="sales_volatility", level="alarm").exists()
