"""Any message that crosses a scheme link, from its bytes."""

from collections.abc import Callable, Mapping

from yizhan.payments.messages import authorisation, network, reversal
from yizhan.payments.messages.authorisation import AuthorisationRequest, AuthorisationResponse
from yizhan.payments.messages.codec import TYPE, MessageError, decode
from yizhan.payments.messages.network import NetworkRequest, NetworkResponse
from yizhan.payments.messages.reversal import Reversal, ReversalResponse, ReversalType

Message = AuthorisationRequest | AuthorisationResponse | Reversal | ReversalResponse | NetworkRequest | NetworkResponse

_READERS: dict[str, Callable[[str, Mapping[str, str]], Message]] = {
    authorisation.REQUEST: lambda _, fields: authorisation.read_request(fields),
    authorisation.REPEAT: lambda _, fields: authorisation.read_request(fields, is_repeat=True),
    authorisation.RESPONSE: lambda _, fields: authorisation.read_response(fields),
    network.REQUEST: lambda _, fields: network.read_network_request(fields),
    network.RESPONSE: lambda _, fields: network.read_network_response(fields),
    **dict.fromkeys(ReversalType, reversal.read_reversal),
    **dict.fromkeys({kind.answer for kind in ReversalType}, reversal.read_reversal_response),
}


def read_message(wire: bytes) -> Message:
    """The value of a message. Raises MessageError for bytes that are none, for a type we do not speak, and for missing fields."""
    message_type, fields = decode(wire)
    if message_type not in _READERS:
        raise MessageError(TYPE, "unknown")
    return _READERS[message_type](message_type, fields)
