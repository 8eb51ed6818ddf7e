"""What can be claimed of a programme for a period, from the same events as the schedule: lines, payments, arrears. Nothing is written."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yizhan.credit.parameters import Parameters
from yizhan.credit.repayment import ClaimKind
from yizhan.credit.servicing import claims_of
from yizhan.credit.subsidy import FILE, ClaimLine, Stretch, subsidy_of
from yizhan.kernel.money import Money, money_sum
from yizhan.records.models import ClaimList, Instalment, Loan, ProgrammeLoan
from yizhan.workflows.standings import read_position, rules_of

GUARANTEED = (ClaimKind.INTEREST, ClaimKind.PRINCIPAL)


@dataclass(frozen=True, slots=True)
class LoanClaim:
    """What is claimed for one loan: the lines of its subsidy, or what is overdue of a guaranteed one."""

    loan: Loan
    covered: Money
    amount: Money
    lines: tuple[ClaimLine, ...] = ()
    overdue_days: int = 0


def claims_for(programme: str, first: date, last: date) -> list[LoanClaim]:
    """The claims of a period, by loan. A subsidy is claimed for interest that was paid in the period; a guarantee once a loan, for what is
    overdue on the last day's standing by at least the dated number of days.
    """
    rows = ProgrammeLoan.objects.filter(programme=programme, loan__started_on__lte=last).select_related(
        "loan__enterprise", "loan__standing").order_by("loan__enterprise_id", "registered_on", "id")
    found = [_subsidy(row, first, last) if programme == "subsidy" else _guarantee(row, last) for row in rows]
    return [claim for claim in found if claim is not None and claim.amount]


def stretches_of(loan: Loan) -> list[Stretch]:
    """The days of a loan by the principal that stood, over all its schedules, each with the day on which its interest was paid."""
    versions: dict[int, list[Instalment]] = {}
    for line in loan.instalments.order_by("schedule_version", "number"):
        versions.setdefault(line.schedule_version, []).append(line)
    paid_on, early = _payments(loan)
    found: list[Stretch] = []
    for version, lines in versions.items():
        cut = early.get(version) or next((rows[0].starts_on for other, rows in versions.items() if other > version), None)
        for line in lines:
            if line.state == "replaced" and (cut is None or line.starts_on >= cut):
                continue
            ends_on = min(line.ends_on, cut) if line.state == "replaced" and cut else line.ends_on
            settled = _settled(line, paid_on, early.get(version))
            found.append(Stretch(line.number, line.starts_on, ends_on, Money(line.opening_minor), settled))
    return found


def _settled(line: Instalment, paid_on: dict[tuple[int, int], date], early_on: date | None) -> date | None:
    """A paid line on the day of its last payment; the piece that an early repayment cut off on that day; nothing else."""
    if line.state == "paid":
        return paid_on.get((line.schedule_version, line.number), line.due_on)
    return early_on if line.state == "replaced" else None


def _payments(loan: Loan) -> tuple[dict[tuple[int, int], date], dict[int, date]]:
    """The last day on which each line's interest was paid, and the early repayment that ended each schedule."""
    paid_on: dict[tuple[int, int], date] = {}
    early: dict[int, date] = {}
    for row in loan.repayments.filter(is_reversed=False).order_by("paid_on", "created_at"):
        if row.kind == "early":
            early[row.schedule_version] = row.paid_on
        for part in row.allocation:
            if part["number"] is not None:
                paid_on[row.schedule_version, part["number"]] = row.paid_on
    return paid_on, early


def _subsidy(row: ProgrammeLoan, first: date, last: date) -> LoanClaim:
    covered = Money(row.covered_minor)
    # The cap of the firm was shared out when each loan was registered, so a loan's own cap is what it covers.
    stretches = [replace(one, principal=min(one.principal, covered)) for one in stretches_of(row.loan)]
    lines = tuple(line for line in subsidy_of(stretches, row.loan.started_on).lines if line.paid_on and first <= line.paid_on <= last)
    return LoanClaim(row.loan, covered, money_sum([line.amount for line in lines]), lines)


def _guarantee(row: ProgrammeLoan, last: date) -> LoanClaim | None:
    loan, standing = row.loan, row.loan.standing
    days = int(Parameters(last).version(FILE, "guarantee_claim_days").value)
    if standing.overdue_days < days or _claimed(loan):
        return None
    due = [claim.amount for claim, _ in claims_of(read_position(loan), standing.accrued_through, rules_of(loan, last))
           if claim.kind in GUARANTEED]
    covered = Money(row.covered_minor)
    return LoanClaim(loan, covered, min(money_sum(due), covered), (), standing.overdue_days)


def _claimed(loan: Loan) -> bool:
    lists: list[list[dict[str, Any]]] = list(
        ClaimList.objects.filter(programme="guarantee").exclude(state="refused").values_list("lines", flat=True))
    return any(line["loan_id"] == str(loan.pk) for lines in lists for line in lines)
