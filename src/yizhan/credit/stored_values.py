"""Values back from the JSON form that `kernel.text.plain` gives, by the types of their fields."""

import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from yizhan.kernel.money import Money

T = TypeVar("T")


def revive(kind: type[T], data: Any) -> T:
    """A value of `kind` from plain data; facts without a type keep their plain form, money apart.

    Data that lacks a field or has one too many raises TypeError: a stored value is never guessed.
    """
    value: T = _revive(kind, data)
    return value


def _revive(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        present = next(option for option in get_args(kind) if option is not type(None))
        return None if data is None else _revive(present, data)
    if origin is tuple:
        return tuple(_revive(get_args(kind)[0], item) for item in data)
    if kind is Any or origin is not None:
        return _untyped(data)
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)):
        return kind(data)
    if kind is date:
        return date.fromisoformat(data)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        unknown = set(data) - set(hints)
        if unknown:
            raise TypeError(f"{kind.__name__} has no fields {sorted(unknown)}")
        return kind(**{name: _revive(hints[name], item) for name, item in data.items()})
    return data


def _untyped(data: Any) -> Any:
    if not isinstance(data, Mapping):
        return data
    if set(data) == {"amount_minor", "currency"}:
        return Money(**data)
    return {name: _untyped(item) for name, item in data.items()}
