"""A loan's standing between records and values, and the one way by which a single loan's accounts move after its payout."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from yizhan.credit.journals import Paid, movement
from yizhan.credit.parameters import Parameters
from yizhan.credit.repayment import ClaimKind
from yizhan.credit.servicing import Balances, Line, PaidPart, Position, ServicingRules, balances_of, servicing_rules
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.ledger.chart import Subledger, chart
from yizhan.ledger.journal import Entry, Journal
from yizhan.records.models import Instalment, Loan, LoanStanding
from yizhan.workflows import access
from yizhan.workflows.action import Act
from yizhan.workflows.house import house_accounts, own_accounts, post_journal

# The column of the standing that keeps an own account's id; the two others stand on the loan.
ACCOUNT_COLUMNS = {"loan_principal_overdue": "overdue_account_id", "loan_principal_non_accrual": "non_accrual_account_id",
                   "penalty_receivable": "penalty_account_id", "fee_receivable": "fee_account_id",
                   "memorandum_interest": "memorandum_account_id", "written_off_loans": "written_off_account_id"}
BALANCES = tuple(Balances.__slots__)


def locked(act: Act, loan_id: UUID) -> Loan:
    """The loan with its standing, both locked, if the actor may see it; a day end's chunk waits for it, or it for the chunk."""
    loan = access.loans(act.actor).select_for_update(of=("self",)).get(pk=loan_id)
    loan.standing = LoanStanding.objects.select_for_update().get(pk=loan_id)
    return loan


def open_standing(loan: Loan, product_code: str) -> LoanStanding:
    """The standing of a loan on the day of its payout: nothing accrued yet."""
    return LoanStanding.objects.create(
        loan=loan, product_code=product_code, accrued_through=loan.started_on - timedelta(days=1), principal_minor=loan.principal_minor
    )


def rules_of(loan: Loan, on: date) -> ServicingRules:
    """The servicing rules of a loan's product on a day."""
    return servicing_rules(loan.standing.product_code, Parameters(on))


def read_position(loan: Loan) -> Position:
    """A loan's position as its records have it."""
    standing = loan.standing
    return Position(
        lines=tuple(line_of(row) for row in loan.instalments.filter(state="due").order_by("number")),
        accrued_through=standing.accrued_through,
        annual_rate=Decimal(loan.annual_rate),
        year_days=365 if loan.day_count in ("ACT/365", "ACT/ACT") else 360,
        overdue_since=standing.overdue_since,
        is_non_accrual=standing.is_non_accrual,
        penalty_numerator=int(standing.penalty_numerator),
        penalty_charged_minor=standing.penalty_charged_minor,
        penalty_paid_minor=standing.penalty_paid_minor,
        fee_due_minor=standing.fee_minor,
    )


def line_of(row: Instalment) -> Line:
    """An instalment as servicing sees it."""
    return Line(row.number, row.due_on, row.starts_on, row.ends_on, row.principal_minor, row.interest_minor,
                row.paid_principal_minor, row.paid_interest_minor, row.fell_due_on)


def booked(standing: LoanStanding) -> Balances:
    """What the book holds for a loan, as its standing says."""
    return Balances(**{name: getattr(standing, name) for name in BALANCES})


def paid_of(parts: tuple[PaidPart, ...]) -> Paid:
    """The parts of an allocation by kind."""
    return Paid(**{f"{kind.value}_minor": sum(part.paid_minor for part in parts if part.kind is kind) for kind in ClaimKind})


def move_loan(act: Act, loan: Loan, after: Position, paid: Paid, sources: Mapping[str, int], *, kind: str, key: str,
              value_date: date | None = None, facts: Mapping[str, Any] | None = None) -> UUID | Refusal | None:
    """Bring a loan to another position: one journal for the difference, its standing and its lines; the journal's id.

    None when no account moves. `sources` is that of `credit.journals.movement`.
    """
    amounts = movement(booked(loan.standing), balances_of(after), paid, sources)
    posted = post_amounts(act, loan, amounts, kind=kind, key=key, value_date=value_date, facts=facts) if amounts else None
    if isinstance(posted, Refusal):
        return posted
    _write_lines(loan, after)
    write_standing(act, loan, after)
    return posted


def post_amounts(act: Act, loan: Loan, amounts: Mapping[str, int], *, kind: str, key: str, value_date: date | None = None,
                 facts: Mapping[str, Any] | None = None) -> UUID | Refusal:
    """Post signed amounts by name of the chart as one journal of a loan; its own accounts are opened when they are first needed."""
    own = own_accounts(act, loan.id, [name for name in amounts if chart()[name].subledger is Subledger.LOAN])
    for name, column in ACCOUNT_COLUMNS.items():
        if name in own:
            setattr(loan.standing, column, own[name])
    accounts = {**house_accounts(act), **own, "customer_deposit": loan.deposit_account_id}
    entries = tuple(Entry(accounts[name], Money(minor)) for name, minor in amounts.items())
    return post_journal(act, Journal(kind, key, act.today, entries, f"loan:{loan.id}", facts or {}, value_date))


def write_standing(act: Act, loan: Loan, after: Position) -> None:
    """The standing of a position; a loan of which nothing is owed is closed."""
    standing, balances = loan.standing, balances_of(after)
    for name in BALANCES:
        setattr(standing, name, getattr(balances, name))
    standing.accrued_through = after.accrued_through
    standing.overdue_since, standing.is_non_accrual = after.overdue_since, after.is_non_accrual
    standing.overdue_days = after.overdue_days(after.accrued_through)
    standing.penalty_numerator, standing.penalty_charged_minor = after.penalty_numerator, after.penalty_charged_minor
    standing.penalty_paid_minor = after.penalty_paid_minor
    was_open, standing.is_open = standing.is_open, not after.is_settled
    if after.is_settled:
        standing.risk_class = 1
    standing.save()
    if was_open == after.is_settled:
        before, loan.state = loan.state, "closed" if after.is_settled else "active"
        loan.save(update_fields=["state"])
        act.changed(loan, before={"state": before}, after={"state": loan.state})


def _write_lines(loan: Loan, after: Position) -> None:
    """The paid amounts of the present schedule's lines; a line that is no longer open is paid, one that is open again is due."""
    left = {line.number: line for line in after.lines}
    rows = list(loan.instalments.exclude(state="replaced").order_by("-schedule_version", "number"))
    for row in rows:
        if row.schedule_version != rows[0].schedule_version:
            continue
        line = left.get(row.number) or replace(line_of(row), paid_principal_minor=row.principal_minor,
                                               paid_interest_minor=row.interest_minor)
        state = "due" if row.number in left else "paid"
        if line != line_of(row) or row.state != state:
            row.paid_principal_minor, row.paid_interest_minor = line.paid_principal_minor, line.paid_interest_minor
            row.fell_due_on, row.state = line.fell_due_on, state
            row.save()
