"""The decision: what refuses, what a person looks at, what is approved, and that a stored one replays."""

import copy
import json
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.credit.inputs import GOOD, SCORE, complete_inputs, masked_inputs, with_sales, with_standing, yuan
from yizhan.credit.decision import Decision, DecisionOutcome, decide, replay, stored
from yizhan.credit.decision_inputs import DecisionInputs, Sales, Standing
from yizhan.credit.limit import PartCode
from yizhan.credit.parameters import FOLDER
from yizhan.credit.reasons import reason_text
from yizhan.kernel.refusal import Refusal


def decided(inputs: DecisionInputs) -> Decision:
    decision = decide(inputs)
    assert isinstance(decision, Decision), decision
    return decision


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


def test_a_good_application_is_approved_at_the_amount_asked_for() -> None:
    decision = decided(GOOD)
    assert (decision.outcome, decision.reasons) == (DecisionOutcome.APPROVE, ())
    # 21,000,000 invoiced and 20,000,000 stated: the lower × 15 % × 12/12 ÷ 1.2 = 2,500,000 binds.
    assert decision.limit.amount == yuan(2_500_000)
    assert decision.limit.binding is PartCode.REPAYMENT_CAPACITY
    assert decision.amount == yuan(1_000_000)
    assert decision.price is not None and decision.price.annual == Decimal("0.0360")


def test_without_an_amount_the_whole_limit_is_on_offer() -> None:
    assert decided(replace(GOOD, request=replace(GOOD.request, amount=None))).amount == yuan(2_500_000)


def test_more_is_asked_than_the_limit_so_the_limit_is_on_offer() -> None:
    asked = replace(GOOD, request=replace(GOOD.request, amount=yuan(5_000_000)))
    assert decided(asked).amount == yuan(2_500_000)


@pytest.mark.parametrize(("inputs", "reasons"), [
    (with_standing(on_dishonest_list=True), ["dishonest_list_unmet"]),
    (with_standing(uscc_valid=False, overdue_days=1), ["uscc_unmet", "overdue_unmet"]),
    (with_sales(void_share=Decimal("0.26")), ["void_share_unmet"]),
    (replace(GOOD, score=replace(SCORE, grade="E")), ["grade_cap_below_minimum"]),
    # 2,500,000 free cash, 7,400,000 owed of which 12/36 falls due: 33,333 are left, under 100,000.
    (replace(GOOD, debt=yuan(7_400_000)), ["repayment_capacity_below_minimum"]),
    (replace(GOOD, statements=replace(GOOD.statements, own_funds=yuan(90_000_000))), ["need_below_minimum"]),
])
def test_a_refusal_names_every_reason(inputs: DecisionInputs, reasons: list[str]) -> None:
    decision = decided(inputs)
    assert (decision.outcome, codes(decision), decision.amount) == (DecisionOutcome.REFUSE, reasons, None)
    assert all(reason_text(reason).action for reason in decision.reasons)


@pytest.mark.parametrize(("inputs", "reasons"), [
    (with_standing(in_park=None), ["park_unknown"]),
    (replace(GOOD, score=None), ["score_unknown"]),
    (replace(GOOD, score=replace(SCORE, grade="AAA")), ["grade_unknown", "grade_without_spread"]),
    # Grade E lends nothing, but what is missing is among its strongest reasons.
    (replace(GOOD, score=replace(SCORE, grade="E", reasons=(replace(SCORE.reasons[0], bin_kind="missing"),))),
     ["score_incomplete", "grade_without_spread", "limit_below_minimum"]),
    (replace(GOOD, debt=None), ["debt_unknown"]),
    (replace(GOOD, statements=None), ["statements_unknown"]),
    (replace(GOOD, statements=replace(GOOD.statements, inventory=yuan(0), receivables=yuan(0))),
     ["no_working_capital_gap", "limit_below_minimum"]),
])
def test_what_is_unknown_goes_to_a_person_and_is_named(inputs: DecisionInputs, reasons: list[str]) -> None:
    decision = decided(inputs)
    assert (decision.outcome, codes(decision)) == (DecisionOutcome.MANUAL_REVIEW, reasons)


def test_a_firm_known_by_invoices_only_gets_a_provisional_limit_and_manual_review() -> None:
    inputs = replace(GOOD, standing=Standing(), statements=None, debt=None)
    decision = decided(inputs)
    assert decision.outcome is DecisionOutcome.MANUAL_REVIEW
    assert decision.limit.is_provisional and decision.limit.amount == yuan(2_620_000)
    assert {"uscc_unknown", "park_unknown", "statements_unknown", "debt_unknown"} <= set(codes(decision))


def test_a_firm_that_has_stopped_selling_is_refused_though_much_is_unknown() -> None:
    sales = Sales(sales_12=yuan(0), months_since_last_sale=14)
    decision = decided(replace(GOOD, standing=Standing(), statements=None, debt=None, score=None, sales=sales))
    assert decision.outcome is DecisionOutcome.REFUSE
    assert codes(decision) == ["recent_sales_unmet", "sales_volume_unmet", "repayment_capacity_below_minimum"]


