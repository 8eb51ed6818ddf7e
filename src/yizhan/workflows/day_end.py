"""The day end: every business day is closed once, in chunks of loans, each a transaction of its own; it can stop and go on anywhere.

A chunk takes the loans that the day has not closed, lets instalments fall due, collects from deposit accounts, books what moved, and
moves each loan's standing to the day in the same transaction. So a chunk that was killed never happened, and one that ended is never
repeated. The chunk that finds fewer loans than it could take also classifies all loans and writes the closing report. Card payments of
days that are over are posted last (`payment_turnover`).
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from yizhan.credit.classification import cross_rule_share, overdue_thresholds, rules_begin_on
from yizhan.credit.parameters import Parameters
from yizhan.credit.servicing import due_through, servicing_rules
from yizhan.kernel.clock import SHANGHAI, Clock, branch_date
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.ledger import book
from yizhan.ledger.accounts import NewAccount
from yizhan.records.models import DayEnd, LoanStanding, User
from yizhan.records.queries import queries
from yizhan.workflows.action import Act, action
from yizhan.workflows.calendars import working_calendar
from yizhan.workflows.day_end_report import closing_report
from yizhan.workflows.house import actor_name, house_accounts
from yizhan.workflows.payment_turnover import post_payments

FILE = "day_end.sql"
LOCK = 7_104_922  # any number; two day ends of one branch exclude each other
CHUNK_LOANS = 10_000
TRIES = 3
FIRST_ID = UUID(int=0)


def run_day_end(clock: Clock, through: date, chunk_loans: int = CHUNK_LOANS, actor: User | None = None) -> list[DayEnd] | Refusal:
    """Close all days up to and including a day that are not closed yet, oldest first; the days, with their reports.

    Refusals: `day_end_in_future`, `day_end_before_rules`, `day_end_running` (another run holds the lock). A day that stands closed comes
    back as it is; nothing comes back for a day before the first loan.
    """
    today = branch_date(clock.now())
    if through > today:
        return refuse("day_end_in_future", field="day", day=through, today=today)
    if through < rules_begin_on():
        return refuse("day_end_before_rules", field="day", first=rules_begin_on())
    with _alone() as is_alone:
        if not is_alone:
            return refuse("day_end_running")
        closed = []
        for day in missed_days(through):
            result = _close_day(clock, day, chunk_loans, actor)
            if isinstance(result, Refusal):
                return result
            closed.append(result)
        closed = closed or list(DayEnd.objects.filter(day__lte=through, state="closed").order_by("-day")[:1])
        refusal = post_payments(actor, clock, closed[-1], min(through, today - timedelta(days=1))) if closed else None
        return refusal or closed


def is_after_business(clock: Clock) -> bool:
    """Whether the branch's day has reached its business close, from which the worker may run the day end."""
    now = clock.now().astimezone(SHANGHAI)
    close = Parameters(now.date()).version("servicing.yaml", "business_close").value
    return now.time() >= time.fromisoformat(close)


def last_day_to_close(clock: Clock) -> date:
    """Today after business close, yesterday before it."""
    today = branch_date(clock.now())
    return today if is_after_business(clock) else today - timedelta(days=1)


def missed_days(through: date) -> list[date]:
    """Days up to `through` without a closing: from the day after the last one, or from the first day a loan waits for."""
    last = DayEnd.objects.filter(state="closed").order_by("-day").values_list("day", flat=True).first()
    with connection.cursor() as cursor:
        cursor.execute(queries(FILE)["first_open_day"])
        waiting = cursor.fetchone()[0]
    if last is None and waiting is not None and through < waiting:
        return []
    first = last + timedelta(days=1) if last else waiting or through
    return [first + timedelta(days=step) for step in range((through - first).days + 1)]


def _close_day(clock: Clock, day: date, chunk_loans: int, actor: User | None) -> DayEnd | Refusal:
    after, tries, rules = FIRST_ID, TRIES, _rules(day)
    while True:
        day_end = close_chunk(actor, clock, day, after, chunk_loans, rules)
        if isinstance(day_end, Refusal):
            tries -= 1
            # A payment left a deposit between our reading and our posting: the chunk starts again from what is there now.
            if day_end.code != "account_overdrawn" or not tries:
                return day_end
            continue
        if day_end.state == "closed":
            return day_end
        after, tries = day_end.last_loan_id, TRIES


