"""Overrides: what is refused, and rates by hand."""

import dataclasses
from datetime import date

import pytest

from tests.credit.scorecard.cards import small_card
from yizhan.credit.scorecard.overrides import Override, check_override, override_report

ONE = Override("A-1", small_card().card_id, date(2026, 11, 23), "B", "A", "collateral", "officer", "approver", 0.04)


@pytest.mark.parametrize(("changes", "code"), [
    ({"reason": " "}, "reason_missing"), ({"approved_by": "officer"}, "same_person"), ({"given_grade": "Z"}, "grade_unknown"),
    ({"given_grade": "B"}, "grade_unchanged"), ({"card_id": "0" * 16}, "other_card")])
def test_a_wrong_override_is_refused(changes, code) -> None:
    assert check_override(small_card(), dataclasses.replace(ONE, **changes)).code == code


def test_a_right_override_has_nothing_wrong() -> None:
    assert check_override(small_card(), ONE) is None


def test_the_report_counts_by_reason_and_compares_outcomes_with_the_card() -> None:
    change = dataclasses.replace
    overrides = [ONE, change(ONE, outcome_bad=True), change(ONE, outcome_bad=False, expected_rate=0.08),
                 change(ONE, reason="order book", given_grade="C", outcome_bad=False), change(ONE, card_id="0" * 16)]
    report = override_report(small_card(), overrides, 40)
    assert (report.rate, report.total.count, report.total.upgrades, report.total.downgrades) == (0.1, 4, 3, 1)
    collateral, orders = report.groups
    assert (collateral.reason, collateral.count, collateral.outcomes, collateral.bads) == ("collateral", 3, 2, 1)
    assert collateral.bad_rate == 0.5 and collateral.expected_rate == pytest.approx(0.06)
    assert (orders.bad_rate, orders.expected_rate) == (0.0, 0.04)


def test_without_overrides_there_is_a_rate_but_no_performance() -> None:
    report = override_report(small_card(), [], 10)
    assert (report.rate, report.total.bad_rate, report.groups) == (0.0, None, ())
    assert override_report(small_card(), [], 0).rate is None
