"""Reasons as codes with facts, and their words in both languages from reasons.yaml, shared by web and commands."""

import functools
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from yizhan.kernel.money import Money
from yizhan.kernel.text import Bilingual


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something came out as it did: a stable code and the facts that its sentence names."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted((name, str(value)) for name, value in self.facts.items()))))


@dataclass(frozen=True, slots=True)
class ReasonText:
    """What is so, and what can be done about it; a line of a working has no action."""

    what: Bilingual
    action: Bilingual | None


class _Facts(string.Formatter):
    """Fills facts into words; a stored decision gives them as JSON, so numbers and money may come as plain data."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Mapping) and set(value) == {"amount_minor", "currency"}:
            value = Money(**value)
        if isinstance(value, str) and format_spec:
            value = Decimal(value)
        if isinstance(value, list | tuple):
            value = ", ".join(str(item) for item in value)
        return str(super().format_field(value, format_spec))


@functools.cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("reasons.yaml").read_text(encoding="utf-8"))
    return words


def reason_codes() -> frozenset[str]:
    """Every code that has words."""
    return frozenset(_words())


def reason_text(reason: Reason) -> ReasonText:
    """The words of a reason with its facts filled in, also from its stored form.

    A code without words, or words that name a fact which the reason lacks, raise KeyError.
    """
    filled = {name: _Facts().vformat(text, (), reason.facts) for name, text in _words()[reason.code].items()}
    action = Bilingual(filled["action_zh"], filled["action_en"]) if "action_zh" in filled else None
    return ReasonText(Bilingual(filled["zh"], filled["en"]), action)
