"""Facts about an enterprise: a typed list (facts.yaml) and the sheet of what is known.

None means unknown, never no.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from math import inf
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from yizhan.kernel.money import Money
from yizhan.kernel.text import Bilingual
from yizhan.policy.units import Unit, exact, read_figure, read_money, read_percent


class FactError(ValueError):
    """A fact is not in the list, or has the wrong type or unit; the message names the fact and the fix."""


class FactType(StrEnum):
    """What a fact holds."""

    MONEY = "money"
    COUNT = "count"
    RATIO = "ratio"
    DATE = "date"
    TRUTH = "truth"
    CHOICE = "choice"


_UNITS = {FactType.MONEY: Unit.MONEY, FactType.COUNT: Unit.COUNT, FactType.RATIO: Unit.RATIO,
          FactType.DATE: Unit.DATE}
# The same safe loader, in C where PyYAML was built with it: seven times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_YES_NO = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One fact: its type, what it counts, its bounds (fen for money), label and question, and whether a
    person judges it.
    """

    name: str
    type: FactType
    counts: str
    minimum: int | Fraction | None
    maximum: int | Fraction | None
    choices: tuple[str, ...]
    is_judgement: bool
    can_change: bool
    is_spend: bool
    label: Bilingual
    question: Bilingual

    @property
    def unit(self) -> Unit:
        """The unit of a figure; truths and choices have none and raise KeyError."""
        return _UNITS[self.type]

    @property
    def range(self) -> tuple[Any, Any]:
        """The lowest and the highest that an unknown figure can be."""
        return (-inf if self.minimum is None else self.minimum, inf if self.maximum is None else self.maximum)


@dataclass(frozen=True, slots=True)
class FactSheet:
    """What is known about an enterprise: money in fen, ratios as parts of one, dates as ordinals, words and
    truths.
    """

    values: Mapping[str, Any]

    def with_fact(self, name: str, value: Any) -> "FactSheet":
        """A copy with one fact stated otherwise (`read_fact` forms), or made unknown with None."""
        return FactSheet(MappingProxyType({**self.values, name: read_fact(definitions()[name], value)}))

    def with_exact(self, name: str, value: Any) -> "FactSheet":
        """A copy with one fact set to a value in the form that this sheet holds."""
        return FactSheet(MappingProxyType({**self.values, name: value}))


def read_sheet(facts: Mapping[str, Any]) -> FactSheet:
    """A sheet from facts by name. Raises FactError that lists every wrong fact."""
    read, wrong = {}, []
    for name, value in facts.items():
        try:
            read[name] = read_fact(definition(name), value)
        except FactError as error:
            wrong.append(str(error))
    if wrong:
        raise FactError("; ".join(wrong))
    return FactSheet(MappingProxyType(read))


def definition(name: str) -> FactDefinition:
    """A fact of the list; an unknown name raises FactError."""
    found = definitions().get(name)
    if found is None:
        raise FactError(f"{name} is not a fact; docs/reference/policy-programmes.md lists the facts")
    return found


def read_fact(fact: FactDefinition, value: Any) -> Any:
    """The value as a sheet holds it.

    Money must carry its unit (Money, or text such as 1200万), ratios a % or a decimal.
    """
    if value is None:
        return None
    readers = {FactType.MONEY: _money, FactType.COUNT: _count, FactType.RATIO: _ratio, FactType.DATE: _date,
               FactType.TRUTH: _truth, FactType.CHOICE: _choice}
    read = readers[fact.type](fact, value)
    if fact.type in _UNITS and not _within(fact, read):
        raise FactError(f"{fact.name} = {value}: outside {fact.minimum} to {fact.maximum}; {_how(fact)}")
    return read


def _within(fact: FactDefinition, value: Any) -> bool:
    return (fact.minimum is None or value >= fact.minimum) and (fact.maximum is None or value <= fact.maximum)


def _how(fact: FactDefinition) -> str:
    hints = {FactType.MONEY: "money carries its unit: 1200万 or 12000000元",
             FactType.COUNT: f"a plain number of {fact.counts}", FactType.RATIO: "write 12.5% or 0.125",
             FactType.DATE: "write 2026-11-23", FactType.TRUTH: "write yes or no",
             FactType.CHOICE: f"one of {', '.join(fact.choices)}"}
    return hints[fact.type]


def _wrong(fact: FactDefinition, value: Any) -> FactError:
    return FactError(f"{fact.name} = {value!r}: {fact.label.en} is {fact.type}; {_how(fact)}")


def _money(fact: FactDefinition, value: Any) -> Any:
    if isinstance(value, Money) and value.currency == "CNY":
        return value.amount_minor
    fen = read_money(value) if isinstance(value, str) else None
    if not isinstance(fen, int):
        raise _wrong(fact, value)
    return fen


def _count(fact: FactDefinition, value: Any) -> Any:
    return exact(_decimal(fact, value))


def _ratio(fact: FactDefinition, value: Any) -> Any:
    share = read_percent(value) if isinstance(value, str) else None
    return share if share is not None else exact(_decimal(fact, value))


def _decimal(fact: FactDefinition, value: Any) -> Decimal:
    if isinstance(value, bool | float) or not isinstance(value, int | Decimal | str):
        raise _wrong(fact, value)
    try:
        read = Decimal(value)
    except InvalidOperation:
        raise _wrong(fact, value) from None
    if not read.is_finite():
        raise _wrong(fact, value)
    return read


def _date(fact: FactDefinition, value: Any) -> int:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return day.toordinal()
    except (AttributeError, ValueError):
        raise _wrong(fact, value) from None


def _truth(fact: FactDefinition, value: Any) -> bool:
    read = value if isinstance(value, bool) else _YES_NO.get(str(value).strip().lower())
    if read is None:
        raise _wrong(fact, value)
    return read


def _choice(fact: FactDefinition, value: Any) -> str:
    if value not in fact.choices:
        raise _wrong(fact, value)
    return value


@functools.cache
def definitions() -> dict[str, FactDefinition]:
    """The facts of facts.yaml by name, in the order in which a page asks them."""
    content = yaml.load(Path(__file__).with_name("facts.yaml").read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    return {name: _definition(name, item) for name, item in content.items()}


def _definition(name: str, item: Mapping[str, Any]) -> FactDefinition:
    kind = FactType(item["type"])
    minimum, maximum = item.get("minimum", None if kind is FactType.DATE else 0), item.get("maximum")
    if kind is FactType.RATIO and maximum is None:
        maximum = "100%"
    return FactDefinition(
        name, kind, item.get("counts", ""), _bound(minimum), _bound(maximum), tuple(item.get("choices", ())),
        bool(item.get("judgement")), bool(item.get("can_change")), bool(item.get("spend")),
        Bilingual(item["zh"], item["en"]),
        Bilingual(item.get("ask_zh", item["zh"] + "？"), item.get("ask_en", item["en"] + "?")),
    )


def _bound(value: Any) -> Any:
    """A bound of facts.yaml: a figure, or `none` for a figure without that bound."""
    return None if value in (None, "none") else read_figure(value)[0]
