"""The five outcomes and how they combine. Unknown is never "no"."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How a condition or a whole programme stands; `code` is its place when `all_of` lets the worst decide."""

    NOT_APPLICABLE = "not_applicable", 0
    MET = "met", 1
    MANUAL_REVIEW = "manual_review", 2
    UNKNOWN = "unknown", 3
    UNMET = "unmet", 4

    def __new__(cls, word: str, code: int) -> "Outcome":
        outcome = str.__new__(cls, word)
        outcome._value_ = word
        outcome.code = code
        return outcome

    code: int

    @property
    def is_open(self) -> bool:
        """Whether more facts or a person's judgement could still decide it."""
        return self in (Outcome.MANUAL_REVIEW, Outcome.UNKNOWN)


OUTCOMES = tuple(Outcome)
# In `any_of` met and unmet change places: one met member is enough, and what is open outweighs what failed.
SWAPPED = (0, 4, 2, 3, 1)


def all_codes(codes: Iterable[int]) -> int:
    """All must be met: the worst decides; what does not apply is left out."""
    return max(codes, default=Outcome.NOT_APPLICABLE.code)


def any_codes(codes: Iterable[int]) -> int:
    """One must be met: the best decides; open beats unmet, because it may still turn out well."""
    return SWAPPED[max((SWAPPED[code] for code in codes), default=Outcome.NOT_APPLICABLE.code)]


def leaf_code(yes: Any, no: Any, is_manual: bool) -> Any:
    """The code of a condition that is true (`yes`), false (`no`) or open; works on bools and on arrays of
    bools.
    """
    open_code = (Outcome.MANUAL_REVIEW if is_manual else Outcome.UNKNOWN).code
    return yes * Outcome.MET.code + no * Outcome.UNMET.code + (1 - yes - no) * open_code
