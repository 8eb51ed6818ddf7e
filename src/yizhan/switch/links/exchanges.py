"""What is under way on a link: an exchange under its number, and how it can end without an answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from yizhan.kernel.money import Money
from yizhan.payments.messages.authorisation import AuthorisationResponse
from yizhan.payments.messages.exchange import Key
from yizhan.payments.messages.network import NetworkResponse
from yizhan.payments.messages.reversal import ReversalResponse


@dataclass(frozen=True, slots=True)
class LinkAddress:
    """Where a scheme is reached; `scheme` names it in logs."""

    scheme: str
    host: str
    port: int


class Reason(StrEnum):
    """Why there is no answer."""

    NOT_SENT = "not_sent"
    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"
    NUMBERS_USED_UP = "numbers_used_up"


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """`not_sent` and `numbers_used_up`: surely nothing left us. `timeout` and `disconnected`: nobody knows, `key` has to be reversed."""

    reason: Reason
    key: Key | None = None

    @property
    def is_doubtful(self) -> bool:
        """Whether the card may have been charged."""
        return self.key is not None


Answer = AuthorisationResponse | ReversalResponse | NetworkResponse


# Of the codes of ISO 8583:1987 the only one that comes with an amount of its own.
APPROVED_IN_PART: Final = "10"


class After(StrEnum):
    """What becomes of a question's number when it was answered."""

    FREE = "free"
    ASK_AGAIN = "ask_again"  # Taken: the same question will be asked once more.
    HOLD = "hold"  # Taken as if nobody had answered: until it is dropped, or some time after its reversal was answered.


def free(code: str) -> After:
    """Every answer is the last word."""
    return After.FREE


AfterCode = Callable[[str], After]


class Exchange:
    """One question. `wire` waits to be written and is dropped then, for it holds a card number; `answer` is None once given up.

    `amount` is what was asked for, None where that is not known any more. `after` says which answers leave the exchange open, and it
    `is_paused` until the same question is asked again: what comes meanwhile is the first answer once more. `heard` is the last code.
    """

    __slots__ = ("after", "amount", "answer", "awaits", "heard", "is_paused", "is_repeat", "is_sent", "item", "key", "late", "wire")

    def __init__(self, awaits: type[Answer], item: Any = None) -> None:
        self.awaits = awaits
        self.item = item
        self.key: Key | None = None
        self.amount: Money | None = None
        self.wire: bytes | None = None
        self.is_sent = False
        self.answer: asyncio.Future[Answer | NoAnswer] | None = None
        self.late: Answer | None = None
        self.heard = ""
        self.after: AfterCode = free
        self.is_paused = self.is_repeat = False

    def takes(self, answer: Answer) -> bool:
        """Whether this is an answer to the question: of its kind, for its amount, and no twin of one that was heard."""
        if not isinstance(answer, self.awaits) or self.is_paused or (self.answer is None and answer.response_code == self.heard):
            return False
        if self.amount is None or not isinstance(answer, AuthorisationResponse) or answer.amount == self.amount:
            return True
        return answer.response_code == APPROVED_IN_PART and answer.amount.currency == self.amount.currency and answer.amount < self.amount

    def give_up(self) -> None:
        """Stop waiting. What was not written yet never will be."""
        self.answer = None
        self.wire = None
