"""Asking the bank for the holder of a card (3-D Secure): at a binding, and at a payment that its issuer declined softly."""

from datetime import date

from yizhan.kernel.clock import Clock, branch_date
from yizhan.payments.three_domain import Authentication, NextStep, next_step
from yizhan.switch.three_domain import UNAVAILABLE, AuthenticationRequest, DirectoryClient


class HolderCheck:
    """Where browsers reach the switch, and its directory server; without one every authentication is unavailable."""

    def __init__(self, directory: DirectoryClient | None, public_url: str, clock: Clock) -> None:
        self.public_url = public_url
        self._directory, self._clock = directory, clock

    @property
    def is_possible(self) -> bool:
        """Whether there is a directory server."""
        return self._directory is not None

    async def begin(self, request: AuthenticationRequest) -> tuple[Authentication, NextStep]:
        """What the directory server says, and what follows from it today."""
        found = await self._directory.authenticate(request) if self._directory is not None else UNAVAILABLE
        return found, next_step(found, self._today)

    async def result(self, transaction: str) -> Authentication:
        """How an authentication stands; C while the holder has not answered."""
        return await self._directory.result(transaction) if self._directory is not None else UNAVAILABLE

    @property
    def _today(self) -> date:
        return branch_date(self._clock.now())
