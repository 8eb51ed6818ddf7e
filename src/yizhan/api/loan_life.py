"""Loans late in their life: what is due, arrears and letters, warnings, renewals, fees, the day end, the portfolio."""

from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from yizhan.api import loan_shapes, shapes
from yizhan.api.callers import CLOCK
from yizhan.api.doors import KEYED, door, kept, one, page_of, run
from yizhan.api.loans import QueryMinor
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Page, Record, Thing, Things
from yizhan.api.types import Day, PageNumber, PositiveMinor, Strict, text
from yizhan.credit.servicing import claims_of, pay
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.text import plain
from yizhan.records.models import DayEnd, EarlyWarning
from yizhan.workflows import access, arrears, early_warnings, fees, letters, renewals
from yizhan.workflows.day_end import run_day_end
from yizhan.workflows.portfolio import portfolio
from yizhan.workflows.standings import read_position, rules_of

router = Router(tags=["loans"])
PERIOD_DAYS = 90


class Note(Strict):
    """A call or a promise; a promise names its amount and its day."""

    kind: Literal["call", "promise", "notice"]
    words: text(1000) = ""
    promised_minor: PositiveMinor | None = None
    promised_on: Day | None = None


class Finding(Strict):
    """What was found about a warning."""

    finding: text(1000, 1)


class Fee(Strict):
    """A fee that the contract names, its amount, and the receipt behind it."""

    code: text(40, 1)
    amount_minor: PositiveMinor
    words: text(1000, 1)


class FeeVerdict(Strict):
    """What the second person decides."""

    verdict: Literal["charged", "refused"]


class Waiver(Strict):
    """Why a charged fee is taken back."""

    words: text(1000, 1)


class DayToClose(Strict):
    """The business day to close; days before it that were missed are closed first."""

    day: Day


@router.get("/loans/{uuid:loan_id}/due", response={200: Thing, **PROBLEMS})
@door("loan.read")
def read_due(request: HttpRequest, loan_id: UUID, amount_minor: QueryMinor | None = None):
    """What is due today in the order of payment, and line by line what an amount would pay; nothing is paid."""
    loan = one(access.loans(request.user).select_related("standing"), loan_id)
    today, position = branch_date(CLOCK.now()), read_position(loan)
    rules = rules_of(loan, today)
    claims = [{"kind": claim.kind.value, "number": number, "amount_minor": claim.amount.amount_minor}
              for claim, number in claims_of(position, today, rules)]
    due = sum(claim["amount_minor"] for claim in claims)
    _, parts, left = pay(position, due if amount_minor is None else amount_minor, today, rules)
    return {"due_minor": due, "claims": claims, "allocation": [plain(part) for part in parts], "excess_minor": left}


@router.get("/arrears", response={200: Page, **PROBLEMS})
@door("desk.read")
def list_arrears(request: HttpRequest, page: PageNumber = 1):
    """All loans in arrears, longest first, with bucket and next step."""
    return page_of(arrears.loans_in_arrears(request.user, branch_date(CLOCK.now())), page, loan_shapes.late)


@router.get("/loans/{uuid:loan_id}/arrears-notes", response={200: Things, **PROBLEMS})
@door("desk.read")
def list_notes(request: HttpRequest, loan_id: UUID):
    """Calls, promises and letters of a loan, newest first."""
    notes = one(access.loans(request.user), loan_id).arrears_notes.select_related("message").order_by("-created_at")
    return {"items": [loan_shapes.arrears_note(row) for row in notes]}


