"""States of an application (申请) and who may move it: one table. What is missing is said at once."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from yizhan.credit.products import Product
from yizhan.kernel.refusal import Refusal, refuse


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    EVALUATING = "evaluating"
    ON_SITE = "on_site"
    CHECKED = "checked"
    PROPOSED = "proposed"
    APPROVED = "approved"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    PAUSED = "paused"
    PAID_OUT = "paid_out"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Event(StrEnum):
    """What happens to an application."""

    SUBMIT = "submit"
    SUBMIT_INCOMPLETE = "submit_incomplete"
    EVALUATE = "evaluate"
    PLAN_VISIT = "plan_visit"
    SKIP_VISIT = "skip_visit"
    FINISH_VISIT = "finish_visit"
    PROPOSE = "propose"
    RETURN = "return"
    APPROVE = "approve"
    REFUSE = "refuse"
    OFFER = "offer"
    ACCEPT = "accept"
    DISBURSE = "disburse"
    PAUSE = "pause"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


class Clock(StrEnum):
    """What the promise of three working days does in a state."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


APPLICANT, MANAGER, OFFICER = "applicant", "relationship_manager", "credit_officer"
APPROVER, OPERATIONS, BRANCH, SYSTEM = "approver", "operations", "branch_manager", "system"


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table. `to` None returns to where the application stood before the pause."""

    state: State
    event: Event
    roles: tuple[str, ...]
    to: State | None


def _line(state: State, event: Event, roles: tuple[str, ...], to: State | None) -> Transition:
    return Transition(state, event, roles, to)


# An on-site check may be skipped where other checks verify the facts (facts 6.7); an evaluation may be run again after
# findings without moving the application. A decision is proposed by an officer and taken by another person.
TRANSITIONS: tuple[Transition, ...] = (
    _line(State.DRAFT, Event.SUBMIT, (APPLICANT,), State.COMPLETE),
    _line(State.DRAFT, Event.SUBMIT_INCOMPLETE, (APPLICANT,), State.INCOMPLETE),
    _line(State.INCOMPLETE, Event.SUBMIT, (APPLICANT,), State.COMPLETE),
    _line(State.INCOMPLETE, Event.SUBMIT_INCOMPLETE, (APPLICANT,), State.INCOMPLETE),
    _line(State.COMPLETE, Event.EVALUATE, (MANAGER, OFFICER, SYSTEM), State.EVALUATING),
    _line(State.EVALUATING, Event.EVALUATE, (MANAGER, OFFICER, SYSTEM), State.EVALUATING),
    _line(State.EVALUATING, Event.PLAN_VISIT, (MANAGER,), State.ON_SITE),
    _line(State.EVALUATING, Event.SKIP_VISIT, (OFFICER,), State.CHECKED),
    _line(State.ON_SITE, Event.FINISH_VISIT, (MANAGER,), State.CHECKED),
    _line(State.CHECKED, Event.EVALUATE, (MANAGER, OFFICER, SYSTEM), State.CHECKED),
    _line(State.CHECKED, Event.PLAN_VISIT, (MANAGER,), State.ON_SITE),
    _line(State.CHECKED, Event.PROPOSE, (OFFICER,), State.PROPOSED),
    _line(State.PROPOSED, Event.RETURN, (APPROVER, BRANCH), State.CHECKED),
    _line(State.PROPOSED, Event.APPROVE, (APPROVER, BRANCH), State.APPROVED),
    _line(State.PROPOSED, Event.REFUSE, (APPROVER, BRANCH), State.REFUSED),
    _line(State.APPROVED, Event.OFFER, (OFFICER, OPERATIONS), State.OFFERED),
    _line(State.OFFERED, Event.ACCEPT, (APPLICANT,), State.ACCEPTED),
    _line(State.ACCEPTED, Event.DISBURSE, (OPERATIONS,), State.PAID_OUT),
    *(_line(state, Event.PAUSE, (MANAGER, OFFICER), State.PAUSED)
      for state in (State.COMPLETE, State.EVALUATING, State.ON_SITE, State.CHECKED)),
    _line(State.PAUSED, Event.RESUME, (APPLICANT, MANAGER, OFFICER), None),
    *(_line(state, Event.WITHDRAW, (APPLICANT,), State.WITHDRAWN)
      for state in (State.DRAFT, State.INCOMPLETE, State.COMPLETE, State.EVALUATING, State.ON_SITE, State.CHECKED,
                    State.PROPOSED, State.APPROVED, State.OFFERED, State.PAUSED)),
    *(_line(state, Event.EXPIRE, (SYSTEM,), State.EXPIRED)
      for state in (State.DRAFT, State.INCOMPLETE, State.PAUSED, State.OFFERED, State.ACCEPTED)),
)
_BY_STATE_AND_EVENT = {(line.state, line.event): line for line in TRANSITIONS}
PAUSABLE = frozenset(line.state for line in TRANSITIONS if line.event is Event.PAUSE)
FINAL = frozenset(State) - {line.state for line in TRANSITIONS}

# Waiting for the borrower's acceptance is waiting for the customer, so the offer stops the clock like a pause.
_CLOCKS = {
    **dict.fromkeys((State.DRAFT, State.INCOMPLETE), Clock.NOT_STARTED),
    **dict.fromkeys((State.PAUSED, State.OFFERED), Clock.PAUSED),
    **dict.fromkeys(FINAL, Clock.ENDED),
}
_HOLDERS = {
    **dict.fromkeys((State.DRAFT, State.INCOMPLETE, State.PAUSED, State.OFFERED), APPLICANT),
    **dict.fromkeys((State.COMPLETE, State.EVALUATING, State.ON_SITE), MANAGER),
    State.CHECKED: OFFICER, State.PROPOSED: APPROVER,
    **dict.fromkeys((State.APPROVED, State.ACCEPTED), OPERATIONS),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that the applicant still owes: `kind` is document, consent or field."""

    kind: str
    code: str


