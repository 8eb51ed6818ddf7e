"""The branch: figures of a period, the working calendar, the book, the audit trail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.http import HttpRequest
from ninja import Router, Status

from yizhan.api import book_shapes, shapes
from yizhan.api.callers import CLOCK
from yizhan.api.doors import KEYED, PAGE_SIZE, door, one, page_of, run
from yizhan.api.problems import PROBLEMS, Refused
from yizhan.api.results import Page, Record, Thing, Things
from yizhan.api.types import Code, Day, PageNumber, Strict, text
from yizhan.kernel.calendar import CalendarYear, parse_calendar_year
from yizhan.kernel.clock import branch_date
from yizhan.kernel.refusal import refuse
from yizhan.kernel.text import plain
from yizhan.ledger import book
from yizhan.records.models import AuditRow
from yizhan.workflows import access
from yizhan.workflows.branch_figures import BranchFigures, Period, branch_figures
from yizhan.workflows.calendars import import_calendar, working_calendar

router = Router(tags=["branch"])


class Calendar(Strict):
    """A published year as YAML text: year, source, published_on, holidays, makeup_workdays."""

    text: text(100_000, 1)


@router.get("/branch/figures", response={200: Thing, **PROBLEMS})
@door("branch.read")
def read_figures(request: HttpRequest, first: Day | None = None, last: Day | None = None):
    """Funnel, queue times, promises, time to money and refusals of a period (the last year when none is named)."""
    return _figures(branch_figures(_period(first, last), CLOCK.now(), working_calendar()))


@router.post("/calendars", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("calendar.import")
def take_calendar(request: HttpRequest, body: Calendar):
    """Take a published year over; all faults are named at once."""
    parsed = parse_calendar_year(body.text)
    if not isinstance(parsed, CalendarYear):
        words = request.api_words
        raise Refused(refuse("request_invalid", faults=[words(fault) for fault in parsed]))
    year = run(request, import_calendar, body.text)
    return Status(201, shapes.columns(year, "id", "year", "holidays", "makeup_workdays", "source", "published_on"))


@router.get("/book/trial-balance", response={200: Things, **PROBLEMS})
@door("book.read")
def read_trial_balance(request: HttpRequest, day: Day | None = None):
    """Every code with opening, turnover and closing on a day (today when none is named); debit is positive."""
    lines = _read(book.trial_balance, day or branch_date(CLOCK.now()))
    return {
        "items": [
            {
                "code": line.code,
                "currency": line.closing.currency,
                **{f"{name}_minor": getattr(line, name).amount_minor for name in ("opening", "debits", "credits", "closing")},
            }
            for line in lines
        ]
    }


@router.get("/book/accounts", response={200: Page, **PROBLEMS})
@door("book.read")
def list_accounts(request: HttpRequest, code: Code | None = None, owner: Code | None = None, page: PageNumber = 1):
    """Accounts by code, of a code or an owner (`enterprise:<id>`, `loan:<id>`)."""
    found, total = _read(book.find_accounts, code, [owner] if owner is not None else None, None, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    return {"items": [book_shapes.account(item) for item in found], "total": total, "page": page, "page_size": PAGE_SIZE}


@router.get("/book/accounts/{uuid:account_id}", response={200: Record, **PROBLEMS})
@door("book.read")
def read_account(request: HttpRequest, account_id: UUID):
    """One account with its balance now."""
    return book_shapes.account(_read(book.account, account_id))


@router.get("/book/accounts/{uuid:account_id}/statement", response={200: Thing, **PROBLEMS})
@door("book.read")
def read_statement(request: HttpRequest, account_id: UUID, first: Day | None = None, last: Day | None = None):
    """Every entry of an account in a period, with the balance after it."""
    period = _period(first, last)
    return book_shapes.statement(_read(book.statement, account_id, period.first, period.last))


@router.get("/book/journals/{uuid:journal_id}", response={200: Record, **PROBLEMS})
@door("book.read")
def read_journal(request: HttpRequest, journal_id: UUID):
    """One journal with its entries and facts."""
    return book_shapes.journal(_read(book.journal_of, journal_id))


@router.get("/audit", response={200: Page, **PROBLEMS})
@door("audit.read")
def list_audit(
    request: HttpRequest,
    application_id: UUID | None = None,
    actor_id: UUID | None = None,
    action: Code | None = None,
    outcome: Code | None = None,
    first: Day | None = None,
    last: Day | None = None,
    page: PageNumber = 1,
):
    """The audit trail, newest first."""
    bounds = _period(first, last).bounds
    asked = {"application_id": application_id, "actor_id": actor_id, "action": action, "outcome": outcome}
    rows = AuditRow.objects.filter(at__gte=bounds["start"], at__lt=bounds["end"], **{name: value for name, value in asked.items() if value})
    return page_of(rows.order_by("-at", "-id"), page, book_shapes.audit_row)


@router.get("/audit/applications/{uuid:application_id}", response={200: Page, **PROBLEMS})
@door("audit.read")
def list_audit_of(request: HttpRequest, application_id: UUID, page: PageNumber = 1):
    """Every audit row around one application, oldest first."""
    application = one(access.applications(request.user), application_id)
    return page_of(AuditRow.objects.filter(application=application).order_by("at", "id"), page, book_shapes.audit_row)


def _period(first: Any, last: Any) -> Period:
    end = last or branch_date(CLOCK.now())
    start = first or end - timedelta(days=364)
    if start > end:
        raise Refused(refuse("request_invalid", faults=["first: lies after last"]))
    return Period(start, end)


def _read(reading: Callable, *arguments: Any) -> Any:
    """A reading of the book; what it does not know is not found."""
    try:
        with connection.cursor() as cursor:
            return reading(cursor, *arguments)
    except LookupError as error:
        raise ObjectDoesNotExist from error


def _figures(figures: BranchFigures) -> dict[str, Any]:
    def spread(found: Any) -> dict[str, Any]:
        return {
            "cases": found.cases,
            **{
                f"{name}_minutes": value and int(value.total_seconds() // 60)
                for name, value in (("median", found.median), ("p90", found.ninth_decile))
            },
        }

    return {
        "first": plain(figures.period.first),
        "last": plain(figures.period.last),
        "without_calendar": figures.without_calendar,
        "reached": {state.value: count for state, count in figures.reached.items()},
        "queue": {state.value: spread(found) for state, found in figures.queue.items()},
        "promises": [plain(month) for month in figures.promises],
        "kept": figures.kept,
        "missed": figures.missed,
        "to_money": spread(figures.to_money),
        "waited": spread(figures.waited),
        "days_to_money": {str(days): count for days, count in figures.days_to_money.items()},
        "refusals": [{"code": code, "cases": count} for code, count in figures.refusals],
    }
