"""Queues of the desk: what a person holds, what waits for the role, what waits for the customer; by deadline."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from yizhan.credit.application import FINAL, State
from yizhan.kernel.calendar import WorkingCalendar
from yizhan.kernel.money import Money
from yizhan.records.models import Application, Role, User
from yizhan.web.components import QueueItem
from yizhan.web.desk.promise import deadline_of, status_of
from yizhan.web.desk.words import PAUSE_REASONS
from yizhan.web.formats import money
from yizhan.web.forms import fresh_key
from yizhan.web.labels import role_name, state_pill
from yizhan.web.vocabulary import word
from yizhan.workflows import access

ROWS_MAX = 50
OVERSEERS = (Role.BRANCH_MANAGER, Role.AUDITOR)
# What a role looks after while the customer has to move.
CUSTOMERS_TURN = {
    Role.RELATIONSHIP_MANAGER: (State.PAUSED, State.INCOMPLETE),
    Role.CREDIT_OFFICER: (State.PAUSED,),
    Role.OPERATIONS: (State.OFFERED,),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One case of a queue with its deadline; `may_take` offers the button, `waits_for` says what the customer has to bring."""

    application: Application
    item: QueueItem
    holder: str
    may_take: bool = False
    waits_for: str = ""
    request_key: str = field(default_factory=fresh_key)


def open_cases(user: User) -> QuerySet[Application]:
    """All open applications, the nearest deadline first, those without one last."""
    rows = access.applications(user).exclude(state__in=FINAL).prefetch_related("pauses")
    return rows.order_by(F("due_at").asc(nulls_last=True), "created_at")


def mine(user: User) -> QuerySet[Application]:
    """What the person has taken."""
    return open_cases(user).filter(holder=user)


def free(user: User) -> QuerySet[Application]:
    """What waits for the role and nobody has taken; an overseer sees every open case of the branch."""
    if user.role in OVERSEERS:
        return open_cases(user).exclude(state=State.DRAFT).exclude(holder=user)
    return open_cases(user).filter(holder_role=user.role, holder=None)


def with_colleagues(user: User) -> QuerySet[Application]:
    """What colleagues of the same role hold."""
    if user.role in OVERSEERS:
        return Application.objects.none()
    return open_cases(user).filter(holder_role=user.role, holder__isnull=False).exclude(holder=user)


def customers_turn(user: User) -> QuerySet[Application]:
    """What waits for the customer and this role looks after."""
    states = CUSTOMERS_TURN.get(Role(user.role), ())
    return open_cases(user).filter(state__in=states) if states else Application.objects.none()


def counts(user: User, now: datetime) -> dict[str, int]:
    """How many of each, in one query."""
    late = Q(due_state="running", due_at__lt=now)
    everyone = user.role in OVERSEERS
    return (
        access.applications(user)
        .exclude(state__in=(*FINAL, State.DRAFT))
        .aggregate(
            mine=Count("id", filter=Q(holder=user)),
            free=Count("id", filter=Q() if everyone else Q(holder_role=user.role, holder=None)),
            late=Count("id", filter=late if everyone else late & Q(holder_role=user.role)),
            paused=Count("id", filter=Q(due_state="paused")),
            pending=Count("id", filter=Q(due_state="pending_calendar")),
        )
    )


def rows_of(found: QuerySet[Application], user: User, now: datetime, calendar: WorkingCalendar, current: object = None) -> list[Row]:
    """The first rows of a queue, with their deadlines."""
    return [_row(application, user, now, calendar, current) for application in found[:ROWS_MAX]]


def side_queue(user: User, now: datetime, calendar: WorkingCalendar, current: object = None, limit: int = 12) -> list[QueueItem]:
    """The left column: what I hold, then what waits for my role."""
    held = list(mine(user)[:limit])
    waiting = list(free(user)[: limit - len(held)])
    return [_row(application, user, now, calendar, current).item for application in (*held, *waiting)]


def _row(application: Application, user: User, now: datetime, calendar: WorkingCalendar, current: object) -> Row:
    item = QueueItem(
        title=application.enterprise.name,
        href=reverse("case", args=[application.pk]),
        subtitle=f"{application.number} · {money(Money(application.amount_minor))}",
        state=state_pill("application", application.state),
        deadline=deadline_of(application, status_of(application, now, calendar)),
        current=application.pk == current,
    )
    pause = next((pause for pause in application.pauses.all() if pause.ended_at is None), None)
    waits_for = (pause.note or word(PAUSE_REASONS, pause.reason)) if pause else ""
    holder = str(application.holder) if application.holder else role_name(application.holder_role)
    may_take = application.holder_role == user.role and application.holder_id is None
    return Row(application, item, holder, may_take, waits_for)
