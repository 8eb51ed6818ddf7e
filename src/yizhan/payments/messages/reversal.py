"""Reversals: 0400 (repeat 0401) answered by 0410, advices 0420 (repeat 0421) answered by 0430. Repeated until answered, under one key."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from yizhan.kernel.money import Money
from yizhan.payments.messages.authorisation import PURCHASE, REQUEST, AuthorisationRequest, Terminal
from yizhan.payments.messages.codec import encode
from yizhan.payments.messages.exchange import Key, amount_fields, amount_of, key_of, need

INSTITUTION_DIGITS = 11


class ReversalType(StrEnum):
    """The type of a reversal: asked or advised, first sending or repeat."""

    REQUEST = "0400"
    REQUEST_REPEAT = "0401"
    ADVICE = "0420"
    ADVICE_REPEAT = "0421"

    @property
    def repeat(self) -> "ReversalType":
        """The type of the next sending."""
        return ReversalType(self.value[:3] + "1")

    @property
    def answer(self) -> str:
        """The type of the answer."""
        return f"{self.value[:2]}{int(self.value[2]) + 1}0"


@dataclass(frozen=True, slots=True)
class Original:
    """The message that is taken back, as DE 90 names it: type, STAN, DE 7, acquirer, forwarder (none)."""

    message_type: str
    transmitted: str
    stan: int
    acquirer_id: str

    def value(self) -> str:
        """The 42 digits of DE 90 (facts 4.1.4)."""
        acquirer, forwarder = self.acquirer_id.zfill(INSTITUTION_DIGITS), "0" * INSTITUTION_DIGITS
        return f"{self.message_type}{self.stan:06d}{self.transmitted}{acquirer}{forwarder}"

    @classmethod
    def of(cls, value: str) -> "Original":
        """Read from the 42 digits."""
        return cls(value[:4], value[10:20], int(value[4:10]), value[20:31].lstrip("0"))


@dataclass(frozen=True, slots=True)
class Reversal:
    """0400, 0401, 0420 or 0421. It has a STAN of its own and the reference (DE 37) of the payment; `reason` is a response code."""

    type: ReversalType
    key: Key
    card_number: str = field(repr=False)
    amount: Money
    local: str
    terminal: Terminal
    original: Original
    reason: str
    processing_code: str = PURCHASE

    def to_wire(self) -> bytes:
        """The bytes of the message."""
        return encode(self.type, {
            "2": self.card_number, "3": self.processing_code, **amount_fields(self.amount), **self.key.fields(),
            "12": self.local[4:], "13": self.local[:4], **self.terminal.fields(), "39": self.reason, "90": self.original.value(),
        })

    @property
    def repeated(self) -> "Reversal":
        """The same reversal sent again: same key, so that the scheme takes it once."""
        return replace(self, type=self.type.repeat)


@dataclass(frozen=True, slots=True)
class ReversalResponse:
    """0410 or 0430. Any response code ends the chain of repeats: the scheme has the reversal."""

    message_type: str
    key: Key
    response_code: str

    def to_wire(self) -> bytes:
        """The bytes of the message."""
        return encode(self.message_type, {**self.key.fields(), "39": self.response_code})


def reversal_of(request: AuthorisationRequest, stan: int, transmitted: str, reason: str, is_advice: bool = False) -> Reversal:
    """The reversal of an authorisation, under a STAN and DE 7 of its own."""
    key = replace(request.key, stan=stan, transmitted=transmitted)
    original = Original(REQUEST, request.key.transmitted, request.key.stan, request.key.acquirer_id)
    kind = ReversalType.ADVICE if is_advice else ReversalType.REQUEST
    return Reversal(kind, key, request.card_number, request.amount, request.local, request.terminal, original, reason,
                    request.processing_code)


def read_reversal(message_type: str, fields: Mapping[str, str]) -> Reversal:
    """A reversal from its fields; MessageError names what is missing."""
    return Reversal(
        ReversalType(message_type), key_of(fields), need(fields, "2"), amount_of(fields), need(fields, "13") + need(fields, "12"),
        Terminal.of(fields), Original.of(need(fields, "90")), need(fields, "39"), need(fields, "3"))


def read_reversal_response(message_type: str, fields: Mapping[str, str]) -> ReversalResponse:
    """A 0410 or 0430 from its fields."""
    return ReversalResponse(message_type, key_of(fields), need(fields, "39"))
