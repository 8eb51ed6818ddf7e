"""Schedules that others published, against ours: see docs/reference/published-schedules.md."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.credit import published_events as events
from tests.credit import published_schedules as published
from tests.shared import shared_path
from yizhan.credit.schedule import annuity_payment, schedule_over
from yizhan.kernel.interest_rate import DayCount


@pytest.fixture(scope="module")
def verdicts() -> list[published.Verdict]:
    shared_path("reference", "loan_schedules")
    return published.verdicts()


def test_most_tables_within_reach_match_to_the_last_digit(verdicts: list[published.Verdict]) -> None:
    matched = [verdict.case for verdict in verdicts if verdict.outcome == "matched"]
    assert len(matched) == 21
    assert "disbursedAmt100_dayInYears360_daysInMonth30_repayEvery1Month" in matched


def test_no_difference_and_no_gap_stays_without_a_reason(verdicts: list[published.Verdict]) -> None:
    assert not [verdict.case for verdict in verdicts if verdict.outcome != "matched" and not verdict.reason]


def test_every_published_case_stands_in_the_table(verdicts: list[published.Verdict]) -> None:
    assert len([verdict for verdict in verdicts if verdict.group == "scenario"]) == 54 + 1
    assert {verdict.case.split(",")[0] for verdict in verdicts if verdict.group == "EMI"} >= set(
        published.REASONS["emi_later"])


def test_tables_after_a_payment_over_the_instalment_agree_by_our_early_repayment(verdicts: list[published.Verdict]) -> None:
    """RP08, RP11, RP12: excess on time, once and twice, keeping the term or the instalment."""
    told = {verdict.case.split(" ")[1]: (verdict.outcome, verdict.differing) for verdict in verdicts if verdict.group == "scenario"}
    assert [told[name] for name in ("RP08", "RP11", "RP12")] == [("matched", 0)] * 3


def test_a_changed_rate_agrees_line_by_line_when_it_begins_with_a_period(verdicts: list[published.Verdict]) -> None:
    (verdict,) = [one for one in verdicts if "reschedule_interest_on0201" in one.case and "later" in one.case]
    assert (verdict.outcome, verdict.figures) == ("matched", 30)


def test_the_difference_of_a_late_payment_is_the_interest_of_its_days_on_the_overdue_principal() -> None:
    """RP04: four days on 812.68 at 12 % over 365 are 1.07, and 42.68 with them is the 43.75 of the table."""
    path = shared_path("reference", "loan_schedules", "fineract_e2e_interest_bearing.json")
    scenario = json.loads(path.read_text(encoding="utf-8"))["scenarios"][15]
    ours = events.agreed(published.scenario_schedule(published._request(scenario)), 15).instalments[:2]
    theirs = published._tables(scenario)[0][3]
    late = ours[0].principal.major * Decimal("0.12") * 4 / 365
    assert round(ours[1].interest.major + late, 2) == Decimal(theirs[6])


def test_the_document_is_current(verdicts: list[published.Verdict]) -> None:
    assert published.DOCUMENT.read_text(encoding="utf-8") == published.document()


def test_the_daily_table_rs03_agrees_wholly_when_every_year_has_365_days() -> None:
    path = shared_path("reference", "loan_schedules", "fineract_e2e_interest_bearing.json")
    scenario = json.loads(path.read_text(encoding="utf-8"))["scenarios"][7]
    schedule = published.scenario_schedule(published._request(scenario))
    rate = replace(schedule.terms.rate, day_count=DayCount.ACT_365)
    ours = schedule_over(replace(schedule.terms, rate=rate), [line.period for line in schedule.instalments])
    pairs = list(published._scenario_pairs(ours, published._tables(scenario)[0]))
    assert len(pairs) == 54
    assert all(mine == theirs for mine, theirs in pairs)


def test_the_annuity_and_its_first_interest_equal_the_published_spreadsheet_values() -> None:
    """numpy-financial: PMT to 24 digits; PPMT of period 1 is PMT less the interest on the whole principal."""
    path = shared_path("reference", "annuity", "numpy_financial.json")
    cases = json.loads(path.read_text(encoding="utf-8"))["cases"]
    compared = 0
    for case in cases:
        args = case["args"]
        if case["function"] not in ("pmt", "ppmt", "ipmt") or args.get("when") == "begin" or args.get("per", 1) != 1:
            continue
        rate = Decimal(args["rate"].split("/")[0]) / (12 if "/" in args["rate"] else 1)
        payment = annuity_payment(Decimal(args["pv"]), [rate] * args["nper"])
        interest = args["pv"] * rate
        ours = {"pmt": payment, "ipmt": interest, "ppmt": payment - interest}[case["function"]]
        expected = -Decimal(case["expected"])
        digits = Decimal("1e-20") if "exact" in case["rtol"] else Decimal("1e-6")
        assert abs(ours - expected) <= digits * abs(expected), case["origin"]
        compared += 1
    assert compared == 10