@router.post("/loans/{uuid:loan_id}/arrears-notes", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("arrears.note")
def note_arrears(request: HttpRequest, loan_id: UUID, body: Note):
    """Note a call, a promise to pay, or a notice that went out another way."""
    promised = Money(body.promised_minor) if body.promised_minor is not None else None
    row = run(request, arrears.note_arrears, loan_id, body.kind, body.words, promised, body.promised_on)
    return Status(201, loan_shapes.arrears_note(row))


@router.post("/loans/{uuid:loan_id}/letters", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("arrears.send")
def send_letter(request: HttpRequest, loan_id: UUID):
    """Send the letter of the step that the arrears have reached."""
    return Status(201, loan_shapes.arrears_note(run(request, letters.send_letter, loan_id)))


@router.get("/warnings", response={200: Page, **PROBLEMS})
@door("desk.read")
def list_warnings(request: HttpRequest, page: PageNumber = 1):
    """Early warnings that are open, the oldest first."""
    return page_of(early_warnings.open_warnings(request.user), page, loan_shapes.warning)


@router.post("/warnings/{uuid:warning_id}/finding", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("warning.close")
def close_warning(request: HttpRequest, warning_id: UUID, body: Finding):
    """Close an early warning with what was found."""
    one(EarlyWarning.objects.filter(enterprise__in=access.enterprises(request.user)), warning_id)
    return Status(201, loan_shapes.warning(run(request, early_warnings.close_warning, warning_id, body.finding)))


@router.get("/renewals", response={200: Page, **PROBLEMS})
@door("desk.read")
def list_renewals(request: HttpRequest, page: PageNumber = 1):
    """Loans that end within the days of the alert, with how a renewal stands."""
    return page_of(renewals.near_maturity(request.user, branch_date(CLOCK.now())), page, loan_shapes.renewal)


@router.get("/loans/{uuid:loan_id}/renewal", response={200: Thing, **PROBLEMS})
@door("loan.read")
def read_renewal(request: HttpRequest, loan_id: UUID):
    """How a renewal of one loan would stand today."""
    loan = one(access.loans(request.user).select_related("standing"), loan_id)
    return loan_shapes.renewal(renewals.outlook(loan, branch_date(CLOCK.now())))


@router.post("/loans/{uuid:loan_id}/renewal", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("renewal.wish")
def wish_renewal(request: HttpRequest, loan_id: UUID):
    """The borrower asks for a renewal without repayment."""
    return Status(201, loan_shapes.renewal_alert(run(request, renewals.wish_renewal, loan_id)))


@router.get("/loans/{uuid:loan_id}/fees", response={200: Things, **PROBLEMS})
@door("loan.read")
def list_fees(request: HttpRequest, loan_id: UUID):
    """Fees of a loan; a borrower sees those that were charged."""
    rows = one(access.loans(request.user), loan_id).fees.order_by("-created_at")
    return {"items": [loan_shapes.fee(row) for row in (rows if request.user.is_branch_staff else rows.filter(state="charged"))]}


@router.post("/loans/{uuid:loan_id}/fees", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("fee.propose")
def propose_fee(request: HttpRequest, loan_id: UUID, body: Fee):
    """Propose a fee that the contract names."""
    return Status(201, loan_shapes.fee(run(request, fees.propose_fee, loan_id, body.code, Money(body.amount_minor), body.words)))


@router.post("/fees/{uuid:fee_id}/verdict", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("fee.take")
def take_fee(request: HttpRequest, fee_id: UUID, body: FeeVerdict):
    """Charge or refuse a fee; not by who proposed it."""
    return Status(201, loan_shapes.fee(run(request, fees.take_fee, fee_id, body.verdict)))


@router.post("/fees/{uuid:fee_id}/waiver", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("fee.waive")
def waive_fee(request: HttpRequest, fee_id: UUID, body: Waiver):
    """Take a charged fee back while it is unpaid."""
    return Status(201, loan_shapes.fee(run(request, fees.waive_fee, fee_id, body.words)))


@router.get("/day-ends", response={200: Page, **PROBLEMS})
@door("desk.read")
def list_day_ends(request: HttpRequest, page: PageNumber = 1):
    """The days that were closed, newest first, each with its closing report."""
    return page_of(DayEnd.objects.order_by("-day"), page, shapes.day_end)


@router.post("/day-ends", response={201: Things, **PROBLEMS})
@door("day_end.run")
def close_day(request: HttpRequest, body: DayToClose):
    """Close a business day and those before it that were missed; a day that is closed comes back as it is."""
    closed: list[Any] = kept(run_day_end(CLOCK, body.day, actor=request.user))
    return Status(201, {"items": [shapes.day_end(row) for row in closed]})


@router.get("/portfolio", response={200: Thing, **PROBLEMS})
@door("branch.read")
def read_portfolio(request: HttpRequest):
    """Shares, moves between classes in ninety days, vintages."""
    today = branch_date(CLOCK.now())
    return loan_shapes.portfolio(portfolio(today, today - timedelta(days=PERIOD_DAYS)))
