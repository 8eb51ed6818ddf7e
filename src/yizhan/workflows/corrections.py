"""Bookings put right: a payment with a value date in the past, and a repayment taken back. Both replay the loan from its schedule on."""

from dataclasses import asdict
from datetime import date, timedelta
from uuid import UUID

from yizhan.credit.journals import Paid
from yizhan.credit.repayment import ClaimKind
from yizhan.credit.replay import Payment, Replayed, replay
from yizhan.credit.servicing import Position
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Loan, Repayment
from yizhan.workflows.action import Act, action
from yizhan.workflows.calendars import working_calendar
from yizhan.workflows.repayments import record, told
from yizhan.workflows.standings import line_of, locked, move_loan, paid_of, read_position, rules_of

KINDS = tuple(f"{kind.value}_minor" for kind in ClaimKind)


def book_backdated(act: Act, loan: Loan, amount_minor: int, value_date: date, reference: str) -> Repayment | Refusal:
    """A payment from outside that counts from a day in the past; later payments pay what is then still due."""
    schedule_start = _schedule_start(loan)
    if not schedule_start <= value_date <= act.today:
        return refuse("value_date_out_of_range", field="value_date", first=schedule_start, last=act.today)
    rows = _rows(loan)
    done = _replayed(loan, [*_payments(rows), Payment("new", value_date, amount_minor)])
    change = _change(done, rows)
    posted = move_loan(act, loan, done.position, change, _sources(change, amount_minor), kind="loan_repayment",
                       key=f"loan_repayment:received:{reference}", value_date=value_date, facts=told(tuple(done.parts["new"])))
    if isinstance(posted, Refusal):
        return posted
    _write_rows(done, rows)
    parts = tuple(done.parts["new"])
    return record(act, loan, "payment", posted, paid_of(parts), parts, source="outside", excess_minor=done.excess["new"],
                  paid_on=value_date)


@action("loan.reverse")
def reverse_repayment(act: Act, repayment_id: UUID, words: str) -> Repayment | Refusal:
    """Take a mistaken repayment back: the money returns to where it came from, and the loan stands as if it had never been paid.

    Refusals: `reversal_needs_words`, `reversed_already`, `repayment_not_reversible` (an early repayment, or one before a change of the
    schedule), and those of the book when the deposit no longer has the excess.
    """
    if not words.strip():
        return refuse("reversal_needs_words", field="words")
    loan = locked(act, Repayment.objects.values_list("loan_id", flat=True).get(pk=repayment_id))
    row = Repayment.objects.select_for_update().get(pk=repayment_id)
    if row.is_reversed:
        return refuse("reversed_already")
    rows = _rows(loan)
    if row not in rows:
        return refuse("repayment_not_reversible")
    kept = [other for other in rows if other != row]
    done = _replayed(loan, _payments(kept))
    change = _change(done, rows)
    back = -row.amount_minor if row.source == "outside" else 0
    posted = move_loan(act, loan, done.position, change, _sources(change, back), kind="loan_repayment_reversal",
                       key=f"loan_repayment_reversal:{row.id}", value_date=row.paid_on,
                       facts={"reverses": str(row.journal_id), "words": words})
    if isinstance(posted, Refusal):
        return posted
    _write_rows(done, kept)
    row.is_reversed, row.reversal_journal_id = True, posted
    row.save()
    act.changed(row, before={"is_reversed": False}, after={"is_reversed": True, "journal": posted, "words": words})
    return row


def _rows(loan: Loan) -> list[Repayment]:
    """The repayments of the present schedule that stand, in order of value date; early ones ended a schedule and are not among them."""
    version = max(loan.instalments.values_list("schedule_version", flat=True))
    rows = loan.repayments.select_for_update().filter(schedule_version=version, is_reversed=False)
    return list(rows.exclude(kind__in=("early", "recovery")).order_by("paid_on", "created_at", "id"))


def _payments(rows: list[Repayment]) -> list[Payment]:
    return [Payment(str(row.pk), row.paid_on, row.amount_minor, row.kind == "collection", row.excess_minor) for row in rows]


def _schedule_start(loan: Loan) -> date:
    version = max(loan.instalments.values_list("schedule_version", flat=True))
    return loan.instalments.filter(schedule_version=version).order_by("number").values_list("starts_on", flat=True)[0]


def _replayed(loan: Loan, payments: list[Payment]) -> Replayed:
    """The present schedule lived again with these payments, to the last night that the loan was closed for."""
    version = max(loan.instalments.values_list("schedule_version", flat=True))
    now, first = read_position(loan), _schedule_start(loan)
    lines = []
    for row in loan.instalments.filter(schedule_version=version).order_by("number"):
        row.paid_principal_minor, row.paid_interest_minor, row.fell_due_on = 0, 0, None
        lines.append(line_of(row))
    start = Position(tuple(lines), first - timedelta(days=1), now.annual_rate, now.year_days, fee_due_minor=_fees_before(loan, version))
    ordered = sorted(payments, key=lambda payment: payment.on)
    fees: dict[date, int] = {}
    for charged_on, minor in loan.fees.filter(state="charged", schedule_version=version).values_list("charged_on", "amount_minor"):
        fees[charged_on] = fees.get(charged_on, 0) + minor
    return replay(start, ordered, now.accrued_through, lambda day: rules_of(loan, day), working_calendar(), fees)


def _fees_before(loan: Loan, version: int) -> int:
    """Fees that were charged under earlier schedules and neither paid nor folded into principal since."""
    charged = sum(loan.fees.filter(state="charged", schedule_version__lt=version).values_list("amount_minor", flat=True))
    earlier = loan.repayments.filter(schedule_version__lt=version, is_reversed=False).exclude(kind="early")
    folded = (change.effect.get("folded", {}).get("fee_minor", 0) for change in loan.changes.filter(kind="restructure", state="approved"))
    return charged - sum(earlier.values_list("fee_minor", flat=True)) - sum(folded)


def _change(done: Replayed, rows: list[Repayment]) -> Paid:
    """What is paid now of each kind, less what the records say was paid."""
    now = asdict(paid_of(tuple(part for parts in done.parts.values() for part in parts)))
    return Paid(**{kind: now[kind] - sum(getattr(row, kind) for row in rows) for kind in KINDS})


def _sources(change: Paid, outside_minor: int) -> dict[str, int]:
    """Money from outside (negative: back to it); the deposit account gives or takes the rest."""
    sources = {"head_office_settlement": outside_minor, "customer_deposit": change.total_minor - outside_minor}
    return {name: minor for name, minor in sources.items() if minor}


def _write_rows(done: Replayed, rows: list[Repayment]) -> None:
    """What each repayment paid, now that another is known or gone."""
    for row in rows:
        parts = tuple(done.parts[str(row.pk)])
        for kind, minor in asdict(paid_of(parts)).items():
            setattr(row, kind, minor)
        row.excess_minor, row.allocation = done.excess[str(row.pk)], told(parts)["allocation"]
        row.save()
