"""Lifecycle stage of an enterprise by dated rules; the rule that decided is part of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from yizhan.kernel.dated import Dated, Version, load_dated
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

    age_months: int | None = None
    revenue: Money | None = None
    growth: Decimal | None = None
    headcount: int | None = None


@dataclass(frozen=True, slots=True)
class StageVerdict:
    """The stage, the name of the rule that decided with its words, the figures it used, and where it comes from."""

    stage: Stage
    rule: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    is_assumption: bool = False
    zh: str = ""
    en: str = ""


def stage_of(known: LifecycleInput, on: date) -> StageVerdict:
    """The first rule in force on a day whose conditions all hold; else UNKNOWN by the rule `no_rule_held`."""
    version = _rules()["rules"].on(on)
    figures = _figures(known)
    for rule in version.value:
        if all(_holds(name, limit, figures) for name, limit in rule["when"].items()):
            return _verdict(rule, figures, version)
    return StageVerdict(Stage.UNKNOWN, "no_rule_held", figures, version.source, version.is_assumption)


def age_months(registered_on: date, on: date) -> int:
    """Whole months from registration to a day; ValueError when the day comes first."""
    months = (on.year - registered_on.year) * 12 + on.month - registered_on.month - (on.day < registered_on.day)
    if months < 0:
        raise ValueError(f"{on} is before the registration on {registered_on}")
    return months


def _verdict(rule: Mapping[str, Any], figures: Mapping[str, Any], version: Version) -> StageVerdict:
    used = {name.rsplit("_", 1)[0] for name in rule["when"]}
    facts = {name: figures[name] for name in sorted(used)}
    return StageVerdict(Stage(rule["stage"]), rule["name"], facts, version.source, version.is_assumption,
                        rule["zh"], rule["en"])


def _figures(known: LifecycleInput) -> dict[str, Any]:
    return {"age_months": known.age_months, "growth": known.growth, "headcount": known.headcount,
            "revenue_minor": None if known.revenue is None else known.revenue.amount_minor}


def _holds(condition: str, limit: Any, figures: Mapping[str, Any]) -> bool:
    """`growth_min: "0.15"` holds when growth is known and at least 0.15; `…_max` when at most."""
    name, bound = condition.rsplit("_", 1)
    value = figures[name]
    if value is None:
        return False
    return value >= Decimal(limit) if bound == "min" else value <= Decimal(limit)


@cache
def _rules() -> Mapping[str, Dated]:
    return load_dated(Path(__file__).with_name("lifecycle.rules.yaml"))
