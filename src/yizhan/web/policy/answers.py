"""What an address says of an enterprise: facts as people write them, and what they do not know.

The address holds one entry a fact, `staff=120&revenue=3000万&own_brand=unknown`; nothing is stored. What is no fact, or does
not fit one, is left out and named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from yizhan.kernel.text import normalise
from yizhan.policy.facts import FactDefinition, FactError, FactSheet, FactType, definitions, read_fact
from yizhan.policy.units import read_money
from yizhan.web.policy.hints import how_to_write

UNKNOWN = "unknown"
TEXT_LENGTH_MAX = 40
_DIGITS = frozenset("0123456789.,")


@dataclass(frozen=True, slots=True)
class Given:
    """Facts as the address has them: text by name (`unknown` where asked in vain), values, and what does not fit."""

    texts: Mapping[str, str]
    values: Mapping[str, Any]
    faults: Mapping[str, str]

    @property
    def unknown(self) -> frozenset[str]:
        """Facts that were asked for and that the asker does not know."""
        return frozenset(name for name, text in self.texts.items() if text == UNKNOWN)

    def sheet(self, known: Mapping[str, Any] = MappingProxyType({})) -> FactSheet:
        """What the rules read: the address above what is known, an `unknown` above both."""
        return FactSheet(MappingProxyType({**known, **self.values, **dict.fromkeys(self.unknown)}))

    def query(self, without: Iterable[str] = (), **more: str) -> str:
        """The facts as an address again."""
        left = {name: text for name, text in self.texts.items() if name not in set(without)}
        return urlencode({**left, **more})


def given_in(query: QueryDict | Mapping[str, str], without: Mapping[str, Any] = MappingProxyType({})) -> Given:
    """The facts of an address or a form; a value that equals the one in `without` is no change and is left out."""
    texts, values, faults = {}, {}, {}
    for name in query:
        fact, text = definitions().get(name), normalise(query[name])
        if fact is None or not text:
            continue
        if len(text) > TEXT_LENGTH_MAX:
            faults[name] = how_to_write(fact)
            continue
        if text == UNKNOWN:
            texts[name] = text
            continue
        written = as_written(fact, text)
        try:
            value = read_fact(fact, written)
        except FactError:
            faults[name] = how_to_write(fact)
            continue
        if name not in without or without[name] != value:
            texts[name], values[name] = written, value
    return Given(texts, values, faults)


def as_written(fact: FactDefinition, text: str) -> str:
    """What was typed with the unit of its field: plain money is yuan, a plain share per cent."""
    plain = text.removeprefix("¥").replace(" ", "")
    if fact.type is FactType.MONEY and read_money(plain) is None and _is_plain(plain):
        return f"{plain}元"
    if fact.type is FactType.RATIO and _is_plain(plain):
        return f"{plain}%"
    if fact.type is FactType.COUNT:
        return plain.replace(",", "")
    return plain if fact.type is not FactType.CHOICE else text


def _is_plain(text: str) -> bool:
    return bool(text) and set(text.removeprefix("-")) <= _DIGITS
