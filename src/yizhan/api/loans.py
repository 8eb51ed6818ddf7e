"""Loans: paid out, read, repaid by instalment or early as previewed; payouts ordered again after a rejection."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from yizhan.api import shapes
from yizhan.api.applications import Payee
from yizhan.api.callers import CLOCK
from yizhan.api.doors import KEYED, door, kept, one, page_of, run
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Page, Record, Thing, Things
from yizhan.api.types import AMOUNT_MINOR_MAX, AmountMinor, PageNumber, PositiveMinor, Strict
from yizhan.credit.changes import ChangeKind
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.text import plain
from yizhan.records.models import LoanChange
from yizhan.workflows import access, corrections, loan_changes, loans, receipts, repayments, write_offs
from yizhan.workflows.payouts import retry_payout

router = Router(tags=["loans"])
Keep = Literal["term", "instalment"]
Conduct = Literal["lawful_operation", "stable_business", "good_credit", "no_misuse", "no_unpaid_interest", "meets_loan_standards"]
QueryMinor = Annotated[int, Field(ge=1, le=AMOUNT_MINOR_MAX, description="Whole minor units (fen).")]


class EarlyRepayment(Strict):
    """A part of the principal, or all of it without an amount, and the total that the preview showed."""

    principal_minor: PositiveMinor | None = None
    keep: Keep = "term"
    expected_total_minor: AmountMinor


class Receipt(Strict):
    """A payment that came in: its amount, the core bank's reference, and the day from which it counts (today when left out)."""

    amount_minor: PositiveMinor
    reference: Annotated[str, Field(min_length=1, max_length=60)]
    value_date: date | None = None


class Recovery(Strict):
    """Money for a loan that was written off, by the core bank's reference."""

    amount_minor: PositiveMinor
    reference: Annotated[str, Field(min_length=1, max_length=60)]


class Change(Strict):
    """A change of terms: `months` for all that lengthen, `risk_class` for a judgement, `size_class` and the six answers for a renewal,
    `fold_arrears` for a restructure that makes arrears principal.
    """

    kind: ChangeKind
    words: Annotated[str, Field(min_length=1, max_length=1000)]
    months: Annotated[int, Field(ge=1, le=36)] | None = None
    risk_class: Annotated[int, Field(ge=1, le=5)] | None = None
    size_class: Literal["micro", "small", "medium", "large"] | None = None
    conduct: dict[Conduct, bool] = {}
    fold_arrears: bool = False

    @property
    def told(self) -> dict[str, Any]:
        """What the workflow takes."""
        if self.kind == ChangeKind.JUDGEMENT:
            return {"risk_class": self.risk_class or 1}
        found: dict[str, Any] = {} if self.kind in (ChangeKind.WRITE_OFF, ChangeKind.RATE_RESET) else {"months": self.months}
        if self.kind == ChangeKind.RESTRUCTURE and self.fold_arrears:
            return {"months": self.months or 0, "fold_arrears": True}
        return found | {"size_class": self.size_class, **self.conduct} if self.kind == ChangeKind.RENEWAL else found


class ChangeVerdict(Strict):
    """What the second person decides."""

    verdict: Literal["approved", "refused"]


class Reversal(Strict):
    """Why a repayment is taken back."""

    words: Annotated[str, Field(min_length=1, max_length=500)]


