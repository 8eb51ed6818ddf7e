"""Requests and responses of the switch as values, and fields of a JSON body that are told by name when they are wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments import ids

JSON = ("content-type", "application/json")
# Refusals whose status is not 409.
STATUSES = {
    "signature_missing": 401, "signature_stale": 401, "signature_wrong": 401, "caller_key_revoked": 401, "not_permitted": 403,
    "body_malformed": 400, "field_missing": 422, "field_malformed": 422, "id_malformed": 422, "key_reused_with_other_content": 422,
    "too_many_items": 422, "unknown_key": 404, "payment_unknown": 404, "route_unknown": 404, "bind_token_unknown": 404,
    "verify_token_unknown": 404, "method_not_allowed": 405, "body_too_large": 413, "field_not_for_terminals": 422,
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `target` is the path with its query, header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def target(self) -> str:
        """What is signed."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(frozen=True, slots=True)
class Response:
    """Status, body, headers."""

    status: int
    body: bytes = field(default=b"", repr=False)
    headers: tuple[tuple[str, str], ...] = (JSON,)


class FieldRefused(Exception):
    """A body that cannot be taken; carries the refusal to the door."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def answer(status: int, content: Mapping[str, Any]) -> Response:
    """A JSON answer."""
    return Response(status, orjson.dumps(content, default=_told))


def refused(refusal: Refusal) -> Response:
    """A refusal with its code and facts."""
    return answer(STATUSES.get(refusal.code, 409), {"code": refusal.code, "facts": dict(refusal.facts)})


def parsed(body: bytes) -> dict[str, Any]:
    """The object of a body; refuses `body_malformed`."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        content = None
    if not isinstance(content, dict):
        raise FieldRefused(refuse("body_malformed"))
    return content


def text(content: Mapping[str, Any], name: str, default: str | None = None, length_max: int = 500) -> str:
    """A text that must be there, unless there is a default."""
    value = content.get(name, default)
    if value is None:
        raise FieldRefused(refuse("field_missing", field=name))
    if not isinstance(value, str) or len(value) > length_max or "\x00" in value:
        raise FieldRefused(refuse("field_malformed", field=name, expected=f"text of at most {length_max} characters"))
    return value


def whole(content: Mapping[str, Any], name: str, low: int, high: int, default: int | None = None) -> int:
    """A whole number within bounds, both included."""
    value = content.get(name, default)
    if value is None:
        raise FieldRefused(refuse("field_missing", field=name))
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise FieldRefused(refuse("field_malformed", field=name, expected=f"whole number from {low} to {high}"))
    return value


def flag(content: Mapping[str, Any], name: str, default: bool = False) -> bool:
    """true or false; the default where it is left out."""
    value = content.get(name, default)
    if not isinstance(value, bool):
        raise FieldRefused(refuse("field_malformed", field=name, expected="true or false"))
    return value


def one_of(content: Mapping[str, Any], name: str, words: Mapping[str, Any] | tuple[str, ...]) -> str:
    """One of several words."""
    value = text(content, name)
    if value not in words:
        raise FieldRefused(refuse("field_malformed", field=name, expected=", ".join(words)))
    return value


def uuid(content: Mapping[str, Any], name: str = "key") -> str:
    """A key: a UUID as text, in the usual form."""
    value = text(content, name)
    try:
        return str(UUID(value))
    except ValueError:
        raise FieldRefused(refuse("field_malformed", field=name, expected="UUID")) from None


def shown(kind: str, given: str) -> int:
    """The number of a shown id."""
    number = ids.read_id(kind, given)
    if isinstance(number, Refusal):
        raise FieldRefused(number)
    return number


def _told(value: Any) -> Any:
    if isinstance(value, Money):
        return {"amount_minor": value.amount_minor, "currency": value.currency}
    return str(value)
