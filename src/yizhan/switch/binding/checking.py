"""The check of a card: an authorisation of zero over the scheme's link. Nothing is charged by it, so nothing of it is ever reversed."""

import logging
from collections.abc import Mapping
from typing import Any, Final, Protocol

from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.money import Money
from yizhan.payments import ids
from yizhan.payments.binding import NOT_SENT, UNANSWERED, Ending, binding_rules
from yizhan.payments.messages.authorisation import AuthorisationRequest, AuthorisationResponse
from yizhan.payments.messages.codec import MessageError
from yizhan.payments.messages.exchange import Key, local_stamp
from yizhan.payments.response_codes import Handling, handling_of_check
from yizhan.payments.three_domain import Authentication
from yizhan.switch.binding.form import SecurityCode
from yizhan.switch.links.exchanges import NoAnswer
from yizhan.vault.cards import OpenCard

log = logging.getLogger(__name__)
ENTRY_MODE: Final = "010"  # Typed in by hand.
CONDITION: Final = "59"  # Electronic commerce.
_SERIALS: Final = 1 << 20


class CheckItem:
    """What a check's exchange belongs to at the link: no payment. A late answer to it needs no alarm."""


class CheckLink(Protocol):
    """What a check needs of a scheme's link: `SchemeLink`."""

    def take_authorisation(self, reference: str, item: Any) -> Key | None: ...
    def drop(self, key: Key) -> None: ...
    async def authorise_under(self, key: Key, make: Any, timeout_s: float) -> AuthorisationResponse | NoAnswer: ...


class CardCheck:
    """Asks the banks."""

    def __init__(self, links: Mapping[str, CheckLink], clock: Clock, timeout_s: float) -> None:
        self._links, self._clock, self._timeout_s = links, clock, timeout_s

    async def ask(self, card: OpenCard, scheme: str, reference: str, security_code: SecurityCode | None = None,
                  proof: Authentication | None = None) -> Handling | Ending:
        """How the answer is handled, or how the binding ends without one. The security code goes into this one message.

        `proof` is the authentication of the holder, where there was one: its indicator and value go with the message.
        """
        link = self._links.get(scheme)
        key = link.take_authorisation(reference, CheckItem()) if link is not None else None
        if link is None or key is None:
            return NOT_SENT
        try:
            answer = await link.authorise_under(key, lambda own: self._message(own, card, security_code, proof), self._timeout_s)
        except MessageError as error:
            log.error("a card could not be told to %s: %s", scheme, error)
            return NOT_SENT
        except BaseException:
            link.drop(key)
            raise
        if isinstance(answer, NoAnswer):
            if not answer.is_doubtful:
                return NOT_SENT
            link.drop(key)  # No reversal will follow that would free the number.
            return UNANSWERED
        return handling_of_check(answer.response_code, branch_date(self._clock.now()))

    def _message(self, key: Key, card: OpenCard, security_code: SecurityCode | None, proof: Authentication | None) -> AuthorisationRequest:
        now = self._clock.now()
        code = security_code.take() if security_code is not None else None
        return AuthorisationRequest(key, card.number.reveal(), card.expiry, Money.zero(), local_stamp(now),
                                    binding_rules(branch_date(now)).terminal, ENTRY_MODE, CONDITION, security_code=code,
                                    eci=(proof.eci or None) if proof else None, proof=(proof.proof or None) if proof else None)


def reference_of(digest: bytes) -> str:
    """A binding's own reference (DE 37), the same at both of its checks."""
    number = int.from_bytes(digest[:8]) >> 4
    return ids.reference_at(ids.EPOCH_MS + number // _SERIALS, number % _SERIALS)
