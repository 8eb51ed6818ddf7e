"""How records of a loan's later life look as JSON: arrears, letters, warnings, renewals, fees, claims, the portfolio."""

from typing import Any

from yizhan.api.shapes import columns
from yizhan.kernel.text import plain
from yizhan.records.models import ArrearsNote, ClaimList, EarlyWarning, LoanFee, ProgrammeLoan, RenewalAlert
from yizhan.workflows.arrears import Late, note_with_state
from yizhan.workflows.portfolio import Portfolio
from yizhan.workflows.renewals import Outlook


def late(row: Late) -> dict[str, Any]:
    """A loan in arrears with the step that comes next."""
    standing = row.loan.standing
    return {
        "id": str(row.loan.pk), "number": row.loan.number, "enterprise_id": str(row.loan.enterprise_id),
        "enterprise": row.loan.enterprise.name, "overdue_since": plain(standing.overdue_since), "overdue_days": standing.overdue_days,
        "bucket": str(row.bucket or ""), "due_minor": row.due.amount_minor, "risk_class": standing.risk_class, "next_step": row.step,
        "last_done": row.last_note.kind if row.last_note else "", "promise": row.promise}


def arrears_note(row: ArrearsNote) -> dict[str, Any]:
    """A call, a promise with what became of it, or a letter in the words in which it went out."""
    names = ("id", "loan_id", "kind", "on", "overdue_days", "words", "promised_minor", "promised_on", "step", "letter", "written_by_id")
    return columns(row, *names) | {"promise": note_with_state(row), "mail": row.message.state if row.message else ""}


def warning(row: EarlyWarning) -> dict[str, Any]:
    """An early warning with its signals."""
    return columns(row, "id", "enterprise_id", "on", "signals", "state", "holder_id", "finding", "closed_at")


def renewal(row: Outlook) -> dict[str, Any]:
    """How a renewal without repayment stands, and why."""
    return {
        "id": str(row.loan.pk), "number": row.loan.number, "matures_on": plain(row.loan.matures_on), "days_left": row.days_left,
        "size_class": row.size_class, "coverage": row.coverage.value, "conduct": plain(row.conduct), "reasons": list(row.reasons),
        "is_proposed": row.is_proposed, "alert": renewal_alert(row.alert) if row.alert else None}


def renewal_alert(row: RenewalAlert) -> dict[str, Any]:
    """The alert of a maturity and the borrower's wish."""
    return columns(row, "id", "loan_id", "on", "matures_on", "coverage", "size_class", "conduct", "wished_at", "wished_by_id")


def fee(row: LoanFee) -> dict[str, Any]:
    """A fee under a loan contract."""
    names = ("id", "loan_id", "code", "amount_minor", "words", "state", "charged_on", "journal_id", "proposed_by_id", "taken_by_id")
    return columns(row, *names)


def programme_loan(row: ProgrammeLoan) -> dict[str, Any]:
    """A loan that takes part in a programme."""
    return columns(row, "id", "loan_id", "programme", "covered_minor", "words", "registered_on", "registered_by_id")


def claim_list(row: ClaimList) -> dict[str, Any]:
    """A claim list with every line."""
    names = ("id", "programme", "first", "last", "state", "amount_minor", "lines", "filed_by_id", "taken_by_id", "taken_at", "reference",
             "paid_on")
    return columns(row, *names)


def portfolio(found: Portfolio) -> dict[str, Any]:
    """Shares with what they count, moves between classes, vintages."""
    return {
        "shares": {name: plain(share) | {"value": plain(share.value)} for name, share in found.shares.items()},
        "rolls": plain(list(found.rolls)),
        "vintages": [plain(one) | {"late_share": plain(one.late_share)} for one in found.vintages]}
