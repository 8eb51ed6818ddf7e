"""The life of one charge: taken on, asked of the issuer, and captured, declined or reversed. No doubt stays open.

What the issuer answered is committed before the caller hears of it. Without an answer the payment is reversed at once and for good; the
reversal goes to the scheme until it is answered, and an approval that comes later raises an alarm and changes nothing.
"""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Container, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.money import Money
from yizhan.payments import ids
from yizhan.payments.messages.authorisation import AuthorisationRequest, AuthorisationResponse, Terminal
from yizhan.payments.messages.codec import MessageError
from yizhan.payments.messages.exchange import Key, local_stamp
from yizhan.payments.response_codes import Action, Handling, Outcome, Token, codes_of, handling, handling_of_attempt
from yizhan.payments.states import Alarm, Stage
from yizhan.payments.stored import Outcome as Said
from yizhan.payments.stored import Step
from yizhan.switch.links.exchanges import NoAnswer
from yizhan.switch.shard.collector import Collector
from yizhan.switch.shard.items import Move, Moved, Reversing, Taken, Wanted
from yizhan.switch.shard.lookups import Lookups
from yizhan.switch.shard.registers import CardInfo, MerchantInfo, Registers
from yizhan.vault.cards import OpenCard

log = logging.getLogger(__name__)
ENTRY_MODE: Final = "810"  # A card that a wallet keeps on file.
CONDITION: Final = "59"  # Electronic commerce.
TERMINAL: Final = "YIZHAN01"
# The scheme was not reached, so nobody was asked: told and counted like an issuer whose system is down.
NOT_REACHED: Final = "91"
CARD_STATUS: Final = {Token.BLOCK: "blocked", Token.DISABLE: "disabled", Token.ASK_EXPIRY: "ask_expiry"}


LAST_ATTEMPT: Final = 2
Make = Callable[[Key], AuthorisationRequest]
Answer = AuthorisationResponse | NoAnswer


class Link(Protocol):
    """What a charge needs of a scheme's link: `SchemeLink`."""

    def take_authorisation(self, reference: str, item: Any) -> Key | None: ...
    def drop(self, key: Key) -> None: ...
    def take_number(self, reference: str) -> Key | None: ...
    async def authorise_under(self, key: Key, make: Make, timeout_s: float, open_after: Container[str]) -> Answer: ...
    async def ask_again(self, key: Key, make: Make, timeout_s: float) -> Answer: ...


@dataclass(slots=True)
class Doubt:
    """What a late answer belongs to; the payment's id is known once it is taken on."""

    payment_id: int = 0


@dataclass(frozen=True, slots=True)
class Charged:
    """What became of a charge: the shard's word, the stage, and how the issuer's answer is handled, where there was one."""

    taken: Taken
    stage: Stage | None = None
    handling: Handling | None = None


