"""What is asked of a shard's writers, and what they answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from yizhan.payments.states import Stage
from yizhan.payments.stored import Outcome, Step


@dataclass(frozen=True, slots=True)
class Wanted:
    """A payment to take on. `agreed_minor` is what the traveller agreed to be charged, 0 where nothing was said.

    `approval_code` is there where the issuer said yes before: then the payment is captured at once. `transmitted`, `stan` and
    `reference` name the exchange under which the issuer will be asked, kept with the payment so that it can be reversed after a crash.
    Where it is taken on after `until`, its caller may have been told that it never will be: then no issuer is asked.
    `code` is the hash of the payment code that was shown, used up when the payment is taken on.
    """

    key: str
    caller: int
    fingerprint: int
    card_id: int
    merchant_id: int
    order_minor: int
    strength: int
    is_without_password: bool = False
    agreed_minor: int = 0
    approval_code: str | None = None
    transmitted: str = ""
    stan: int = 0
    reference: str = ""
    until: datetime | None = None
    code: bytes | None = None


class Taken(NamedTuple):
    """The answer to a wanted payment. Charge and fee are of this request; a replay's are read from the payment."""

    payment_id: int
    outcome: Outcome
    charged_minor: int
    fee_minor: int


@dataclass(frozen=True, slots=True)
class Reversing:
    """What a reversal needs to know: the exchange to undo and, where one was free already, the number of its own message."""

    transmitted: str
    stan: int
    acquirer_id: str
    reference: str
    own_transmitted: str | None = None
    own_stan: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One step of one payment."""

    payment_id: int
    step: Step
    response_code: str | None = None
    approval_code: str | None = None
    billing_minor: int | None = None
    billing_currency: str | None = None
    reversing: Reversing | None = None


class Moved(NamedTuple):
    """What a payment is after a step, and whether the step moved it; None for an unknown payment."""

    stage: Stage | None
    changed: bool


# Where each step ends: a step that is asked for again after its answer was lost is done when the payment stands there.
ENDS: Final[dict[Step, Stage]] = {
    Step.AUTHORISE: Stage.AUTHORISED, Step.DECLINE: Stage.DECLINED, Step.REVERSE: Stage.REVERSED, Step.CAPTURE: Stage.CAPTURED,
    Step.CLEAR: Stage.CLEARED, Step.SETTLE: Stage.SETTLED, Step.DISPUTE: Stage.DISPUTED, Step.WIN_DISPUTE: Stage.SETTLED,
    Step.LOSE_DISPUTE: Stage.CHARGED_BACK, Step.PURCHASE: Stage.CAPTURED, Step.CANCEL: Stage.REVERSED,
}

