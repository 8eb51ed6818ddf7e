"""What the scheme's answer to a reversal (冲正应答) means: done, to be sent again later, or refused, so that a person has to look."""

from datetime import date
from enum import StrEnum
from functools import lru_cache

from yizhan.payments.figures import figure, figures

FILE = "reversal_answers.yaml"
UNKNOWN = "unknown"


class Sending(StrEnum):
    """What becomes of the sending of a reversal."""

    CLOSE = "close"
    REPEAT = "repeat"
    ALARM = "alarm"


@lru_cache(maxsize=512)
def sending_after(code: str, on: date) -> Sending:
    """What follows from an answer; a code that the table does not have is a refusal."""
    rules = figures(FILE)
    return Sending(figure(rules, code if code in rules else UNKNOWN, on).value)


@lru_cache(8)
def codes_repeated(on: date) -> frozenset[str]:
    """The answers after which the same reversal is sent again."""
    return frozenset(code for code in figures(FILE) if sending_after(code, on) is Sending.REPEAT)