def next_state(state: State, event: Event, role: str, paused_from: State | None = None) -> State | Refusal:
    """The state after an event by a role ("system" for the branch itself).

    Resuming needs `paused_from`; a state that cannot be paused there raises ValueError.
    Refusals: `application_ended`, `event_not_allowed_in_state`, `role_not_allowed` (with the roles that may).
    """
    if state in FINAL:
        return refuse("application_ended", state=state.value)
    line = _BY_STATE_AND_EVENT.get((state, event))
    if line is None:
        return refuse("event_not_allowed_in_state", state=state.value, event=event.value)
    if role not in line.roles:
        return refuse("role_not_allowed", role=role, event=event.value, allowed=line.roles)
    if line.to is not None:
        return line.to
    if paused_from not in PAUSABLE:
        raise ValueError(f"an application cannot have been paused from {paused_from}")
    return paused_from


def allowed_events(state: State, role: str) -> tuple[Event, ...]:
    """What a role can do next, in the order of the table."""
    return tuple(line.event for line in TRANSITIONS if line.state is state and role in line.roles)


def clock_of(state: State) -> Clock:
    """What the promise does in a state."""
    return _CLOCKS.get(state, Clock.RUNNING)


def holder_role(state: State) -> str | None:
    """Who has to act next, or None when the application has ended."""
    return _HOLDERS.get(state)


# What the form itself must hold before an application can be complete.
REQUIRED_FIELDS = ("amount", "term_months", "form", "purpose")


def missing(product: Product, documents: Collection[str], consents: Collection[str],
            fields: Collection[str]) -> tuple[Missing, ...]:
    """Everything required and not there, in the order in which the applicant is asked; () when complete."""
    required = [("field", REQUIRED_FIELDS, fields), ("document", product.documents.value, documents),
                ("consent", product.consents.value, consents)]
    return tuple(Missing(kind, code) for kind, codes, given in required for code in codes if code not in given)
