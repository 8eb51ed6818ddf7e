"""Cards by four eyes, and the journey with a trained card: it scores, is named, and gives the same points again."""

import dataclasses
import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from tests.cast import clock, make_cast
from tests.credit.scorecard.cards import make_card, numeric
from tests.stories import journey
from tests.workflows.cards import DOCUMENT, in_force, proposed, trained_card
from yizhan.credit.scorecard.card import Grade
from yizhan.credit.scorecard.card_json import to_json
from yizhan.credit.scorecard.expert import park_e_card
from yizhan.credit.scorecard.score import apply_one
from yizhan.kernel.clock import branch_date
from yizhan.records.models import AuditRow, CardArtefact, CardProposal
from yizhan.workflows.action import PermissionRefused
from yizhan.workflows.evaluation import replay_evaluation
from yizhan.workflows.scorecards import card_to_review, end_card, propose_card, propose_new_rate, review_card, withdraw_card
from yizhan.workflows.scorecards_checks import same_applicants
from yizhan.workflows.scoring import card_in_force, card_of, known_card

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def evaluated(cast, now):
    """An application with a model check."""
    enterprise = journey.register(cast.applicant, now)
    journey.describe(cast.applicant, now, enterprise)
    application = journey.complete(cast.applicant, now, enterprise)
    now.advance(timedelta(minutes=20))
    return journey.evaluate(cast.manager, now, application)


def test_the_journey_with_a_trained_card_stores_it_and_replays_to_the_same_points(cast) -> None:
    now = clock()
    in_force(cast, now)
    loan = journey.paid_out(cast, now)
    evaluation = loan.application.evaluations.order_by("at", "id").last()
    use = evaluation.card_use
    stored = evaluation.result["inputs"]["score"]
    assert use.artefact.card_id == stored["card_id"] == trained_card().card_id
    assert use.row.keys() == trained_card().columns
    assert apply_one(card_of(use.artefact.card_id), use.row).points == use.points == stored["points"]
    again = replay_evaluation(evaluation)
    assert again.inputs.score.points == use.points and str(again.outcome) == evaluation.result["result"]["outcome"]


def test_before_its_day_the_expert_card_scores_and_its_content_is_kept_as_well(cast) -> None:
    now = clock()
    in_force(cast, now, on=branch_date(now.now()) + timedelta(days=7))
    evaluation = evaluated(cast, now)
    assert evaluation.card_use.artefact.card_id == park_e_card().card_id
    assert CardArtefact.objects.get(card_id=park_e_card().card_id).text == to_json(park_e_card())
    assert card_in_force("park-e", branch_date(now.now()) + timedelta(days=7)) == trained_card()
    assert card_in_force("xingke", branch_date(now.now()) + timedelta(days=7)) == park_e_card()


def test_what_was_kept_cannot_be_changed_and_a_score_that_was_does_not_replay(cast) -> None:
    now = clock()
    in_force(cast, now)
    evaluation = evaluated(cast, now)
    for record, column in ((evaluation.card_use, "points"), (evaluation.card_use.artefact, "text")):
        with transaction.atomic(), pytest.raises(ProgrammingError, match="permission denied"):
            record.save(update_fields=[column])
    evaluation.result["inputs"]["score"]["points"] += 1
    refusal = replay_evaluation(evaluation)
    assert refusal.code == "score_differs" and refusal.facts["again"] == evaluation.card_use.points


def test_who_proposed_cannot_approve_and_the_database_agrees(cast) -> None:
    now = clock()
    proposal = proposed(cast.officer, now)
    with pytest.raises(PermissionRefused):
        review_card(cast.officer, now, proposal.id, "approved", "ok", branch_date(now.now()))
    cast.officer.role = "approver"
    refusal = review_card(cast.officer, now, proposal.id, "approved", "ok", branch_date(now.now()))
    assert refusal.code == "same_person"
    assert AuditRow.objects.filter(action="scorecard.review", outcome="refused").count() == 2
    with transaction.atomic(), pytest.raises(IntegrityError):
        CardProposal.objects.filter(pk=proposal.pk).update(reviewed_by=cast.officer)


@pytest.mark.parametrize(
    ("verdict", "words", "day", "code"),
    [
        ("approved", "", date(2026, 11, 16), "card_review_needs_words"),
        ("approved", "ok", None, "card_day_missing"),
        ("approved", "ok", date(2026, 11, 15), "card_day_past"),
        ("perhaps", "ok", None, "card_verdict_unknown"),
    ],
)
def test_a_review_names_what_is_missing(cast, verdict, words, day, code) -> None:
    now = clock()
    proposal = proposed(cast.officer, now)
    assert review_card(cast.approver, now, proposal.id, verdict, words, day).code == code


def test_a_rejected_or_withdrawn_card_never_scores(cast) -> None:
    now = clock()
    journey.done(review_card(cast.branch, now, proposed(cast.officer, now).id, "rejected", "缺少样本外结果"))
    second = proposed(cast.officer, now)
    journey.done(withdraw_card(cast.officer, now, second.id))
    assert review_card(cast.approver, now, second.id, "approved", "ok", branch_date(now.now())).code == "card_reviewed_already"
    assert card_in_force("park-e", branch_date(now.now())) == park_e_card()