@router.post("/applications/{uuid:application_id}/disbursement", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("loan.disburse")
def disburse(request: HttpRequest, application_id: UUID):
    """Pay out an accepted contract; once, however often it is asked for."""
    return Status(201, shapes.loan(run(request, loans.disburse, application_id)))


@router.get("/loans", response={200: Page, **PROBLEMS})
@door("loan.read")
def list_loans(request: HttpRequest, page: PageNumber = 1):
    """The loans that the caller may see, the newest first."""
    return page_of(access.loans(request.user).order_by("-started_on", "-id"), page, shapes.loan)


@router.get("/loans/{uuid:loan_id}", response={200: Record, **PROBLEMS})
@door("loan.read")
def read_loan(request: HttpRequest, loan_id: UUID):
    """One loan with its payouts and repayments."""
    loan = one(access.loans(request.user), loan_id)
    return shapes.loan(loan) | {
        "payouts": [shapes.payout(row) for row in loan.payouts.order_by("id")],
        "repayments": [shapes.repayment(row) for row in loan.repayments.order_by("id")],
    }


@router.get("/loans/{uuid:loan_id}/schedule", response={200: Things, **PROBLEMS})
@door("loan.read")
def read_schedule(request: HttpRequest, loan_id: UUID):
    """Every line, those that an early repayment replaced as well; each interest figure with what it was worked out from."""
    lines = one(access.loans(request.user), loan_id).instalments.order_by("schedule_version", "number")
    return {"items": [shapes.instalment(line) for line in lines]}


@router.get("/loans/{uuid:loan_id}/early-repayment", response={200: Thing, **PROBLEMS})
@door("loan.read")
def preview_early(request: HttpRequest, loan_id: UUID, principal_minor: QueryMinor | None = None, keep: Keep = "term"):
    """What an early repayment today would cost and change; nothing is paid."""
    loan = one(access.loans(request.user), loan_id)
    principal = Money(principal_minor) if principal_minor is not None else None
    return plain(kept(repayments.early_preview(loan, branch_date(CLOCK.now()), principal, keep)))


@router.post("/loans/{uuid:loan_id}/early-repayment", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("loan.repay")
def repay_early(request: HttpRequest, loan_id: UUID, body: EarlyRepayment):
    """Repay early exactly as previewed."""
    principal = Money(body.principal_minor) if body.principal_minor is not None else None
    paid = run(request, repayments.repay_early, loan_id, principal, body.keep, Money(body.expected_total_minor))
    return Status(201, shapes.repayment(paid))


@router.post("/loans/{uuid:loan_id}/repayments", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("loan.repay")
def repay(request: HttpRequest, loan_id: UUID):
    """Pay the next instalment from the deposit account."""
    return Status(201, shapes.repayment(run(request, repayments.repay_instalment, loan_id)))


@router.post("/loans/{uuid:loan_id}/receipts", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("loan.receive")
def receive(request: HttpRequest, loan_id: UUID, body: Receipt):
    """Book a payment from another account; a value date in the past replays the loan."""
    paid = run(request, receipts.receive_payment, loan_id, Money(body.amount_minor), body.reference, body.value_date)
    return Status(201, shapes.repayment(paid))


@router.post("/repayments/{uuid:repayment_id}/reversal", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("loan.reverse")
def reverse(request: HttpRequest, repayment_id: UUID, body: Reversal):
    """Take a mistaken repayment back; the loan stands as if it had never been paid."""
    return Status(201, shapes.repayment(run(request, corrections.reverse_repayment, repayment_id, body.words)))


@router.post("/loans/{uuid:loan_id}/changes", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("loan.propose_change")
def propose_change(request: HttpRequest, loan_id: UUID, body: Change):
    """Propose a change of terms; the answer holds the schedule before and after."""
    return Status(201, shapes.loan_change(run(request, loan_changes.propose_change, loan_id, body.kind, body.told, body.words)))


@router.get("/loans/{uuid:loan_id}/changes", response={200: Things, **PROBLEMS})
@door("desk.read")
def list_changes(request: HttpRequest, loan_id: UUID):
    """Changes of a loan's terms, newest first."""
    return {"items": [shapes.loan_change(row) for row in one(access.loans(request.user), loan_id).changes.order_by("-created_at")]}


@router.get("/changes/{uuid:change_id}", response={200: Record, **PROBLEMS})
@door("desk.read")
def read_change(request: HttpRequest, change_id: UUID):
    """One change with its effect."""
    return shapes.loan_change(one(LoanChange.objects.filter(loan__in=access.loans(request.user)), change_id))


@router.post("/loans/{uuid:loan_id}/change-previews", response={200: Thing, **PROBLEMS})
@door("loan.propose_change")
def preview_change(request: HttpRequest, loan_id: UUID, body: Change):
    """What a change would do: schedules, rates and classes before and after; nothing is kept."""
    loan = one(access.loans(request.user).select_related("standing"), loan_id)
    return kept(loan_changes.effect_of(loan, body.kind, body.told, branch_date(CLOCK.now())))


@router.post("/changes/{uuid:change_id}/verdict", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("loan.take_change")
def take_change(request: HttpRequest, change_id: UUID, body: ChangeVerdict):
    """Approve or refuse a proposed change; not by who proposed it."""
    return Status(201, shapes.loan_change(run(request, loan_changes.take_change, change_id, body.verdict)))


@router.post("/loans/{uuid:loan_id}/recoveries", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("loan.recover")
def recover(request: HttpRequest, loan_id: UUID, body: Recovery):
    """Book money that came in for a loan that was written off."""
    return Status(201, shapes.repayment(run(request, write_offs.recover, loan_id, Money(body.amount_minor), body.reference)))


@router.post("/payouts/{uuid:payout_id}/retry", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("payout.retry")
def retry(request: HttpRequest, payout_id: UUID, body: Payee):
    """Order a rejected payout again with mended details."""
    return Status(201, shapes.payout(run(request, retry_payout, payout_id, body.payee_name, body.payee_account, body.payee_bank)))