@action("day_end.run")
def close_chunk(act: Act, day: date, after: UUID, chunk_loans: int, rules: dict[str, str]) -> DayEnd | Refusal:
    """Close a day for the next loans by id; the last chunk closes the day itself. `last_loan_id` says where the next one begins."""
    cutoff, is_pending = due_through(day, working_calendar())
    day_end, _ = DayEnd.objects.get_or_create(
        day=day, defaults={"created_at": act.now, "started_at": act.now, "calendar_is_pending": is_pending}
    )
    if day_end.state == "closed":
        return day_end
    house = house_accounts(act)
    with connection.cursor() as cursor:
        values = {"day": day, "due_through": cutoff, "after": after, "size": chunk_loans, "now": act.now, **house, **rules}
        _run(cursor, values, "make_tables")
        book.make_stage(cursor)
        _run(cursor, values, "take_chunk")
        loans = cursor.rowcount
        refusal = _move_chunk(act, cursor, values) if loans else None
        if refusal:
            return refusal
        _run(cursor, values, "chunk_end")
        day_end.last_loan_id = UUID(cursor.fetchone()[0]) if loans else after
        if loans < chunk_loans:
            _finish(act, cursor, day_end, house)
    act.changed(day_end, after={"day": day, "loans": loans, "state": day_end.state})
    return day_end


def _move_chunk(act: Act, cursor: Any, values: dict[str, Any]) -> Refusal | None:
    """All that happens to the chunk's loans at the end of a day."""
    _run(cursor, values, "count_loans", "fall_due", "claim")
    has_claims = cursor.rowcount > 0
    if has_claims:
        _run(cursor, values, "count_claims", "pay_lines", "pay_loans", "stage_payments", "book_payments")
    _run(cursor, values, "settle")
    _open_accounts(cursor, values)
    _run(cursor, values, "stage_changes")
    posted = book.post_staged(cursor, posted_at=act.now, posted_by=actor_name(act))
    if isinstance(posted, Refusal):
        return posted
    _run(cursor, values, "write_standings")
    if has_claims:
        _run(cursor, values, "close_loans")
    return None


def _open_accounts(cursor: Any, values: dict[str, Any]) -> None:
    """Open the accounts that loans need for the first time: most loans never do."""
    _run(cursor, values, "accounts_needed")
    needed = cursor.fetchall()
    if not needed:
        return
    opened = book.open_accounts(cursor, [NewAccount(name, values["day"], owner=f"loan:{loan_id}") for loan_id, name in needed])
    found = {"loans": [loan_id for loan_id, _ in needed], "names": [name for _, name in needed], "accounts": [one.id for one in opened]}
    cursor.execute(queries(FILE)["name_accounts"], found)


def _finish(act: Act, cursor: Any, day_end: DayEnd, house: dict[str, UUID]) -> None:
    thresholds = [{"class": int(found), "days": days} for found, days in overdue_thresholds(day_end.day).items()]
    _run(cursor, {"day": day_end.day, "thresholds": json.dumps(thresholds), "cross_share": cross_rule_share(day_end.day)}, "classify")
    day_end.report = closing_report(cursor, day_end.day, house)
    day_end.state, day_end.closed_at = "closed", act.now
    day_end.save()


def _rules(day: date) -> dict[str, str]:
    """The products' figures of a day, as the queries read them."""
    products = LoanStanding.objects.filter(is_open=True).order_by().values_list("product_code", flat=True).distinct()
    rules, order, parameters = [], [], Parameters(day)
    for code in products:
        found = servicing_rules(code, parameters)
        rules.append({"product_code": code, "penalty_markup": str(found.penalty_markup), "penalty_on_interest": found.penalty_on_interest,
                      "non_accrual_days": found.non_accrual_more_than_days})
        for is_non_accrual, kinds in ((False, found.order_accrual), (True, found.order_non_accrual)):
            order += [{"product_code": code, "is_non_accrual": is_non_accrual, "kind": kind.value, "place": place}
                      for place, kind in enumerate(kinds)]
    return {"rules": json.dumps(rules), "order": json.dumps(order)}


def _run(cursor: Any, values: dict[str, Any], *names: str) -> None:
    for name in names:
        cursor.execute(queries(FILE)[name], values)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this connection may run the day end; PostgreSQL lets go of the lock when the connection ends, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        held = cursor.fetchone()[0]
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
