"""A switch that listens, and the branch's client of it, for whatever goes through the outbox."""

from collections.abc import Iterator

import pytest

from tests.workflows.listening import Listening, client_of, listening
from yizhan.connectors.switch_client import SwitchClient


@pytest.fixture
def switch() -> Iterator[Listening]:
    with listening() as server:
        yield server


@pytest.fixture
def caller(switch: Listening) -> Iterator[SwitchClient]:
    client = client_of(switch)
    yield client
    client.close()