def test_the_later_card_scores_and_ending_it_gives_the_one_before_back(cast) -> None:
    now = clock()
    today = branch_date(now.now())
    in_force(cast, now)
    second = in_force(cast, now, trained_card("2"), today + timedelta(days=3))
    assert card_in_force("park-e", today).version == "1"
    assert card_in_force("park-e", today + timedelta(days=3)).version == "2"
    assert end_card(cast.approver, now, second.id, today - timedelta(days=1), "x").code == "card_day_past"
    assert end_card(cast.approver, now, second.id, today, " ").code == "reason_missing"
    journey.done(end_card(cast.approver, now, second.id, today + timedelta(days=5), "漂移"))
    days = [card_in_force("park-e", today + timedelta(days=ahead)).version for ahead in (4, 5)]
    assert days == ["2", "1"]
    assert end_card(cast.approver, now, second.id, today, "again").code == "card_not_approved"


def edited(change) -> str:
    content = json.loads(to_json(trained_card()))
    change(content)
    return json.dumps(content)


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("{", "card_unreadable", "JSON"),
        (edited(lambda card: card.update(format=0)), "card_unreadable", "older"),
        (edited(lambda card: card.update(intercept_points=1)), "card_unreadable", "changed after"),
        (to_json(make_card(numeric("shoe_size", (40.0,), (1, 2, 0)))), "card_columns_unknown", "shoe_size"),
        (to_json(make_card(numeric("tax_grade", (40.0,), (1, 2, 0)))), "card_columns_kind", "tax_grade"),
        (to_json(make_card(numeric("sales_growth", (0.0,), (1, 2, 0)), grades=(Grade("AAA", 600), Grade("Z", None)))),
         "card_grades_unknown", "AAA"),
    ],
)
def test_a_card_that_cannot_score_is_refused_with_its_place(cast, text, code, told) -> None:
    refusal = propose_card(cast.officer, clock(), "park-e", text, "note", "a.html", BytesIO(DOCUMENT))
    assert refusal.code == code and refusal.facts["field"] == "card"
    assert told in str(refusal.facts)
    assert not CardProposal.objects.exists()


def test_a_proposal_needs_words_a_document_and_a_product(cast) -> None:
    now, text = clock(), to_json(trained_card())
    asked = [("park-e", " ", DOCUMENT, "note"), ("park-e", "x", b"", "document")]
    for product, note, document, field in asked:
        assert propose_card(cast.officer, now, product, text, note, "a.html", BytesIO(document)).facts["field"] == field
    assert propose_card(cast.officer, now, "no-such", text, "x", "a.html", BytesIO(DOCUMENT)).code == "product_not_offered"
    proposed(cast.officer, now)
    assert propose_card(cast.officer, now, "park-e", text, "x", "a.html", BytesIO(DOCUMENT)).code == "card_proposed_already"


def test_the_checks_say_what_to_look_at(cast) -> None:
    checks = {check["code"]: check["level"] for check in proposed(cast.officer, clock()).checks}
    assert checks == {"engines_agree": "ok", "columns_known": "ok", "no_later_rows_judged": "look"}
    expert = dataclasses.replace(park_e_card(), version="9")
    checks = {check["code"] for check in proposed(cast.officer, clock(), expert).checks}
    assert "no_training_window" in checks


def test_both_cards_on_the_same_applicants(cast) -> None:
    now = clock()
    evaluation = evaluated(cast, now)
    moved = same_applicants(evaluation.card_use.artefact, trained_card())
    row = {name: evaluation.card_use.row[name] for name in trained_card().columns}
    assert moved == [{"champion": evaluation.card_use.grade, "challenger": apply_one(trained_card(), row).grade, "applicants": 1}]


def test_a_new_rate_is_proposed_and_approved_as_a_new_version(cast) -> None:
    now = clock()
    evaluation = evaluated(cast, now)
    assert propose_new_rate(cast.officer, now, "park-e", 1.5, "2", "x").code == "rate_out_of_range"
    assert propose_new_rate(cast.officer, now, "park-e", 0.04, park_e_card().version, "x").code == "version_unchanged"
    assert propose_new_rate(cast.officer, now, "xingke", 0.04, "2", "x").code == "rows_missing"
    proposal = journey.done(propose_new_rate(cast.officer, now, "park-e", 0.04, "2026-12", "近一年不良率为百分之四"))
    assert card_in_force("park-e", branch_date(now.now())) == park_e_card()
    assert card_to_review(proposal).calibration.basis == "recalibration"
    approved = journey.done(review_card(cast.branch, now, proposal.id, "approved", "已核对", branch_date(now.now())))
    card = card_in_force("park-e", branch_date(now.now()))
    assert (card.version, card.calibration.basis, card.effective_from) == ("2026-12", "recalibration", branch_date(now.now()))
    assert "officer" in card.calibration.source and "branch" in card.calibration.source
    assert card.calibration.slope == park_e_card().calibration.slope and card.variables == park_e_card().variables
    assert float(apply_one(card, evaluation.card_use.row).pd) == pytest.approx(0.04, abs=1e-5)
    assert approved.based_on.card_id == park_e_card().card_id != approved.artefact.card_id


def test_a_card_that_is_gone_is_none() -> None:
    assert known_card("0" * 16) is None
    assert known_card(park_e_card().card_id) == park_e_card()
