"""The traveller's browser on its way to the bank's page and back, in the middle of a payment. The token in its address is all it has."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import parse_qs

from yizhan.kernel.clock import Clock
from yizhan.payments import ids
from yizhan.payments.three_domain import Authentication, TransStatus
from yizhan.switch.addresses import challenge_page, see_other, with_query
from yizhan.switch.authenticating import HolderCheck
from yizhan.switch.browser_pages import PAYMENT, for_browser, sorry_page
from yizhan.switch.charges import VERIFY_PATH, VERIFY_RETURNED_PATH, Charges
from yizhan.switch.finishing import Finishing
from yizhan.switch.http import messages as m
from yizhan.switch.rooms import Rooms
from yizhan.switch.verifying import Ended, Verification

log = logging.getLogger(__name__)
UNKNOWN: Final = "verify_token_unknown"


class VerifyRoutes:
    """Call `settle` before the links are stopped. `patience_s`: how long a browser waits for the issuer's answer before it is sent back."""

    def __init__(self, rooms: Rooms, holder: HolderCheck, clock: Clock, patience_s: float) -> None:
        self._rooms, self._holder, self._clock, self._patience_s = rooms, holder, clock, patience_s
        self._finishing = Finishing()

    @property
    def open(self) -> dict[tuple[str, str], Callable[[m.Request], Awaitable[m.Response]]]:
        """For the Door's `open_routes`."""
        return {("GET", VERIFY_PATH): for_browser(self.leave, PAYMENT, self._way_back),
                ("GET", VERIFY_RETURNED_PATH): for_browser(self.returned, PAYMENT, self._way_back)}

    async def settle(self) -> None:
        """Wait for the payments that go on."""
        await self._finishing.settle()

    async def leave(self, request: m.Request) -> m.Response:
        """GET /verify: to the bank's page."""
        found = self._find(request)
        if found is None:
            return self._late(request)
        _, verification = found
        return challenge_page(verification.challenge_url) if self._is_open(verification) else _back(verification)

    async def returned(self, request: m.Request) -> m.Response:
        """GET /verify/returned: from the bank's page. Its transaction is ours, not the one in the address."""
        found = self._find(request)
        if found is None:
            return self._late(request)
        charges, verification = found
        if not self._is_open(verification):
            return _back(verification)
        said = await self._holder.result(verification.transaction)
        if said.status is TransStatus.CHALLENGE and said.challenge_url:
            return see_other(said.challenge_url)
        if self._is_open(verification) and charges.verifications.take(verification):
            await asyncio.wait((self._finishing.start(_go_on(charges, verification, said)),), timeout=self._patience_s)
        return _back(verification)

    def _find(self, request: m.Request) -> tuple[Charges, Verification] | None:
        token = _token(request)
        for room in self._rooms.all():
            verification = room.charges.verifications.find(token)
            if verification is not None:
                return room.charges, verification
        return None

    def _late(self, request: m.Request) -> m.Response:
        """A token whose time is over leads back while its payment is remembered; after that there is a page that says so."""
        ended = self._ended(request)
        return _back(ended) if ended is not None else sorry_page(UNKNOWN, PAYMENT)

    def _ended(self, request: m.Request) -> Ended | None:
        token = _token(request)
        return next((ended for room in self._rooms.all() if (ended := room.charges.verifications.ended(token)) is not None), None)

    async def _way_back(self, request: m.Request) -> str:
        found = self._find(request)
        return _back_url(found[1]) if found is not None else ""

    def _is_open(self, verification: Verification) -> bool:
        return not verification.is_taken and verification.valid_until > self._clock.now()


async def _go_on(charges: Charges, verification: Verification, said: Authentication) -> None:
    try:
        await charges.verified(verification, said)
    except Exception as error:
        # The payment stays reserved, so the sweep reverses it.
        payment = ids.shown_id("payment", verification.payment_id)
        log.error("payment %s was cut off after its verification: %s", payment, type(error).__name__)


def _token(request: m.Request) -> str:
    return parse_qs(request.query).get("verify", [""])[0]


def _back(verification: Verification | Ended) -> m.Response:
    """To where the traveller came from; what became of the payment is asked of the switch, not read from the address."""
    return see_other(_back_url(verification))


def _back_url(verification: Verification | Ended) -> str:
    return with_query(verification.return_url, {"payment": ids.shown_id("payment", verification.payment_id)})
