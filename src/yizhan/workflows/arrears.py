"""The arrears desk: loans by bucket with the next step, calls, promises to pay, notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yizhan.credit.arrears import Bucket, buckets, next_step, promise_state
from yizhan.credit.parameters import Parameters
from yizhan.credit.servicing import claims_of
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import ArrearsNote, Loan, User
from yizhan.workflows import access
from yizhan.workflows.action import Act, action
from yizhan.workflows.standings import read_position, rules_of

KINDS = ("call", "promise", "notice")


@dataclass(frozen=True, slots=True)
class Late:
    """A loan in arrears: what is due, in which bucket, the step that comes next and the last that was done."""

    loan: Loan
    due: Money
    bucket: Bucket | None
    step: str
    last_note: ArrearsNote | None
    promise: str


@action("arrears.note")
def note_arrears(act: Act, loan_id: UUID, kind: str, words: str, promised: Money | None = None,
                 promised_on: date | None = None) -> ArrearsNote | Refusal:
    """Note a call, a promise with its amount and day, or a notice that went out.

    Refusals: `arrears_kind_unknown`, `not_in_arrears`, `words_needed`, `promise_incomplete`.
    """
    if kind not in KINDS:
        return refuse("arrears_kind_unknown", field="kind", kind=kind)
    if kind != "notice" and not words.strip():
        return refuse("words_needed", field="words")
    loan = access.loans(act.actor).select_related("standing").get(pk=loan_id)
    if loan.standing.overdue_since is None:
        return refuse("not_in_arrears")
    if kind == "promise" and (promised is None or promised.amount_minor <= 0 or promised_on is None or promised_on < act.today):
        return refuse("promise_incomplete", field="promised_on")
    is_promise = kind == "promise"
    row = ArrearsNote.objects.create(
        loan=loan, kind=kind, on=act.today, overdue_days=loan.standing.overdue_days, words=words, written_by=act.actor, created_at=act.now,
        promised_minor=promised.amount_minor if is_promise and promised else None, promised_on=promised_on if is_promise else None)
    act.changed(row, after={"loan": loan.number, "kind": kind, "overdue_days": row.overdue_days, "promised": promised})
    return row


def loans_in_arrears(actor: User | None, on: date) -> list[Late]:
    """All that is overdue, longest first."""
    parameters = Parameters(on)
    rows = access.loans(actor).select_related("standing", "enterprise").filter(standing__overdue_days__gt=0)
    return [_late(loan, on, parameters) for loan in rows.order_by("-standing__overdue_days", "number")]


def due_now(loan: Loan, on: date) -> Money:
    """Everything that is due on a day: fees, penalty, interest, principal."""
    return Money(sum(claim.amount.amount_minor for claim, _ in claims_of(read_position(loan), on, rules_of(loan, on))))


def state_of(note: ArrearsNote, on: date) -> str:
    """What became of a promise; "" for other notes."""
    if note.promised_minor is None or note.promised_on is None:
        return ""
    paid: Sequence[tuple[date, int]] = list(note.loan.repayments.filter(is_reversed=False).values_list("paid_on", "amount_minor"))
    return promise_state(note.promised_minor, note.on, note.promised_on, paid, on)


def note_with_state(note: ArrearsNote, on: date | None = None) -> str:
    """What became of a promise by a day, or by the loan's last closed day; "" for other notes."""
    return state_of(note, on or max(note.on, note.loan.standing.accrued_through))


def _late(loan: Loan, on: date, parameters: Parameters) -> Late:
    days = loan.standing.overdue_days
    notes = list(loan.arrears_notes.order_by("-created_at"))
    promise = next((note for note in notes if note.kind == "promise"), None)
    return Late(loan, due_now(loan, on), next((found for found in buckets(parameters) if found.holds(days)), None),
                next_step(days, parameters), notes[0] if notes else None, state_of(promise, on) if promise else "")
