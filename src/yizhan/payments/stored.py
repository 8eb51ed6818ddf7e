"""Words of card payments as the small integers under which a shard keeps them. A number, once used, is never given another meaning."""

from enum import IntEnum
from typing import Final

from yizhan.payments.code_caps import Strength
from yizhan.payments.states import Event, Stage
from yizhan.payments.tiers import Tier

STAGES: Final[dict[int, Stage]] = {
    1: Stage.RESERVED, 2: Stage.AUTHORISED, 3: Stage.CAPTURED, 4: Stage.CLEARED, 5: Stage.SETTLED, 6: Stage.DISPUTED, 7: Stage.DECLINED,
    8: Stage.REVERSED, 9: Stage.CHARGED_BACK,
}
STRENGTHS: Final[dict[int, Strength]] = {1: Strength.A, 2: Strength.B, 3: Strength.C, 4: Strength.D}
TIERS: Final[dict[int, Tier]] = {0: Tier.T0, 1: Tier.T1, 2: Tier.T2}
PROGRAMMES: Final[dict[int, str]] = {1: "wechat_like", 2: "alipay_like"}
SCHEMES: Final[dict[int, str]] = {1: "visa", 2: "mastercard", 3: "amex", 4: "jcb", 5: "diners", 6: "discover", 7: "unionpay"}
REGIONS: Final[dict[int, str]] = {1: "asia_pacific", 2: "elsewhere"}
# A shard refuses a card that is not active with 10 + this number (Outcome).
CARD_STATES: Final[dict[int, str]] = {1: "active", 2: "blocked", 3: "disabled", 4: "ask_expiry", 15: "unbound"}
PAYER_STATES: Final[dict[int, str]] = {1: "active", 2: "suspended"}
MERCHANT_STATES: Final[dict[int, str]] = {1: "active", 2: "suspended"}

STAGE_NUMBERS = {word: number for number, word in STAGES.items()}
STRENGTH_NUMBERS = {word: number for number, word in STRENGTHS.items()}
TIER_NUMBERS = {word: number for number, word in TIERS.items()}
PROGRAMME_NUMBERS = {word: number for number, word in PROGRAMMES.items()}
SCHEME_NUMBERS = {word: number for number, word in SCHEMES.items()}
REGION_NUMBERS = {word: number for number, word in REGIONS.items()}
CARD_STATE_NUMBERS = {word: number for number, word in CARD_STATES.items()}
MERCHANT_STATE_NUMBERS = {word: number for number, word in MERCHANT_STATES.items()}


class Step(IntEnum):
    """An event as the shard's functions know it; each is allowed in one stage, so that two steps may stand for one event.

    PURCHASE authorises and captures at once, CANCEL reverses what was authorised.
    """

    RESERVE = 1
    AUTHORISE = 2
    DECLINE = 3
    REVERSE = 4
    CAPTURE = 5
    CLEAR = 6
    SETTLE = 7
    DISPUTE = 8
    WIN_DISPUTE = 9
    LOSE_DISPUTE = 10
    PURCHASE = 11
    CANCEL = 12
    REFUND = 13


# The events of the table of states that a step stands for, with the stage in which it happens.
STEPS: Final[dict[Step, tuple[Stage | None, tuple[Event, ...]]]] = {
    Step.RESERVE: (None, (Event.RESERVE,)),
    Step.AUTHORISE: (Stage.RESERVED, (Event.AUTHORISE,)),
    Step.DECLINE: (Stage.RESERVED, (Event.DECLINE,)),
    Step.REVERSE: (Stage.RESERVED, (Event.REVERSE,)),
    Step.CAPTURE: (Stage.AUTHORISED, (Event.CAPTURE,)),
    Step.CLEAR: (Stage.CAPTURED, (Event.CLEAR,)),
    Step.SETTLE: (Stage.CLEARED, (Event.SETTLE,)),
    Step.DISPUTE: (Stage.SETTLED, (Event.DISPUTE,)),
    Step.WIN_DISPUTE: (Stage.DISPUTED, (Event.WIN_DISPUTE,)),
    Step.LOSE_DISPUTE: (Stage.DISPUTED, (Event.LOSE_DISPUTE,)),
    Step.PURCHASE: (Stage.RESERVED, (Event.AUTHORISE, Event.CAPTURE)),
    Step.CANCEL: (Stage.AUTHORISED, (Event.REVERSE,)),
}


class Outcome(IntEnum):
    """What a shard's function says of one item; from CARD_UNKNOWN on a refusal of that name."""

    DONE = 0
    REPLAY = 1
    KEY_REUSED = 2
    CARD_UNKNOWN = 10
    CARD_BLOCKED = 12
    CARD_DISABLED = 13
    CARD_EXPIRY_ASKED = 14
    MERCHANT_UNKNOWN = 15
    MERCHANT_SUSPENDED = 16
    PRICE_CHANGED = 17
    RULES_MISSING = 18
    PAYER_SUSPENDED = 19
    LIMIT_SINGLE = 20
    LIMIT_DAY = 21
    LIMIT_YEAR = 22
    CODE_CAP_REACHED = 23
    PASSWORD_NEEDED = 24
    CARD_UNBOUND = 25
    PAYMENT_CODE_USED = 26
    PAYMENT_UNKNOWN = 30
    PAYMENT_NOT_REFUNDABLE = 31
    REFUND_OVER_REST = 32
    REFUND_TOO_LATE = 33
    REFUNDS_TOO_MANY = 34
    PAYMENT_OF_OTHER_MERCHANT = 35
