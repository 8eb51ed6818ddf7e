"""Money back: what is due in part or whole, from the deposit or from outside, and early repayment exactly as previewed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from yizhan.credit.journals import Paid
from yizhan.credit.repayment import EarlyRepaymentPreview, Keep, preview_early_repayment
from yizhan.credit.servicing import PaidPart, claims_of, pay
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.records.models import Loan, Repayment
from yizhan.workflows.action import Act, action
from yizhan.workflows.schedules import read_schedule, write_schedule
from yizhan.workflows.standings import locked, move_loan, paid_of, read_position, rules_of


@action("loan.repay")
def repay_instalment(act: Act, loan_id: UUID, amount: Money | None = None) -> Repayment | Refusal:
    """Pay what is due from the deposit account, all of it or an amount; fees, penalty, interest, principal in the product's order."""
    loan = locked(act, loan_id)
    if not loan.standing.is_open:
        return refuse("nothing_outstanding")
    position, rules = read_position(loan), rules_of(loan, act.today)
    due_minor = sum(claim.amount.amount_minor for claim, _ in claims_of(position, act.today, rules))
    if not due_minor:
        return refuse("instalment_not_due", due_on=position.lines[0].due_on)
    if amount is not None and amount.amount_minor <= 0:
        return refuse("amount_not_positive", field="amount", amount=amount)
    if amount is not None and amount.amount_minor > due_minor:
        return refuse("amount_over_due", field="amount", amount=amount, due=Money(due_minor))
    after, parts, _ = pay(position, due_minor if amount is None else amount.amount_minor, act.today, rules)
    paid = paid_of(parts)
    posted = move_loan(act, loan, after, paid, {"customer_deposit": paid.total_minor}, kind="loan_repayment", key=_next_key(loan),
                       facts=told(parts))
    if isinstance(posted, Refusal):
        return posted
    return record(act, loan, "instalment", posted, paid, parts)


@action("loan.repay")
def repay_early(act: Act, loan_id: UUID, principal: Money | None, keep: str, expected_total: Money) -> Repayment | Refusal:
    """Repay a part or all of the principal before it is due, exactly as previewed: another total than shown is refused."""
    loan = locked(act, loan_id)
    preview = early_preview(loan, act.today, principal, keep)
    if isinstance(preview, Refusal):
        return preview
    if preview.total != expected_total:
        return refuse("preview_outdated", total=preview.total)
    key, version = _next_key(loan), replace_schedule(loan, preview)
    paid = Paid(preview.principal.amount_minor, preview.interest.amount.amount_minor, 0, preview.fee.amount_minor)
    posted = move_loan(act, loan, read_position(loan), paid, {"customer_deposit": paid.total_minor}, kind="loan_repayment", key=key,
                       facts={"principal": preview.principal, "interest": preview.interest.amount, "fee": preview.fee})
    if isinstance(posted, Refusal):
        return posted
    return record(act, loan, "early", posted, paid, keep=keep, schedule_version=version)


def early_preview(loan: Loan, on: date, principal: Money | None, keep: str) -> EarlyRepaymentPreview | Refusal:
    """What an early repayment on a day would cost and change; nothing is paid. Arrears are paid first (`arrears_first`)."""
    if keep not in {choice.value for choice in Keep}:
        return refuse("keep_unknown", field="keep", keep=keep)
    position = read_position(loan)
    if position.overdue_since or position.penalty_due_minor or position.fee_due_minor:
        return refuse("arrears_first")
    schedule, paid = read_schedule(loan)
    fee = Decimal(loan.contract.terms["prepayment_fee"])
    return preview_early_repayment(schedule, paid, on, principal, Keep(keep), fee)


def replace_schedule(loan: Loan, preview: EarlyRepaymentPreview) -> int:
    """Write the schedule of a preview in place of the open lines; the version that was in force."""
    version = max(loan.instalments.values_list("schedule_version", flat=True))
    loan.instalments.filter(state="due").update(state="replaced")
    if preview.after is not None:
        write_schedule(loan, preview.after, version + 1)
    return version


def record(act: Act, loan: Loan, kind: str, journal_id: UUID, paid: Paid, parts: tuple[PaidPart, ...] = (), **more: Any) -> Repayment:
    """The repayment as a record, with its allocation line by line."""
    excess_minor = more.get("excess_minor", 0)
    row = Repayment.objects.create(
        loan=loan, kind=kind, amount_minor=paid.total_minor + excess_minor, principal_minor=paid.principal_minor,
        interest_minor=paid.interest_minor, penalty_minor=paid.penalty_minor, fee_minor=paid.fee_minor, journal_id=journal_id,
        allocation=told(parts)["allocation"], paid_by=act.actor, created_at=act.now,
        **{"paid_on": act.today, "schedule_version": _version(loan), **more})
    act.changed(row, after={"loan": loan.number, "kind": kind, "amount_minor": row.amount_minor, "principal_minor": row.principal_minor,
                            "interest_minor": row.interest_minor, "penalty_minor": row.penalty_minor, "fee_minor": row.fee_minor})
    return row


def told(parts: tuple[PaidPart, ...]) -> Mapping[str, Any]:
    """An allocation as a journal and a record keep it."""
    return {"allocation": [plain(part) for part in parts]}


def _version(loan: Loan) -> int:
    return max(loan.instalments.values_list("schedule_version", flat=True))


def _next_key(loan: Loan) -> str:
    return f"loan_repayment:{loan.id}:{loan.repayments.count() + 1}"
