"""Fields to bytes and back, by pyiso8583 over our table. Whatever is wrong with a message is a `MessageError`, and nothing else.

An error names the field and the fault, never a value: a message holds a card number.
"""

from collections.abc import Mapping

import iso8583

from yizhan.payments.messages.spec87 import field_forms, library_spec

TYPE = "t"
_NOT_FIELDS = frozenset({"h", "p", "1", TYPE})


class MessageError(ValueError):
    """A message that cannot be read or written. `field` is its number, "t" for the type; `problem` missing, malformed or unreadable."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"field {field}: {problem}")
        self.field = field
        self.problem = problem


def encode(message_type: str, fields: Mapping[str, str]) -> bytes:
    """The bytes of a message, bitmaps included. Raises MessageError for a field outside the table or against its form."""
    _check(message_type, fields)
    try:
        wire, _ = iso8583.encode({TYPE: message_type, **fields}, library_spec())
    except iso8583.EncodeError as error:
        # The library's error carries the whole message, so it must not travel on as a cause.
        raise MessageError(error.field, "malformed") from None
    return bytes(wire)


def decode(wire: bytes) -> tuple[str, dict[str, str]]:
    """Type and fields of a message, each field in the form of the table. Raises MessageError."""
    try:
        decoded, _ = iso8583.decode(wire, library_spec())
    except iso8583.DecodeError as error:
        raise MessageError(error.field, "unreadable") from None
    message_type = decoded[TYPE]
    fields = {number: value for number, value in decoded.items() if number not in _NOT_FIELDS}
    _check(message_type, fields)
    return message_type, fields


def _check(message_type: str, fields: Mapping[str, str]) -> None:
    if not (len(message_type) == 4 and message_type.isascii() and message_type.isdigit()):
        raise MessageError(TYPE, "malformed")
    forms = field_forms()
    for number, value in fields.items():
        if number not in forms or number == "1":
            raise MessageError(number, "unknown")
        if not forms[number].holds(value):
            raise MessageError(number, "malformed")
