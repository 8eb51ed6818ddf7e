"""Who calls: a signed request proves its key, the key says whose it is and what it may ask for."""

import hmac
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from yizhan.connectors.switch_signature import AHEAD_S, KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, WINDOW_S, signature
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.switch.zone.keys import Connections, ZoneKeys
from yizhan.vault import store
from yizhan.vault.caller_keys import open_secret

BRANCH_KEY_ID = "branch"
# A key that was revoked is refused at the latest after this time, by every switch.
REMEMBERED_S = 15.0
REMEMBERED_MAX = 5_000
_KEY_ID = re.compile(r"key_[0-9a-f]{16}")


class CallerScope(StrEnum):
    """What a caller is: our own pages and worker, a wallet programme, or a merchant's terminals."""

    BRANCH = "branch"
    WALLET = "wallet"
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who signed a request."""

    key_id: str
    scope: CallerScope
    programme: str | None = None
    merchant_id: int | None = None


class _Known:
    """A caller with its secret, or None for a key that is not there or was revoked."""

    __slots__ = ("caller", "read_at", "revoked", "secret")

    def __init__(self, caller: Caller | None, secret: str, revoked: bool, read_at: float) -> None:
        self.caller = caller
        self.secret = secret
        self.revoked = revoked
        self.read_at = read_at


class Callers:
    """The keys of all callers. The branch's own key comes from its settings, the others from the vault."""

    def __init__(self, connections: Connections, keys: ZoneKeys, branch_secret: str,
                 monotonic: Callable[[], float] = time.monotonic) -> None:
        self._connections = connections
        self._keys = keys
        self._monotonic = monotonic
        self._branch = _Known(Caller(BRANCH_KEY_ID, CallerScope.BRANCH), branch_secret, False, 0.0)
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def check(self, method: str, target: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Caller | Refusal:
        """Who signed the request; names of `headers` are in lower case, `target` is the path with its query.

        Refuses `signature_missing` (header), `signature_stale` (window_s, ahead_s), `signature_wrong`, `caller_key_revoked`.
        """
        values = [headers.get(name, "") for name in (KEY_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER)]
        if not all(values):
            return refuse("signature_missing", headers=", ".join((KEY_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER)))
        key_id, timestamp, given = values
        if not _is_fresh(timestamp, now):
            return refuse("signature_stale", window_s=WINDOW_S, ahead_s=AHEAD_S)
        known = await self._find(key_id)
        # Unknown keys are compared too, and answered alike: who guesses ids learns nothing, nor from the time it takes.
        expected = signature(known.secret, method, target, timestamp, body)
        if not hmac.compare_digest(expected.encode(), given.encode()) or known.caller is None:
            return refuse("signature_wrong")
        return refuse("caller_key_revoked") if known.revoked else known.caller

    async def secret_of(self, key_id: str) -> str | None:
        """The secret with which a caller is told of results; None for a key that is unknown or revoked."""
        known = await self._find(key_id)
        return None if known.caller is None or known.revoked else known.secret

    async def _find(self, key_id: str) -> _Known:
        if key_id == BRANCH_KEY_ID:
            return self._branch
        if not _KEY_ID.fullmatch(key_id):
            return _Known(None, "", False, 0.0)
        known = self._known.get(key_id)
        if known is None or self._monotonic() - known.read_at > REMEMBERED_S:
            known = self._known[key_id] = await self._read(key_id)
            self._known.move_to_end(key_id)
            if len(self._known) > REMEMBERED_MAX:
                self._known.popitem(last=False)
        return known

    async def _read(self, key_id: str) -> _Known:
        async with self._connections() as connection:
            key = await store.caller_key(connection, key_id)
            if key is None:
                return _Known(None, "", False, self._monotonic())
            ring = await self._keys.load_for(connection, key.seal_key_id)
        caller = Caller(key.id, CallerScope(key.scope), key.programme, key.merchant_id)
        return _Known(caller, open_secret(ring, key), key.revoked_at is not None, self._monotonic())


def _is_fresh(timestamp: str, now: datetime) -> bool:
    return timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12 and -AHEAD_S <= now.timestamp() - int(timestamp) <= WINDOW_S
