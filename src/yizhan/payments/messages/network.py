"""Network management: 0800 signs on, signs off or asks for an echo, 0810 answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from yizhan.payments.messages.codec import MessageError, encode
from yizhan.payments.messages.exchange import Key, key_of, need

REQUEST, RESPONSE = "0800", "0810"


class NetworkAction(StrEnum):
    """DE 70."""

    SIGN_ON = "001"
    SIGN_OFF = "002"
    ECHO = "301"


@dataclass(frozen=True, slots=True)
class NetworkRequest:
    """0800: DE 7, 11 and 70."""

    key: Key
    action: NetworkAction

    def to_wire(self) -> bytes:
        """The bytes of the message."""
        return encode(REQUEST, {**self.key.fields(), "70": self.action.value})


@dataclass(frozen=True, slots=True)
class NetworkResponse:
    """0810: what was asked, and a response code."""

    key: Key
    action: NetworkAction
    response_code: str

    def to_wire(self) -> bytes:
        """The bytes of the message."""
        return encode(RESPONSE, {**self.key.fields(), "39": self.response_code, "70": self.action.value})


def read_network_request(fields: Mapping[str, str]) -> NetworkRequest:
    """A 0800 from its fields."""
    return NetworkRequest(key_of(fields), _action(fields))


def read_network_response(fields: Mapping[str, str]) -> NetworkResponse:
    """A 0810 from its fields."""
    return NetworkResponse(key_of(fields), _action(fields), need(fields, "39"))


def _action(fields: Mapping[str, str]) -> NetworkAction:
    code = need(fields, "70")
    if code not in set(NetworkAction):
        raise MessageError("70", "unknown")
    return NetworkAction(code)
