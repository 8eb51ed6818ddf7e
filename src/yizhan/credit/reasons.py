"""Reasons as codes with facts, and their words in both languages from reasons.yaml, shared by web and command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

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
    """What is so, and what the applicant can do about it."""

    what: Bilingual
    action: Bilingual


def reason_text(reason: Reason) -> ReasonText:
    """The words of a reason with its facts filled in. A code without words raises KeyError."""
    raise NotImplementedError
