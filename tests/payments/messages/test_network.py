"""Sign-on, sign-off and echo."""

import pytest

from yizhan.payments.messages.codec import MessageError, encode
from yizhan.payments.messages.exchange import Key
from yizhan.payments.messages.network import NetworkAction, NetworkRequest, NetworkResponse
from yizhan.payments.messages.read import read_message

KEY = Key("1123084512", 124)


def test_a_sign_on_as_published() -> None:
    """E29."""
    assert NetworkRequest(KEY, NetworkAction.SIGN_ON).to_wire() == b"0800822000000000000004000000000000001123084512000124001"


@pytest.mark.parametrize("action", NetworkAction)
def test_each_action_and_its_answer_are_read_back(action: NetworkAction) -> None:
    for message in (NetworkRequest(KEY, action), NetworkResponse(KEY, action, "00")):
        assert read_message(message.to_wire()) == message


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(MessageError, match="field 70: unknown"):
        read_message(encode("0800", {"7": "1123084512", "11": "000124", "70": "999"}))
