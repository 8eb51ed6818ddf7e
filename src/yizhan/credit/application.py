"""States of an application (申请) and who may move it: one table. What is missing is said at once."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from yizhan.credit.products import Product
from yizhan.kernel.refusal import Refusal


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


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that the applicant still owes: `kind` is document, consent or field."""

    kind: str
    code: str


def next_state(state: State, event: Event, role: str, paused_from: State | None = None) -> State | Refusal:
    """The state after an event by a role ("system" for the branch itself).

    `paused_from` is needed to resume. Refusals: `event_not_allowed_in_state`, `role_not_allowed`, `application_ended`.
    """
    raise NotImplementedError


def allowed_events(state: State, role: str) -> tuple[Event, ...]:
    """What a role can do next, in the order of the table."""
    raise NotImplementedError


def clock_of(state: State) -> Clock:
    """What the promise does in a state."""
    raise NotImplementedError


def holder_role(state: State) -> str | None:
    """Who has to act next, or None when the application has ended."""
    raise NotImplementedError


def missing(product: Product, documents: Collection[str], consents: Collection[str], fields: Collection[str]) -> tuple[Missing, ...]:
    """Everything required and not there, in the order in which the applicant is asked; () when complete."""
    raise NotImplementedError
