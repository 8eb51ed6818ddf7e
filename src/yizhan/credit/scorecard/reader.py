"""Takes typed fields out of parsed JSON or YAML; each problem names the place, such as
card.variables[3].points."""

import math
from collections.abc import Iterator
from typing import Any

from yizhan.credit.scorecard.bins import CardError


class Reader:
    """A mapping at a place; `finish` refuses what nobody took."""

    def __init__(self, content: Any, place: str) -> None:
        if not isinstance(content, dict):
            raise CardError(f"{place}: expected a mapping, got {type(content).__name__}")
        self.content: dict[str, Any] = content
        self.place = place
        self._left = set(content)

    def take(self, name: str, kind: Any) -> Any:
        """The field of a name and kind (a type or union); bool is no int. Raises CardError."""
        if name not in self.content:
            raise CardError(f"{self.place}.{name}: is missing")
        value = self.content[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise CardError(f"{self.place}.{name}: expected {getattr(kind, '__name__', kind)}, got {value!r}")
        self._left.discard(name)
        return value

    def number(self, name: str) -> float:
        """A finite number as float."""
        return _finite(self.take(name, int | float), f"{self.place}.{name}")

    def floats(self, name: str) -> tuple[float, ...]:
        """A list of finite numbers."""
        return tuple(_finite(item, f"{self.place}.{name}") for item in self.take(name, list))

    def integers(self, name: str) -> tuple[int, ...]:
        """A list of integers."""
        found = self.take(name, list)
        if any(type(item) is not int for item in found):
            raise CardError(f"{self.place}.{name}: expected integers, got {found!r}")
        return tuple(found)

    def text_pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """A list of [name, text]."""
        found = self.take(name, list)
        for item in found:
            if (
                not isinstance(item, list)
                or len(item) != 2
                or not all(isinstance(part, str) for part in item)
            ):
                raise CardError(f"{self.place}.{name}: expected pairs of text, got {item!r}")
        return tuple((item[0], item[1]) for item in found)

    def child(self, name: str) -> "Reader":
        """A mapping inside this one."""
        return Reader(self.take(name, object), f"{self.place}.{name}")

    def optional(self, name: str) -> "Reader | None":
        """A mapping inside this one, or None where the field is null."""
        return None if self.take(name, object) is None else Reader(self.content[name], f"{self.place}.{name}")

    def items(self, name: str) -> Iterator["Reader"]:
        """The mappings of a list."""
        for position, item in enumerate(self.take(name, list)):
            yield Reader(item, f"{self.place}.{name}[{position}]")

    def skip(self, *names: str) -> None:
        """Fields that were read in another way."""
        self._left -= set(names)

    def finish(self) -> None:
        """Raises CardError when fields are left that nothing reads."""
        if self._left:
            raise CardError(f"{self.place}: unknown fields {sorted(self._left)}")


def _finite(value: Any, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise CardError(f"{place}: expected a finite number, got {value!r}")
    return float(value)
