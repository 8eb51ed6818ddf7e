"""Public programmes for loans: a loan takes part; what can be claimed is filed by one person, approved by another, and paid out."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from yizhan.credit.subsidy import NOTHING, check_programme, guaranteed_part, subsidy_room
from yizhan.kernel.money import Money, money_sum
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.records.models import ClaimList, Loan, ProgrammeLoan
from yizhan.workflows.action import Act, action
from yizhan.workflows.claim_figures import LoanClaim, claims_for
from yizhan.workflows.loan_tape import titles_on
from yizhan.workflows.receipts import book_payment
from yizhan.workflows.standings import locked, post_amounts


@action("claim.register")
def register_loan(act: Act, loan_id: UUID, programme: str, words: str) -> ProgrammeLoan | Refusal:
    """Let a loan take part in a programme, with as much principal as the firm's cap leaves.

    Refusals: `words_needed`, `nothing_outstanding`, `programme_loan_already`, `programme_used_up`, and those of `check_programme`.
    """
    if not words.strip():
        return refuse("words_needed", field="words")
    loan = locked(act, loan_id)
    act.enterprise(loan.enterprise_id)  # Locked: two loans of a firm share one cap.
    if not loan.standing.is_open:
        return refuse("nothing_outstanding")
    refusal = check_programme(programme, loan.application.purpose, titles_on(loan.enterprise, loan.started_on), loan.started_on)
    if refusal:
        return refusal
    others = ProgrammeLoan.objects.filter(programme=programme, loan__enterprise_id=loan.enterprise_id)
    if others.filter(loan=loan).exists():
        return refuse("programme_loan_already")
    used, principal = Money(sum(others.values_list("covered_minor", flat=True))), Money(loan.principal_minor)
    covered = min(principal, subsidy_room(loan.started_on, used)) if programme == "subsidy" else guaranteed_part(
        principal, used, loan.started_on)
    if covered == NOTHING:
        return refuse("programme_used_up")
    row = ProgrammeLoan.objects.create(loan=loan, programme=programme, covered_minor=covered.amount_minor, words=words,
                                       registered_on=act.today, registered_by=act.actor, created_at=act.now)
    act.changed(row, after={"loan": loan.number, "programme": programme, "covered_minor": row.covered_minor})
    return row


@action("claim.file")
def file_claims(act: Act, programme: str, first: date, last: date) -> ClaimList | Refusal:
    """File what can be claimed for a period. Refusals: `period_invalid`, `claim_period_overlaps`, `nothing_to_claim`."""
    if not first <= last <= act.today:
        return refuse("period_invalid", field="last", first=first, last=last)
    _wait_for_another(programme)
    lists = ClaimList.objects.filter(programme=programme).exclude(state="refused")
    if programme == "subsidy" and lists.filter(first__lte=last, last__gte=first).exists():
        return refuse("claim_period_overlaps", field="first")
    found = claims_for(programme, first, last)
    if not found:
        return refuse("nothing_to_claim")
    row = ClaimList.objects.create(
        programme=programme, first=first, last=last, lines=[claim_line(one) for one in found], filed_by=act.actor, created_at=act.now,
        amount_minor=money_sum([one.amount for one in found]).amount_minor)
    act.changed(row, after={"programme": programme, "first": first, "last": last, "loans": len(found), "amount_minor": row.amount_minor})
    return row


@action("claim.take")
def take_claims(act: Act, list_id: UUID, verdict: str) -> ClaimList | Refusal:
    """Approve or refuse a filed list; not by who filed it."""
    if verdict not in ("approved", "refused"):
        return refuse("verdict_unknown", field="verdict", verdict=verdict)
    row = ClaimList.objects.select_for_update().get(pk=list_id)
    if row.state != "filed":
        return refuse("claims_taken_already", state=row.state)
    if row.filed_by_id == act.actor.id:
        return refuse("proposer_cannot_take")
    row.state, row.taken_by, row.taken_at = verdict, act.actor, act.now
    row.save()
    act.changed(row, before={"state": "filed"}, after={"state": verdict})
    return row


@action("claim.settle")
def settle_claims(act: Act, list_id: UUID, reference: str) -> ClaimList | Refusal:
    """The programme has paid: a subsidy goes to each borrower's deposit, a guarantee pays what is due on each loan."""
    if not reference.strip():
        return refuse("reference_needed", field="reference")
    row = ClaimList.objects.select_for_update().get(pk=list_id)
    if row.state != "approved":
        return refuse("claims_not_approved", state=row.state)
    for line in sorted(row.lines, key=lambda one: one["loan_id"]):
        refusal = _pay_out(act, row, locked(act, UUID(line["loan_id"])), line["amount_minor"])
        if refusal:
            return refusal
    row.state, row.reference, row.paid_on = "paid", reference.strip(), act.today
    row.save()
    act.changed(row, before={"state": "approved"}, after={"state": "paid", "reference": reference, "amount_minor": row.amount_minor})
    return row


def _wait_for_another(programme: str) -> None:
    """Two lists of one programme are computed one after the other: the second then sees what the first claims."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"claim.file:{programme}",))


def claim_line(claim: LoanClaim) -> dict[str, Any]:
    """A claim as the list keeps it."""
    return {"loan_id": str(claim.loan.pk), "number": claim.loan.number, "enterprise": claim.loan.enterprise.name,
            "covered_minor": claim.covered.amount_minor, "amount_minor": claim.amount.amount_minor, "overdue_days": claim.overdue_days,
            "lines": plain(list(claim.lines))}


def _pay_out(act: Act, row: ClaimList, loan: Loan, amount_minor: int) -> Refusal | None:
    if row.programme == "guarantee" and not loan.standing.is_open:
        return _to_suspense(act, row, loan, amount_minor)
    if row.programme == "guarantee":
        booked = book_payment(act, loan, amount_minor, f"claim:{row.id}:{loan.number}", "suspense")
        return booked if isinstance(booked, Refusal) else None
    posted = post_amounts(act, loan, {"head_office_settlement": amount_minor, "customer_deposit": -amount_minor}, kind="subsidy_received",
                          key=f"subsidy_received:{row.id}:{loan.id}", facts={"first": str(row.first), "last": str(row.last)})
    return posted if isinstance(posted, Refusal) else None


def _to_suspense(act: Act, row: ClaimList, loan: Loan, amount_minor: int) -> Refusal | None:
    """The loan ended meanwhile: the guarantor's money waits for a person."""
    posted = post_amounts(act, loan, {"head_office_settlement": amount_minor, "suspense": -amount_minor}, kind="claim_unused",
                          key=f"claim_unused:{row.id}:{loan.id}")
    return posted if isinstance(posted, Refusal) else None
