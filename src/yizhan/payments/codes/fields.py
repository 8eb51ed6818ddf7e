"""Fields of EMVCo merchant codes: two digits of id, two digits of length, the value; templates hold fields of their own.

The standard counts characters. Some makers count bytes of UTF-8 (facts 4.2.3): such a code is read by bytes when it cannot be read by
characters. An ASCII code reads the same either way.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from yizhan.kernel.refusal import Refusal, refuse

HEAD = 4
LENGTH_MAX = 99
# Merchant accounts 26 to 51, additional data, local language and unreserved templates 80 to 99 hold fields; 02 to 25 are plain.
TEMPLATES = frozenset({*(f"{number:02d}" for number in range(26, 52)), "62", "64", *(str(number) for number in range(80, 100))})


@dataclass(frozen=True, slots=True)
class Field:
    """One field; a template has `parts`, and its value is made of them."""

    id: str
    value: str
    parts: tuple["Field", ...] = ()

    def part(self, field_id: str) -> str | None:
        """The value of a part, or None."""
        return next((part.value for part in self.parts if part.id == field_id), None)


def read_fields(text: str) -> tuple[Field, ...] | Refusal:
    """All fields of a code, templates with their parts, counted in characters or else in bytes.

    Refusals: `code_not_text` for half a character, `code_truncated`, `code_length_beyond_end` (field), `code_id_malformed`,
    `code_field_twice` (field).
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        return refuse("code_not_text")
    found = _read(text, templates=True)
    if not isinstance(found, Refusal) or text.isascii():
        return found
    by_bytes = _read(text.encode().decode("latin-1"), templates=True)
    if isinstance(by_bytes, Refusal):
        return found
    try:
        return tuple(_decoded(field) for field in by_bytes)
    except UnicodeDecodeError:
        return found


def write_fields(fields: Iterable[Field]) -> str:
    """The fields in order, counted in characters. A value longer than 99 raises ValueError."""
    return "".join(_written(field) for field in fields)


def template(field_id: str, parts: Iterable[tuple[str, str]]) -> Field:
    """A field that holds fields."""
    held = tuple(Field(part_id, value) for part_id, value in parts)
    return Field(field_id, write_fields(held), held)


def _written(field: Field) -> str:
    if len(field.value) > LENGTH_MAX:
        raise ValueError(f"field {field.id} is longer than {LENGTH_MAX}")
    return f"{field.id}{len(field.value):02d}{field.value}"


def _read(text: str, templates: bool) -> tuple[Field, ...] | Refusal:
    fields: dict[str, Field] = {}
    position = 0
    while position < len(text):
        head = text[position : position + HEAD]
        if len(head) < HEAD:
            return refuse("code_truncated")
        if not (head.isascii() and head.isdigit()):
            return refuse("code_id_malformed")
        field_id, end = head[:2], position + HEAD + int(head[2:])
        if end > len(text):
            return refuse("code_length_beyond_end", field=field_id)
        if field_id in fields:
            return refuse("code_field_twice", field=field_id)
        value = text[position + HEAD : end]
        parts = _read(value, templates=False) if templates and field_id in TEMPLATES else ()
        if isinstance(parts, Refusal):
            return parts
        fields[field_id] = Field(field_id, value, parts)
        position = end
    return tuple(fields.values())


def _decoded(field: Field) -> Field:
    value = field.value.encode("latin-1").decode("utf-8")
    return Field(field.id, value, tuple(_decoded(part) for part in field.parts))
