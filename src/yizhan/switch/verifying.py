"""Payments whose traveller is at the bank's page: each waits under an unguessable token, until it is taken once or its time is over.

All of it is kept in memory alone: a payment that waits is reserved, so a switch that is restarted reverses it like any other. Of one that
is over the way back is kept for some hours, for a browser that comes from the bank's page too late.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

TOKEN_BYTES: Final = 32
PREFIX: Final = "vt_"
# A telephone that slept over the bank's page still finds back; beyond either bound it is told to open its wallet.
ENDED_KEPT: Final = timedelta(hours=6)
ENDED_MAX: Final = 20_000


@dataclass(frozen=True, slots=True)
class WayBack:
    """Where the traveller's browser goes after the bank's page, an address that was agreed on, and the language of that page."""

    return_url: str
    language: str = "en"


@dataclass(slots=True)
class Verification:
    """One payment that waits. `reference` (DE 37) and `case` are what goes on afterwards; at `verify_url` the browser begins."""

    token: str = field(repr=False)
    payment_id: int
    transaction: str
    challenge_url: str = field(repr=False)
    verify_url: str = field(repr=False)
    return_url: str
    valid_until: datetime
    reference: str
    case: Any = field(repr=False)
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """What is kept of a verification that is over: its payment and the way back."""

    payment_id: int
    return_url: str
    valid_until: datetime


def new_token() -> str:
    """A token that nobody guesses."""
    return f"{PREFIX}{secrets.token_urlsafe(TOKEN_BYTES)}"


class Verifications:
    """Those of one shard. One caller takes a verification; after that its token only leads back."""

    def __init__(self) -> None:
        self._by_token: dict[str, Verification] = {}
        self._waiting: dict[int, Verification] = {}
        self._ended: dict[str, Ended] = {}  # Oldest first.

    def __contains__(self, payment_id: int) -> bool:
        return payment_id in self._waiting

    def add(self, verification: Verification) -> None:
        """Wait from now on."""
        self._by_token[verification.token] = self._waiting[verification.payment_id] = verification

    def find(self, token: str) -> Verification | None:
        """What stands under a token, taken or not; None once its time is over."""
        return self._by_token.get(token)

    def ended(self, token: str) -> Ended | None:
        """What is kept of a token whose time is over; None once that was hours ago, or many others have ended since."""
        return self._ended.get(token)

    def waiting(self, payment_id: int, now: datetime) -> Verification | None:
        """The verification that a payment still waits for."""
        found = self._waiting.get(payment_id)
        return found if found is not None and found.valid_until > now else None

    def take(self, verification: Verification) -> bool:
        """Whether it is this caller who ends it."""
        if verification.is_taken:
            return False
        verification.is_taken = True
        del self._waiting[verification.payment_id]
        return True

    def late(self, now: datetime) -> list[Verification]:
        """Those that wait and whose time is over. Of those that were taken the way back alone is kept."""
        for token in [token for token, each in self._by_token.items() if each.is_taken and each.valid_until <= now]:
            over = self._by_token.pop(token)
            self._ended[token] = Ended(over.payment_id, over.return_url, over.valid_until)
        self._forget(now)
        return [each for each in self._waiting.values() if each.valid_until <= now]

    def all(self) -> list[Verification]:
        """All that wait."""
        return list(self._waiting.values())

    def _forget(self, now: datetime) -> None:
        """They stand in the order in which they ended, so only the first have to be looked at."""
        while self._ended:
            token, oldest = next(iter(self._ended.items()))
            if len(self._ended) <= ENDED_MAX and oldest.valid_until + ENDED_KEPT > now:
                return
            del self._ended[token]