class Charges:
    """One shard's charges. `open_card` gives number and expiry for one message."""

    def __init__(self, collector: Collector, lookups: Lookups, registers: Registers, links: Mapping[str, Link],
                 open_card: Callable[[str], Awaitable[OpenCard]], clock: Clock, timeout_s: float) -> None:
        self.on_reversal: Callable[[], None] = lambda: None
        self.under_way: set[int] = set()
        self._collector, self._lookups, self._registers = collector, lookups, registers
        self._links, self._open_card, self._clock, self._timeout_s = links, open_card, clock, timeout_s
        self._serials = itertools.count()
        self._aside: set[asyncio.Task[None]] = set()

    async def charge(self, wanted: Wanted, card: CardInfo, merchant: MerchantInfo) -> Charged:
        """Charge a card for an order. A caller that is cancelled leaves the charge to go on; give it a task of its own."""
        opened = await self._open_card(card.token)
        doubt = Doubt()
        link, key = self._links.get(card.scheme), None
        if link is not None:
            reference = ids.reference_at(int(self._clock.now().timestamp() * 1000), next(self._serials))
            key = link.take_authorisation(reference, doubt)
        if key is not None:
            wanted = replace(wanted, transmitted=key.transmitted, stan=key.stan, reference=key.reference)
        taken = await self._collector.take(wanted)
        if taken.outcome is not Said.DONE or link is None or key is None:
            if link is not None and key is not None:
                link.drop(key)
            return Charged(taken) if taken.outcome is not Said.DONE else await self._decline(taken, card, NOT_REACHED)
        doubt.payment_id = taken.payment_id
        self.under_way.add(taken.payment_id)
        try:
            return await self._ask(link, key, taken, card, merchant, opened, attempt=1)
        finally:
            self.under_way.discard(taken.payment_id)

    async def give_up(self, payment_id: int, payer_id: int, link: Link | None, key: Key | None) -> Moved:
        """Reverse a payment whose answer is not known; without a key nothing left us, so nothing has to be undone at the scheme."""
        if key is None:
            return await self._collector.move(payer_id, Move(payment_id, Step.REVERSE))
        own = link.take_number(key.reference) if link is not None else None
        reversing = Reversing(key.transmitted, key.stan, key.acquirer_id, key.reference, own and own.transmitted, own and own.stan)
        moved = await self._collector.move(payer_id, Move(payment_id, Step.REVERSE, reversing=reversing))
        self.on_reversal()
        return moved

    def late(self, answer: AuthorisationResponse, item: Any) -> None:
        """An answer after the payment was given up: an approval is told to the desk, the reversal is on its way."""
        payment_id = item.payment_id if isinstance(item, Doubt) else int(item)
        if handling(answer.response_code, branch_date(self._clock.now())).outcome is Outcome.APPROVED:
            facts = {"response_code": answer.response_code, "reference": answer.key.reference}
            self._keep(self._lookups.raise_alarm(Alarm.LATE_APPROVAL, payment_id, facts, self._clock.now()))

    async def settle(self) -> None:
        """Wait for what is done aside."""
        if self._aside:
            await asyncio.wait(tuple(self._aside))

    async def _ask(self, link: Link, key: Key, taken: Taken, card: CardInfo, merchant: MerchantInfo, opened: OpenCard,
                   attempt: int) -> Charged:
        try:
            answer, is_repeated = await self._answer(link, key, self._message(taken, merchant, opened))
        except MessageError as error:
            log.error("payment %s could not be told to %s: %s", ids.shown_id("payment", taken.payment_id), card.scheme, error)
            return await self._decline(taken, card, NOT_REACHED)
        if isinstance(answer, NoAnswer):
            if not answer.is_doubtful:
                return await self._decline(taken, card, NOT_REACHED)
            return Charged(taken, (await self.give_up(taken.payment_id, card.payer_id, link, answer.key)).stage)
        found = handling_of_attempt(answer.response_code, branch_date(self._clock.now()), LAST_ATTEMPT if is_repeated else attempt)
        if found.outcome is Outcome.APPROVED:
            return await self._capture(taken, card, answer, found)
        if found.outcome is Outcome.DOUBTFUL:
            moved = await self.give_up(taken.payment_id, card.payer_id, link, key)
            return Charged(taken, moved.stage, found)
        if found.action is Action.RETRY_ONCE:
            again = link.take_authorisation(key.reference, Doubt(taken.payment_id))
            if again is not None and await self._lookups.renew_exchange(taken.payment_id, again):
                return await self._ask(link, again, taken, card, merchant, opened, attempt + 1)
        return await self._decline(taken, card, answer.response_code)

    async def _answer(self, link: Link, key: Key, make: Make) -> tuple[Answer, bool]:
        """What the issuer said, and whether it took a second question: after a system fault the same is asked again under the same key,
        because a repeat is the only query that the messages know, and the scheme answers it from its record.
        """
        queried = codes_of(Action.QUERY, branch_date(self._clock.now()))
        answer = await link.authorise_under(key, make, self._timeout_s, queried)
        if isinstance(answer, NoAnswer) or answer.response_code not in queried:
            return answer, False
        return await link.ask_again(key, make, self._timeout_s), True

    async def _capture(self, taken: Taken, card: CardInfo, answer: AuthorisationResponse, found: Handling) -> Charged:
        billing = answer.billing
        moved = await self._collector.move(card.payer_id, Move(
            taken.payment_id, Step.PURCHASE, answer.response_code, answer.approval_code, billing and billing.amount_minor,
            billing and billing.currency))
        return Charged(taken, moved.stage, found)

    async def _decline(self, taken: Taken, card: CardInfo, code: str) -> Charged:
        moved = await self._collector.move(card.payer_id, Move(taken.payment_id, Step.DECLINE, code))
        found = handling(code, branch_date(self._clock.now()))
        if found.token in CARD_STATUS:
            await self._registers.set_card_status(card.id, CARD_STATUS[found.token], self._clock.now())
        if found.has_risk:
            self._keep(self._lookups.raise_alarm("risk", taken.payment_id, {"response_code": code}, self._clock.now()))
        return Charged(taken, moved.stage, found)

    def _message(self, taken: Taken, merchant: MerchantInfo, opened: OpenCard) -> Make:
        terminal, now = terminal_of(merchant), self._clock.now()
        return lambda key: AuthorisationRequest(key, opened.number.reveal(), opened.expiry, Money(taken.charged_minor), local_stamp(now),
                                                terminal, ENTRY_MODE, CONDITION)

    def _keep(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(_logged(work))
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)


def terminal_of(merchant: MerchantInfo) -> Terminal:
    """Where a payment is made, as messages say it."""
    place = f"{merchant.name_latin[:22].ljust(23)}{merchant.city_latin[:13].ljust(13)}CN"
    return Terminal(merchant.category_code, TERMINAL, str(merchant.id), place)


async def _logged(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception as error:
        log.error("an alarm could not be kept: %s", type(error).__name__)
