"""What granian loads for the HTTP benchmarks: the switch, with schemes on a socket or answering in process (BENCH_LINKS=local)."""

import json
import os
from pathlib import Path

from yizhan.kernel.clock import SystemClock
from yizhan.payments.messages.authorisation import AuthorisationResponse
from yizhan.payments.messages.exchange import Key
from yizhan.switch.application import Application
from yizhan.switch.serving import Switch, SwitchConfig
from yizhan.vault.master_keys import read_key_file

SECRET = "a secret for benchmarks alone, 32+"


class LocalLink:
    """A scheme that answers at once and in process: everything but the line and the issuer is there."""

    is_up = True

    def __init__(self) -> None:
        self._last = 0

    async def start(self) -> None:
        """Nothing to connect."""

    async def stop(self, grace_s: float = 0) -> None:
        """Nothing to close."""

    def when_up(self, call) -> None:
        """It is never down."""

    def hold(self, key, item) -> None:
        """Nothing is left open."""

    def take_authorisation(self, reference, item) -> Key:
        """A number, as a link would give one."""
        self._last = self._last % 999_999 + 1
        return Key("1129000000", self._last, "10001001", reference)

    take_number = take_authorisation

    def drop(self, key) -> None:
        """Numbers are not kept."""

    async def authorise_under(self, key, make, timeout_s, after=None) -> AuthorisationResponse:
        """The message is made and approved."""
        request = make(key)
        return AuthorisationResponse(key, "00", request.amount, "A12345")


class LocalSwitch(Switch):
    """Links in process."""

    def _make_links(self) -> None:
        self.links = {"visa": LocalLink()}
        self._timeout_s = 10.0


def _make() -> Switch:
    told = json.loads(Path(os.environ["BENCH_SWITCH"]).read_text())
    keys = Path(told["keys"])
    schemes = {"visa": ("127.0.0.1", told["scheme_port"])}
    made = SwitchConfig(told["database"], lambda: read_key_file(keys), SECRET, schemes)
    return (LocalSwitch if told["scheme_port"] == 0 else Switch)(made, SystemClock())


application = Application(_make)
