"""Lifecycle stage of an enterprise by dated rules; the rule that decided is part of the answer."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yizhan.kernel.money import Money


class Stage(StrEnum):
    """Where an enterprise stands in its life."""

    START_UP = "start_up"
    GROWTH = "growth"
    MATURITY = "maturity"
    DECLINE = "decline"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LifecycleInput:
    """What the rules look at; None means not known. `growth` 0.20 is 20 % a year, `revenue` is that of a year."""

    age_months: int | None
    revenue: Money | None
    growth: Decimal | None
    headcount: int | None


@dataclass(frozen=True, slots=True)
class StageVerdict:
    """The stage, the name and source of the rule that decided, the figures that it used, and whether it is assumed."""

    stage: Stage
    rule: str
    facts: dict[str, object]
    source: str
    is_assumption: bool
    zh: str
    en: str


def stage_of(known: LifecycleInput, on: date) -> StageVerdict:
    """The first rule in force on a day whose conditions all hold; UNKNOWN with the rule `no_rule_held` otherwise."""
    raise NotImplementedError
