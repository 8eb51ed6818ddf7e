"""States of a payment (支付状态) and what may happen in each: one table.

The way of the charge (`Stage`) and how much of it went back are two things: a payment that was refunded in part is still cleared
and settled. The state that people see is made of both.
"""

from enum import StrEnum

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse


class Stage(StrEnum):
    """How far the charge has come. A reserved payment without an answer is in doubt until it is authorised or reversed."""

    RESERVED = "reserved"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    CLEARED = "cleared"
    SETTLED = "settled"
    DISPUTED = "disputed"
    DECLINED = "declined"
    REVERSED = "reversed"
    CHARGED_BACK = "charged_back"


class Event(StrEnum):
    """What happens to a payment."""

    RESERVE = "reserve"
    AUTHORISE = "authorise"
    DECLINE = "decline"
    REVERSE = "reverse"
    CAPTURE = "capture"
    CLEAR = "clear"
    SETTLE = "settle"
    DISPUTE = "dispute"
    WIN_DISPUTE = "win_dispute"
    LOSE_DISPUTE = "lose_dispute"


class Alarm(StrEnum):
    """What changes nothing and what a person has to look at."""

    LATE_APPROVAL = "late_approval"
    APPROVAL_OF_DECLINED = "approval_of_declined"
    REVERSAL_REFUSED = "reversal_refused"
    NUMBER_TAKEN = "number_taken"


# A payment that was given up is reversed for good: what the issuer approves later is taken back by the reversal that is on its way.
TRANSITIONS: dict[tuple[Stage | None, Event], Stage] = {
    (None, Event.RESERVE): Stage.RESERVED,
    (Stage.RESERVED, Event.AUTHORISE): Stage.AUTHORISED,
    (Stage.RESERVED, Event.DECLINE): Stage.DECLINED,
    (Stage.RESERVED, Event.REVERSE): Stage.REVERSED,
    (Stage.AUTHORISED, Event.CAPTURE): Stage.CAPTURED,
    (Stage.AUTHORISED, Event.REVERSE): Stage.REVERSED,
    (Stage.CAPTURED, Event.CLEAR): Stage.CLEARED,
    (Stage.CLEARED, Event.SETTLE): Stage.SETTLED,
    (Stage.SETTLED, Event.DISPUTE): Stage.DISPUTED,
    (Stage.DISPUTED, Event.WIN_DISPUTE): Stage.SETTLED,
    (Stage.DISPUTED, Event.LOSE_DISPUTE): Stage.CHARGED_BACK,
}
ALARMS = {
    (Stage.REVERSED, Event.AUTHORISE): Alarm.LATE_APPROVAL,
    (Stage.DECLINED, Event.AUTHORISE): Alarm.APPROVAL_OF_DECLINED,
}
REFUNDABLE = frozenset({Stage.CAPTURED, Stage.CLEARED, Stage.SETTLED})
# Stages whose amount counts against limits, less what went back.
COUNTED = frozenset(Stage) - {Stage.DECLINED, Stage.REVERSED}
FINAL = frozenset(Stage) - {stage for stage, _ in TRANSITIONS if stage}


def next_stage(stage: Stage | None, event: Event) -> Stage | Refusal:
    """The stage after an event; None stands before the payment exists. `payment_event_not_allowed` (stage, event) else."""
    found = TRANSITIONS.get((stage, event))
    return found or refuse("payment_event_not_allowed", stage=stage.value if stage else "", event=event.value)


def alarm(stage: Stage, event: Event) -> Alarm | None:
    """Whether an event that is not allowed is more than a repeat: an approval after the payment was given up."""
    return ALARMS.get((stage, event))


def check_refundable(stage: Stage) -> Refusal | None:
    """None where money can go back by a refund, else `payment_not_refundable` (stage): not captured, over, or under dispute."""
    return None if stage in REFUNDABLE else refuse("payment_not_refundable", stage=stage.value)


def shown_state(stage: Stage, order: Money, refunded: Money) -> str:
    """The one state that people see: refunded or partly_refunded where money went back, else the stage."""
    if not refunded or stage in (Stage.DISPUTED, Stage.CHARGED_BACK):
        return stage.value
    return "refunded" if refunded == order else "partly_refunded"
