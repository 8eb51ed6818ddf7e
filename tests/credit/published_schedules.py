"""Replays schedules that Apache Fineract publishes and writes docs/reference/published-schedules.md.

`python -m tests.credit.published_schedules` writes the document; a test checks that it is current. Every
case ends as matched (each figure equal), explained (a figure differs by a rule that is named) or not
reached (a feature we do not have). The reasons are written by hand; a case that differs without a reason
fails the test.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.credit import published_events as events
from tests.shared import SHARED
from yizhan.credit.periods import MONTH_SHARE, Period
from yizhan.credit.repayment import EarlyRepaymentPreview, Keep, preview_early_repayment
from yizhan.credit.schedule import (
    LoanTerms,
    PeriodRule,
    RepaymentForm,
    Schedule,
    build_schedule,
    period_factor,
    schedule_over,
)
from yizhan.kernel.interest_rate import DayCount, InterestRate
from yizhan.kernel.money import Money, Rounding

FOLDER = SHARED / "reference" / "loan_schedules"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "published-schedules.md"
REASONS = json.loads(Path(__file__).with_name("published_schedules.json").read_text(encoding="utf-8"))
CENT = Decimal("0.01")
TWELVE_PLACES = Decimal("0.000000000001")


@dataclass(frozen=True)
class Verdict:
    """What became of one published table."""

    group: str
    case: str
    outcome: str  # matched · explained · not reached
    figures: int
    differing: int
    reason: str


def verdicts() -> list[Verdict]:
    """All cases of both files, in the order of the files."""
    emi = json.loads((FOLDER / "fineract_progressive_emi.json").read_text(encoding="utf-8"))
    bearing = json.loads((FOLDER / "fineract_e2e_interest_bearing.json").read_text(encoding="utf-8"))
    scenarios = [scenario_verdict(number, scenario) for number, scenario in enumerate(bearing["scenarios"])]
    return [*(verdict for case in emi["cases"] for verdict in emi_verdicts(case)),
            pay_off_verdict(bearing["scenarios"][0]), *scenarios]


def emi_verdicts(case: dict[str, Any]) -> Iterable[Verdict]:
    """The table after the first payout, and the tables after later events where there are any."""
    name = case["test"].removeprefix("testEMICalculation_")
    first, later = _blocks(case["events"])
    if first:
        pairs = list(_emi_pairs(emi_schedule(case), first))
        yield _compared("EMI", name, pairs)
    if later:
        told = f"{name}, after later events"
        pairs = _later_pairs(case, name, later)
        if pairs:
            yield _compared("EMI", told, pairs, name + "+")
        else:
            yield Verdict("EMI", told, "not reached", len(later), 0, REASONS["emi_later"][name])


def _later_pairs(case: dict[str, Any], name: str, rows: list[dict[str, str]]) -> list[tuple[Decimal, Decimal]]:
    """Ours by a change of rate or a pay-off; empty for what we do not do."""
    found = re.search(r"_(reschedule_interest|payoff)_on(\d\d)(\d\d)", name)
    if found is None:
        return []
    day = date(2024, int(found[2]), int(found[3]))
    schedule = emi_schedule(case)
    if found[1] == "reschedule_interest":
        return list(_emi_pairs(events.changed_rate(schedule, day, Decimal("0.04")), rows))
    return list(events.pay_off_pairs(schedule, day.month - 1, day, rows))


def emi_schedule(case: dict[str, Any]) -> Schedule:
    """Our schedule for an EMI case. Shares and bases follow the case's day-count settings."""
    amount, day_count = case["events"][0]["args"][1], _day_count(case)
    starts = [date.fromisoformat(period["from"]) for period in case["periods"]]
    ends = [*starts[1:], _last_end(case)]
    is_equal = case["DaysInYearType"] in ("DAYS_360", "DAYS_364") and case["frequency"] != "DAYS"
    share = MONTH_SHARE if case["frequency"] == "MONTHS" else (case["repay_every"], 52)
    periods = [_case_period(start, end, share if is_equal else None)
               for start, end in zip(starts, ends, strict=True)]
    rate = InterestRate(Decimal(case["annual_rate_percent"]) / 100, day_count)
    rule = PeriodRule.EQUAL_PERIODS if is_equal else PeriodRule.ACTUAL_DAYS
    terms = LoanTerms(Money.of(Decimal(amount), "EUR"), rate, RepaymentForm.ANNUITY, starts[0], len(periods),
                      rule, rounding=Rounding.HALF_EVEN)
    return schedule_over(terms, periods)


