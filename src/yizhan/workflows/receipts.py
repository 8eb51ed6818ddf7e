"""Payments that come in from another account, today or with a value date in the past."""

from datetime import date
from uuid import UUID

from yizhan.credit.servicing import pay
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Loan, Repayment
from yizhan.workflows.action import Act, action
from yizhan.workflows.corrections import book_backdated
from yizhan.workflows.repayments import record, told
from yizhan.workflows.standings import locked, move_loan, paid_of, read_position, rules_of


@action("loan.receive")
def receive_payment(act: Act, loan_id: UUID, amount: Money, reference: str, value_date: date | None = None) -> Repayment | Refusal:
    """A payment that came in from another account, by the core bank's reference: what is due first, the rest to the deposit.

    With a value date in the past the loan is brought to where it would stand had the payment been known on that day.
    """
    if amount.amount_minor <= 0:
        return refuse("amount_not_positive", field="amount", amount=amount)
    loan = locked(act, loan_id)
    if not loan.standing.is_open:
        return refuse("nothing_outstanding")
    if value_date is not None and value_date != act.today:
        return book_backdated(act, loan, amount.amount_minor, value_date, reference)
    return book_payment(act, loan, amount.amount_minor, reference, "customer_deposit")


def book_payment(act: Act, loan: Loan, amount_minor: int, reference: str, rest_to: str) -> Repayment | Refusal:
    """Money from outside for a loan, today: what is due first, the rest to an account named by the chart."""
    after, parts, left = pay(read_position(loan), amount_minor, act.today, rules_of(loan, act.today))
    paid = paid_of(parts)
    sources = {"head_office_settlement": amount_minor, rest_to: -left}
    posted = move_loan(act, loan, after, paid, sources, kind="loan_repayment", key=f"loan_repayment:received:{reference}",
                       facts=told(parts))
    if isinstance(posted, Refusal):
        return posted
    return record(act, loan, "payment", posted, paid, parts, source="outside", excess_minor=left)
