"""What an answer of the issuer means (应答码) and what follows: a decision table as data. Words are keys, told by the pages."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from yizhan.payments.figures import figure, figures

FILE = "response_codes.yaml"
UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What is known of the card's money after an answer."""

    APPROVED = "approved"
    DECLINED = "declined"
    DOUBTFUL = "doubtful"


class Action(StrEnum):
    """What the switch does next."""

    COMPLETE = "complete"
    STOP = "stop"
    RETRY_ONCE = "retry_once"
    STEP_UP_ONCE = "step_up_once"
    REVERSE = "reverse"
    QUERY = "query"


class Token(StrEnum):
    """What becomes of the card in the wallet."""

    KEEP = "keep"
    BLOCK = "block"
    DISABLE = "disable"
    ASK_EXPIRY = "ask_expiry"


@dataclass(frozen=True, slots=True)
class Handling:
    """One line of the table. `words` and `offers` are keys of texts; `only_at` names a channel that alone meets the code.

    After the action `reverse` the issuer may hold money, which is given back; with `is_approval` it has said that it does.
    """

    code: str
    outcome: Outcome
    action: Action
    words: str
    token: Token = Token.KEEP
    offers: tuple[str, ...] = ()
    has_risk: bool = False
    only_at: str | None = None
    tries_max: int = 1
    is_known: bool = True
    is_approval: bool = False


@lru_cache(maxsize=512)
def handling(code: str, on: date) -> Handling:
    """The line of a code; an unknown or malformed code is a plain decline that charges nobody, because it is reversed as well."""
    return _handling(code, _value(code, on), _is_known(code))


@lru_cache(maxsize=512)
def handling_of_check(code: str, on: date) -> Handling:
    """The line of a code in answer to a check of a card: its amount is zero, so nothing of it is ever reversed."""
    value = _value(code, on)
    return _handling(code, value | value.get("at_check", {}), _is_known(code))


def handling_of_attempt(code: str, on: date, attempt: int) -> Handling:
    """The line of a code at the n-th try, counted from 1: what is done once is not done again."""
    found = handling(code, on)
    again = found.action in (Action.RETRY_ONCE, Action.STEP_UP_ONCE) and attempt > 1
    return replace(found, action=Action.STOP) if again else found


def known_codes() -> tuple[str, ...]:
    """Every code of the table."""
    return tuple(code for code in figures(FILE) if code != UNKNOWN)


def _is_known(code: str) -> bool:
    return code in figures(FILE) and code != UNKNOWN


def _value(code: str, on: date) -> dict[str, Any]:
    found: dict[str, Any] = figure(figures(FILE), code if _is_known(code) else UNKNOWN, on).value
    return found


def _handling(code: str, value: dict[str, Any], is_known: bool) -> Handling:
    return Handling(
        code, Outcome(value["outcome"]), Action(value["action"]), value["words"], Token(value.get("token", Token.KEEP)),
        tuple(value.get("offers", ())), bool(value.get("risk", False)), value.get("only_at"), value.get("tries_max", 1), is_known,
        bool(value.get("approval", False)))