def test_nothing_known_at_all_refuses_nothing() -> None:
    nothing = replace(GOOD, standing=Standing(), sales=Sales(), statements=None, debt=None, score=None)
    assert decided(nothing).outcome is DecisionOutcome.MANUAL_REVIEW


def test_a_request_outside_the_product_is_a_refusal() -> None:
    long = decide(replace(GOOD, request=replace(GOOD.request, term_months=13)))
    early = decide(replace(GOOD, decision_date=date(2019, 8, 19)))
    assert isinstance(long, Refusal) and long.code == "term_out_of_range"
    assert isinstance(early, Refusal) and early.code == "product_not_offered"


@pytest.mark.parametrize("day", [date(2019, 8, 20), date(2020, 2, 29), date(2023, 8, 21), date(2027, 1, 4)])
def test_every_decision_date_since_the_lpr_reform_can_be_decided(day: date) -> None:
    assert decided(replace(GOOD, decision_date=day)).outcome is DecisionOutcome.APPROVE


@settings(max_examples=150, deadline=None)
@given(masked_inputs())
def test_unknown_never_refuses(pair: tuple[DecisionInputs, DecisionInputs]) -> None:
    """Whatever is refused with gaps is refused as well once the gaps are filled: no gap was read as a no."""
    whole, part = pair
    if decided(part).outcome is DecisionOutcome.REFUSE:
        assert decided(whole).outcome is DecisionOutcome.REFUSE


@settings(max_examples=60, deadline=None)
@given(complete_inputs())
def test_any_decision_survives_storing_and_replays(inputs: DecisionInputs) -> None:
    decision = decided(inputs)
    again = replay(json.loads(json.dumps(stored(decision))))
    assert isinstance(again, Decision)
    assert (again.outcome, again.amount, again.used) == (decision.outcome, decision.amount, decision.used)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in FOLDER.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_version_changes_new_decisions_and_no_stored_one(folder: Path) -> None:
    before = stored(decided(GOOD))
    change(folder / "limit.yaml", 'cash_share:\n  - {effective_from: 2019-08-20, value: "0.15"',
           'cash_share:\n  - {effective_from: 2026-06-01, value: "0.01", source: tightened, confidence: assumption}\n'
           '  - {effective_from: 2019-08-20, effective_to: 2026-05-31, value: "0.15"')
    again = replay(before, folder)
    assert isinstance(again, Decision) and stored(again)["fingerprint"] == before["fingerprint"]
    anew = decide(GOOD, folder)
    assert isinstance(anew, Decision) and anew.limit.amount == yuan(160_000)


def test_a_new_rule_does_not_reach_back_into_a_stored_decision(folder: Path) -> None:
    before = stored(decided(GOOD))
    change(folder / "knock_out.yaml", "park-e.sales_volume:",
           "park-e.void_share:\n  - {effective_from: 2026-01-01, value: {share_max: '0.01', if_unmet: reason},"
           " source: stricter, confidence: assumption}\npark-e.sales_volume:")
    again, anew = replay(before, folder), decide(GOOD, folder)
    assert isinstance(again, Decision) and again.outcome is DecisionOutcome.APPROVE
    assert isinstance(anew, Decision) and codes(anew) == ["void_share_unmet"]


def test_an_old_version_that_was_edited_or_removed_is_noticed(folder: Path) -> None:
    before = stored(decided(GOOD))
    change(folder / "need.yaml", 'growth_max:\n  - {effective_from: 2019-08-20, value: "0.30"',
           'growth_max:\n  - {effective_from: 2019-08-20, value: "0.31"')
    edited = replay(before, folder)
    assert isinstance(edited, Refusal) and edited.code == "parameter_version_changed"
    change(folder / "need.yaml", "growth_max:\n  - {effective_from: 2019-08-20",
           "growth_max:\n  - {effective_from: 2019-08-21")
    removed = replay(before, folder)
    assert isinstance(removed, Refusal) and removed.code == "parameter_version_missing"
    assert removed.facts["name"] == "growth_max"


def test_stored_data_that_was_tampered_with_does_not_replay() -> None:
    data = stored(decided(GOOD))
    richer = copy.deepcopy(data)
    richer["inputs"]["sales"]["sales_12"]["amount_minor"] += 1
    other_rules = {**data, "versions": {**data["versions"], "rules": "0"}}
    assert isinstance(replay(richer), Refusal) and replay(richer).code == "replay_differs"
    assert isinstance(replay(other_rules), Refusal) and replay(other_rules).code == "rules_version_changed"


def test_a_decision_stores_each_version_it_read_with_file_name_and_day() -> None:
    used = {(item.file, item.name): item.effective_from for item in decided(GOOD).used}
    assert used["lpr.yaml", "lpr_1y"] == date(2026, 4, 21)
    assert used["knock_out.yaml", "any.void_share"] == date(2019, 8, 20)
    assert {"limit.yaml", "need.yaml", "pricing.yaml", "products.yaml"} <= {file for file, _ in used}
