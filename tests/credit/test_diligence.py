"""The on-site check: what is looked at and why, what findings change, and who may set the model aside."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.credit.inputs import DAY, GOOD, STATEMENTS, with_sales, with_standing, yuan
from yizhan.credit.decision import Decision, DecisionOutcome, decide
from yizhan.credit.decision_inputs import DecisionInputs
from yizhan.credit.diligence import (
    FIELD_OF_RULE,
    ChecklistItem,
    Finding,
    FindingKind,
    Override,
    SiteResult,
    apply_findings,
    check_finding,
    check_override,
    checklist,
)
from yizhan.credit.knock_out import RULE_CODES, check_rules
from yizhan.credit.parameters import Parameters
from yizhan.credit.reasons import reason_text
from yizhan.enterprise.profile import Claimed
from yizhan.kernel.refusal import Refusal


def items(inputs: DecisionInputs, figures: dict[str, Claimed] | None = None) -> tuple[ChecklistItem, ...]:
    parameters = Parameters(DAY)
    return checklist(inputs, check_rules(inputs, parameters), figures or {}, parameters)


def codes(inputs: DecisionInputs) -> list[str]:
    return [item.code for item in items(inputs)]


def applied(inputs: DecisionInputs, *findings: Finding) -> SiteResult:
    result = apply_findings(inputs, findings)
    assert isinstance(result, SiteResult), result
    return result


def test_when_nothing_is_uncertain_nothing_is_on_the_list() -> None:
    assert items(GOOD) == ()


@pytest.mark.parametrize(("inputs", "expected"), [
    (with_standing(in_park=None, tax_grade=None), ["park_unknown", "tax_grade_unknown"]),
    (replace(GOOD, debt=None), ["debt_unknown"]),
    (replace(GOOD, statements=None), ["statements_missing"]),
    (with_sales(top_customer_share=Decimal("0.51")), ["customer_concentration"]),
    (with_sales(top_customer_share=Decimal("0.50")), []),
    (with_sales(gap_months=4), ["gap_months"]),
    (with_sales(return_share=Decimal("0.11")), ["return_share"]),
    (with_sales(margin_proxy=Decimal("0.81")), ["margin_jump"]),
    (with_sales(margin_proxy=Decimal("-0.11")), ["margin_jump"]),
    (with_sales(sales_previous_12=yuan(31_000_000)), ["sales_fall"]),  # −32 %.
    (with_sales(sales_previous_12=yuan(10_000_000)), ["sales_rise"]),  # +110 %.
    (with_sales(sales_previous_12=yuan(0)), []),
    (replace(GOOD, statements=replace(STATEMENTS, revenue=yuan(30_000_000))), ["sales_difference"]),  # 30 %.
])
def test_the_list_names_what_the_data_leave_uncertain(inputs: DecisionInputs, expected: list[str]) -> None:
    assert codes(inputs) == expected
    for item in items(inputs):
        assert reason_text(item.why).what.zh and reason_text(item.why).action


def test_claims_that_nobody_checked_are_listed_until_someone_does() -> None:
    claimed = Claimed(12, "applicant")
    checked = claimed.found(9, "li", date(2026, 11, 23))
    found = items(GOOD, {"staff": claimed, "patents": Claimed(None, "applicant"), "titles": checked})
    assert [(item.code, item.field, item.known) for item in found] == [("claim_unverified.staff", "claim.staff", 12)]


def test_a_correction_changes_the_input_keeps_the_old_value_and_changes_the_decision() -> None:
    found = Finding("standing.in_park", FindingKind.CORRECT, "lease ended in May", "zhao", old=True, new=False)
    result = applied(GOOD, found)
    assert result.inputs.standing.in_park is False and GOOD.standing.in_park is True
    assert result.corrections == (found,) and result.corrections[0].old is True
    decision = decide(result.inputs)
    assert isinstance(decision, Decision) and decision.outcome is DecisionOutcome.REFUSE


def test_what_was_unknown_can_be_filled_in_on_site() -> None:
    finding = Finding("debt", FindingKind.CORRECT, "credit report of today", "zhao", old=None, new=yuan(300_000))
    decision = decide(applied(replace(GOOD, debt=None), finding).inputs)
    assert isinstance(decision, Decision) and decision.outcome is DecisionOutcome.APPROVE


def test_later_findings_stand_above_earlier_ones() -> None:
    first = Finding("statements.revenue", FindingKind.CORRECT, "ledger", "zhao", STATEMENTS.revenue, yuan(5))
    second = replace(first, new=yuan(7))
    result = applied(GOOD, first, second)
    assert result.inputs.statements is not None and result.inputs.statements.revenue == yuan(7)


def test_blocks_and_questions_are_handed_on_and_change_no_figure() -> None:
    block = Finding("sales.sales_12", FindingKind.BLOCK, "no stock in the store", "zhao")
    ask = Finding("debt", FindingKind.ASK_FOR_MORE, "bank statements of October", "zhao")
    confirm = Finding("standing.in_park", FindingKind.CONFIRM, "", "zhao", old=True)
    claim = Finding("claim.staff", FindingKind.CORRECT, "counted", "zhao", old=12, new=9)
    result = applied(GOOD, block, ask, confirm, claim)
    assert (result.inputs, result.blocks, result.asked) == (GOOD, (block,), (ask,))
    assert result.corrections == (claim,)


@pytest.mark.parametrize(("finding", "code"), [
    (Finding("debt", FindingKind.BLOCK, "  ", "zhao"), "finding_without_note"),
    (Finding("debt", FindingKind.CORRECT, "seen", "zhao", old=yuan(1)), "correction_without_value"),
    (Finding("debt", FindingKind.CORRECT, "seen", "zhao", old=yuan(1), new=yuan(1)), "correction_without_value"),
    (Finding("standing.shoe_size", FindingKind.CONFIRM, "", "zhao"), "field_unknown"),
    (Finding("standing.in_park.deep", FindingKind.CONFIRM, "", "zhao"), "field_unknown"),
])
def test_a_faulty_finding_refuses_them_all(finding: Finding, code: str) -> None:
    good = Finding("standing.in_park", FindingKind.CONFIRM, "", "zhao")
    result = apply_findings(GOOD, [good, finding])
    assert isinstance(result, Refusal) and result.code == code


def test_a_finding_that_stands_has_no_problem() -> None:
    assert check_finding(Finding("debt", FindingKind.CORRECT, "seen", "zhao", yuan(1), yuan(2))) is None


OVERRIDE = Override("outcome", "manual_review", "approve", "papers seen on site", "chen", "wang")


@pytest.mark.parametrize(("changes", "code"), [
    ({}, None), ({"reason": " "}, "override_without_reason"), ({"approved_by": "chen"}, "override_same_person"),
    ({"after": "manual_review"}, "override_changes_nothing")])
def test_an_override_needs_a_reason_and_two_people(changes: dict[str, str], code: str | None) -> None:
    found = check_override(replace(OVERRIDE, **changes))
    assert (found.code if found else None) == code


def test_every_rule_knows_where_its_figure_stands() -> None:
    assert set(FIELD_OF_RULE) == set(RULE_CODES)
    for path in FIELD_OF_RULE.values():
        assert isinstance(apply_findings(GOOD, [Finding(path, FindingKind.CONFIRM, "", "zhao")]), SiteResult)
