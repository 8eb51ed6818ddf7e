"""How a condition ends: unknown is an answer of its own and never a no."""

from enum import StrEnum


class Verdict(StrEnum):
    """The end of one condition."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
