"""The model check on the page: every number opened, the replay, and the card's points."""

from decimal import Decimal

from django.utils.translation import override

from tests.stories import journey
from tests.web.desk.test_cases import text
from yizhan.kernel.money import Money
from yizhan.records.models import Evaluation
from yizhan.web.desk import evaluation, opened, profile, score, trade

assert score.points


def test_the_limit_is_opened_to_its_parts_and_each_part_to_its_numbers(cast, clock, complete) -> None:
    journey.evaluate(cast.manager, clock, complete)
    journey.visit(cast.manager, clock, complete)
    stored = journey.evaluate(cast.officer, clock, complete)
    with override("en"):
        shown = evaluation.shown(stored, complete.product_code)
    values = [part.value for part in shown.limit.parts]
    assert [part.decides for part in shown.limit.parts].count(True) == 1
    assert min(values) == next(part.value for part in shown.limit.parts if part.decides) >= shown.limit.value
    capacity = shown.parts[2]
    assert capacity.label == "Repayment capacity" and "× 12 ÷ 12 ÷" in capacity.formula and len(capacity.parts) == 6
    need = shown.parts[1]
    assert any("Cycle days" in part.label for part in need.parts) and len(need.parts) == 7
    assert shown.price.formula.endswith(f"= {shown.price.value}") and shown.price.assumption
    assert len(shown.checks) == 11 and (shown.met, shown.unmet) == (11, False)
    assert all(check["source"] for check in shown.checks)
    assert len(shown.score.parts) == 4


def test_a_part_that_is_not_known_says_what_is_missing() -> None:
    part = {
        "code": "need",
        "amount": None,
        "facts": {},
        "is_assumption": False,
        "is_estimated": False,
        "open": [{"code": "need_unknown", "facts": {}}],
    }
    with override("en"):
        shown = opened.part_opened(part, None)
    assert shown.value == "not known" and shown.formula == "The working-capital need cannot be computed."


def test_the_replay_gives_the_same_result_and_finds_a_tampered_one(cast, clock, visitor_of, complete) -> None:
    stored = journey.evaluate(cast.manager, clock, complete)
    address = f"/desk/cases/{complete.pk}/replay/{stored.pk}/"
    auditor = visitor_of(cast.auditor)
    assert "Same result" in text(auditor.get(address))
    assert "<html" not in auditor.get(address, headers={"HX-Request": "true"}).content.decode()
    fresh = Evaluation.objects.get(pk=stored.pk)
    result = fresh.result | {"fingerprint": "0" * 64}
    other = Evaluation.objects.create(
        application=complete, at=clock.now(), as_of=fresh.as_of, decision_date=fresh.decision_date, result=result, fingerprint="0" * 64
    )
    assert "The replay does not agree" in text(auditor.get(f"/desk/cases/{complete.pk}/replay/{other.pk}/"))


def test_the_points_of_the_card_add_up_to_the_stored_score(cast, clock, visitor_of, complete) -> None:
    stored = journey.evaluate(cast.manager, clock, complete)
    page = text(visitor_of(cast.officer).get(f"/desk/cases/{complete.pk}/score/"))
    assert f"Score {stored.result['inputs']['score']['points']}" in page and "More is known now" not in page


def test_before_the_model_check_there_are_no_points_to_show(cast, visitor_of, complete) -> None:
    assert visitor_of(cast.officer).get(f"/desk/cases/{complete.pk}/score/").status_code == 404


def test_the_profile_shows_stage_trade_and_innovation(cast, clock, visitor_of, complete) -> None:
    officer = visitor_of(cast.officer)
    address = f"/desk/cases/{complete.pk}/profile/"
    part = officer.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and part.count("yz-chart-box") == 2
    page = text(officer.get(address))
    # By the statements revenue rose from 4.2 to 5.0 million (19.0 %), by the invoices of the last months it fell.
    assert "revenue grows by 15 % or more" in page and "Growth 19.0%" in page
    assert "Size class Small" in page and "Sales fell by 8.5% in twelve months" in page
    assert f"{profile.KEPT_SECONDS}" == "3600"


def test_the_months_of_the_charts_end_with_the_month_of_the_day(clock) -> None:
    from datetime import date

    labels = trade.month_labels(date(2026, 2, 3))
    assert (labels[0], labels[-1], len(labels)) == ("2024-03", "2026-02", 24)


def test_money_of_a_stored_part_reads_back() -> None:
    facts = {"cap": {"amount_minor": 100, "currency": "CNY"}, "grade": "B", "share": "0.70"}
    part = {"code": "grade_cap", "amount": {"amount_minor": 70, "currency": "CNY"}, "facts": facts, "is_assumption": True, "open": []}
    shown = opened.part_opened(part, None)
    assert shown.value == Money.of(Decimal("0.70")) and "70%" in shown.formula
