"""A business "no" as a value: a stable code and the facts that led to it.

Domain code never writes sentences; `web` and the command line turn a code and its facts into Chinese and English.
A broken invariant is an exception instead, and only the outermost door catches it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something cannot be done.

    `code` is lower snake case and stable (it is stored and translated); `facts` holds plain values
    (str, int, Decimal, date, Money) under names that the translated sentence uses as placeholders.
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted((name, str(value)) for name, value in self.facts.items()))))


def refuse(code: str, **facts: Any) -> Refusal:
    """Shorthand: `refuse("amount_over_limit", limit=limit)`."""
    return Refusal(code, facts)