def _last_end(case: dict[str, Any]) -> date:
    last = case["periods"][-1]
    start, end = date.fromisoformat(last["from"]), date.fromisoformat(last["to"])
    # One upstream case writes the first of the month as end of periods that run from the 12th to the 12th.
    return end.replace(day=start.day) if case["frequency"] == "MONTHS" else end


def _case_period(start: date, end: date, share: tuple[int, int] | None) -> Period:
    """A month that was moved to another day is broken by our rule."""
    is_moved = share == MONTH_SHARE and start.day != end.day
    return Period(start, end, None if is_moved else share)


def _day_count(case: dict[str, Any]) -> DayCount:
    bases = {"DAYS_365": DayCount.ACT_365, "ACTUAL": DayCount.ACT_ACT}
    return bases.get(case["DaysInYearType"], DayCount.ACT_360)


def _blocks(events: list[dict[str, Any]]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The expected rows after the first payout alone, and all rows after any later event."""
    later_at = next((index for index, event in enumerate(events[1:], 1) if "do" in event), len(events))
    return ([event["expect"] for event in events[1:later_at]],
            [event["expect"] for event in events[later_at:] if "expect" in event])


def _emi_pairs(schedule: Schedule, rows: list[dict[str, str]]) -> Iterable[tuple[Decimal, Decimal]]:
    last_part = {row["period_index"]: row for row in rows}
    for index, line in enumerate(schedule.instalments):
        row = last_part[str(index)]
        yield line.payment.major, Decimal(row["instalment"])
        yield line.interest.major, Decimal(row["interest_due"])
        yield line.principal.major, Decimal(row["principal_due"])
        yield line.closing.major, Decimal(row["balance_after"])
        factor = period_factor(replace(schedule.terms, rate=line.rate), line.period)
        yield factor.quantize(TWELVE_PLACES), Decimal(row["rate_factor"])


def scenario_verdict(number: int, scenario: dict[str, Any]) -> Verdict:
    """The first table of an end-to-end scenario, by our schedule or by what our features make of it after the event."""
    name = f"{number:02d} {scenario['scenario']}"
    request = _request(scenario)
    table = _tables(scenario)[0]
    if number in events.EXCESS:
        rows = events.after_excess(scenario_schedule(request), _payments(scenario), events.EXCESS[number])
        return _compared("scenario", name, list(events.row_pairs(rows, table)))
    if number in events.SAME_INSTALMENT | events.AGREED:
        return _compared("scenario", name, list(_scenario_pairs(events.agreed(scenario_schedule(request), number), table)))
    reason = _out_of_reach(number, request)
    if reason:
        return Verdict("scenario", name, "not reached", 3 * (len(table) - 2), 0, reason)
    return _compared("scenario", name, list(_scenario_pairs(scenario_schedule(request), table)))


def pay_off_verdict(scenario: dict[str, Any]) -> Verdict:
    """The whole repayment of 15 February 2024 in scenario 00, against our preview."""
    step = next(step for step in reversed(scenario["steps"]) if "Loan Transactions tab" in step["step"])
    row = dict(zip(step["table"][0], step["table"][-1], strict=True))
    schedule = scenario_schedule(_request(scenario))
    preview = preview_early_repayment(schedule, 1, _day(row["Transaction date"]), None, Keep.TERM, Decimal(0))
    assert isinstance(preview, EarlyRepaymentPreview)
    pairs = [(preview.principal.major, Decimal(row["Principal"])),
             (preview.interest.amount.major, Decimal(row["Interest"]))]
    return _compared("scenario", f"00 pay-off on {row['Transaction date']}", pairs)


def scenario_schedule(request: dict[str, str]) -> Schedule:
    """Our schedule for a scenario's request."""
    is_lp1 = request["LoanProduct"].startswith("LP1")
    is_by_period = request["interest calculation period"] == "SAME_AS_REPAYMENT_PERIOD" or not is_lp1
    is_level = request["amortization type"] == "EQUAL_INSTALLMENTS"
    # Broken days of the LP2 products run over 360; the LP1 products count actual days over actual years.
    day_count = DayCount.ACT_ACT if is_lp1 else DayCount.ACT_360
    rate = InterestRate(Decimal(request["ANNUAL interest rate %"]) / 100, day_count)
    form = RepaymentForm.ANNUITY if is_level else RepaymentForm.EQUAL_PRINCIPAL
    rule = PeriodRule.EQUAL_PERIODS if is_by_period else PeriodRule.ACTUAL_DAYS
    terms = LoanTerms(
        Money.of(request["with Principal"], "EUR"), rate, form, _day(request["submitted on date"]),
        int(request["numberOfRepayments"]), rule,
        rounding=Rounding.HALF_EVEN, level_multiple_minor=100 if is_lp1 and is_level else 1)
    return build_schedule(terms)


def _scenario_pairs(schedule: Schedule, table: list[list[str]]) -> Iterable[tuple[Decimal, Decimal]]:
    rows = [dict(zip(table[0], row, strict=True)) for row in table[1:] if row[0]]
    for line, row in zip(schedule.instalments, rows, strict=False):
        yield line.principal.major, Decimal(row["Principal due"])
        yield line.interest.major, Decimal(row["Interest"])
        yield line.closing.major, Decimal(row["Balance of loan"])


def _payments(scenario: dict[str, Any]) -> list[tuple[date, Decimal]]:
    """The payments before the first table, by day."""
    found = []
    for step in scenario["steps"]:
        paid = re.search(r'repayment on "(.+?)" with ([0-9.]+) EUR', step["step"])
        if paid:
            found.append((_day(paid[1]), Decimal(paid[2])))
    return found


def _request(scenario: dict[str, Any]) -> dict[str, str]:
    step = next(step for step in scenario["steps"] if "fully customized loan" in step["step"])
    return dict(zip(*step["table"], strict=True))


def _tables(scenario: dict[str, Any]) -> list[list[list[str]]]:
    return [step["table"] for step in scenario["steps"]
            if "Repayment schedule has" in step["step"] and "periods" in step["step"]]


def _out_of_reach(number: int, request: dict[str, str]) -> str:
    reasons = REASONS["features"]
    if str(number) in REASONS["scenarios"]:
        return reasons[REASONS["scenarios"][str(number)]]
    if request["interest type"] == "FLAT":
        return reasons["flat"]
    graces = ("graceOnPrincipalPayment", "graceOnInterestPayment", "interest free period")
    return reasons["grace"] if any(request[grace] != "0" for grace in graces) else ""


def _compared(group: str, name: str, pairs: list[tuple[Decimal, Decimal]], key: str = "") -> Verdict:
    differing = sum(ours != theirs for ours, theirs in pairs)
    key = key or (name.split(" ")[0] if group == "scenario" else name)
    reason = REASONS["explained"].get(key, "") if differing else ""
    return Verdict(group, name, "explained" if differing else "matched", len(pairs), differing, reason)


def _day(text: str) -> date:
    return datetime.strptime(text, "%d %B %Y").date()  # noqa: DTZ007 A day has no zone.


def document() -> str:
    """The page: a summary and one row a case."""
    rows = verdicts()
    counts = Counter(row.outcome for row in rows)
    figures = sum(row.figures - row.differing for row in rows if row.outcome != "not reached")
    lines = [
        "# Published schedules against ours", "",
        "Written by `python -m tests.credit.published_schedules`; a test checks that it is current.", "",
        "The tables are those of Apache Fineract (Apache-2.0, commit 4198b0b): the cases of its EMI calculator",
        "and the first table of its end-to-end scenarios. Compared are instalment, interest, principal, balance",
        "and rate factor of every line (EMI), or principal, interest and balance (scenarios), to the last digit",
        "printed. Tables taken after a payment, a change of rate or a pay-off are compared with what our features make of",
        "it; where upstream re-derived the instalment after the event (862 where the annuity rounds to 863), over the",
        "instalment of the table.", "",
        f"Matched: {counts['matched']} tables. Explained: {counts['explained']}. "
        f"Not reached: {counts['not reached']}. Figures that agree: {figures}.", "",
        "| source | case | outcome | figures | differing | why |", "| --- | --- | --- | ---: | ---: | --- |"]
    lines += [f"| {row.group} | {row.case} | {row.outcome} | {row.figures} | {row.differing} | {row.reason} |"
              for row in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    DOCUMENT.parent.mkdir(parents=True, exist_ok=True)
    DOCUMENT.write_text(document(), encoding="utf-8")
