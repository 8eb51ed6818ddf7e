"""The life of one charge: taken on, asked of the issuer, and captured, declined or reversed. No doubt stays open.

What the issuer answered is committed before the caller hears of it. Without an answer the payment is reversed at once and for good; the
reversal goes to the scheme until it is answered, and an approval that comes later raises an alarm and changes nothing.
"""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.money import Money
from yizhan.payments import ids
from yizhan.payments.link_times import LinkTimes
from yizhan.payments.messages.authorisation import AuthorisationRequest, AuthorisationResponse, Terminal
from yizhan.payments.messages.codec import MessageError
from yizhan.payments.messages.exchange import Key, local_stamp
from yizhan.payments.response_codes import Action, Handling, Outcome, Token, handling, handling_of_attempt
from yizhan.payments.states import Alarm, Event, Stage, alarm
from yizhan.payments.stored import CARD_STATE_NUMBERS, Step
from yizhan.payments.stored import Outcome as Said
from yizhan.payments.three_domain import PROVEN, Authentication, NextStep, payment_challenge_valid
from yizhan.switch.addresses import with_query
from yizhan.switch.authenticating import HolderCheck
from yizhan.switch.finishing import Finishing
from yizhan.switch.links.exchanges import After, AfterCode, NoAnswer
from yizhan.switch.shard.collector import Collector
from yizhan.switch.shard.items import Move, Moved, Reversing, Taken, Wanted
from yizhan.switch.shard.lookups import Lookups
from yizhan.switch.shard.registers import CardInfo, MerchantInfo, Registers
from yizhan.switch.three_domain import AuthenticationRequest
from yizhan.switch.verifying import Verification, Verifications, WayBack, new_token
from yizhan.vault.cards import OpenCard

log = logging.getLogger(__name__)
ENTRY_MODE: Final = "810"  # A card that a wallet keeps on file.
CONDITION: Final = "59"  # Electronic commerce.
TERMINAL: Final = "YIZHAN01"
# The scheme was not reached, so nobody was asked: told and counted like an issuer whose system is down.
NOT_REACHED: Final = "91"
SOFT_DECLINE: Final = "65"
ACTIVE: Final = CARD_STATE_NUMBERS["active"]
CARD_STATUS: Final = {Token.BLOCK: "blocked", Token.DISABLE: "disabled", Token.ASK_EXPIRY: "ask_expiry"}


LAST_ATTEMPT: Final = 2
VERIFY_PATH: Final = "/verify"
VERIFY_RETURNED_PATH: Final = "/verify/returned"
Make = Callable[[Key], AuthorisationRequest]
Answer = AuthorisationResponse | NoAnswer


class Link(Protocol):
    """What a charge needs of a scheme's link: `SchemeLink`."""

    times: LinkTimes

    def take_authorisation(self, reference: str, item: Any) -> Key | None: ...
    def drop(self, key: Key) -> None: ...
    def hold(self, key: Key, item: Any) -> None: ...
    def take_number(self, reference: str) -> Key | None: ...
    async def authorise_under(self, key: Key, make: Make, timeout_s: float, after: AfterCode) -> Answer: ...
    async def ask_again(self, key: Key, make: Make, timeout_s: float) -> Answer: ...


@dataclass(slots=True)
class Doubt:
    """What a late answer belongs to; the payment's id is known once it is taken on."""

    payment_id: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A payment that was taken on, and whose issuer is asked. `back` is where its traveller can be sent after the bank's page."""

    link: Link
    taken: Taken
    card: CardInfo
    merchant: MerchantInfo
    back: WayBack | None = None


@dataclass(frozen=True, slots=True)
class Charged:
    """What became of a charge: the shard's word, the stage, and how the issuer's answer is handled, where there was one.

    A payment whose traveller has to go to the bank's page first is still reserved, and has its `verification`.
    """

    taken: Taken
    stage: Stage | None = None
    handling: Handling | None = None
    verification: Verification | None = None


class Charges:
    """One shard's charges. `open_card` gives number and expiry for one message."""

    def __init__(self, collector: Collector, lookups: Lookups, registers: Registers, links: Mapping[str, Link],
                 open_card: Callable[[str], Awaitable[OpenCard]], clock: Clock, timeout_s: float, holder: HolderCheck) -> None:
        self.on_reversal: Callable[[], None] = lambda: None
        self.under_way: set[int] = set()
        self.verifications = Verifications()
        self._holder = holder
        self._collector, self._lookups, self._registers = collector, lookups, registers
        self._links, self._open_card, self._clock, self._timeout_s = links, open_card, clock, timeout_s
        self._serials = itertools.count()
        self._aside = Finishing()

    async def charge(self, wanted: Wanted, card: CardInfo, merchant: MerchantInfo, back: WayBack | None = None) -> Charged:
        """Charge a card for an order. A caller that is cancelled leaves the charge to go on; give it a task of its own."""
        opened = await self._open_card(card.token)
        doubt = Doubt()
        link, key = self._links.get(card.scheme), None
        if link is not None:
            reference = ids.reference_at(int(self._clock.now().timestamp() * 1000), next(self._serials))
            key = link.take_authorisation(reference, doubt)
        if key is not None:
            wanted = replace(wanted, transmitted=key.transmitted, stan=key.stan, reference=key.reference)
        try:
            taken = await self._collector.take(wanted)
        except Exception:
            if link is not None and key is not None:
                link.drop(key)  # The issuer was not asked; if the payment stands all the same, the next look for doubts reverses it.
            raise
        if taken.outcome is not Said.DONE or link is None or key is None:
            if link is not None and key is not None:
                link.drop(key)
            return Charged(taken) if taken.outcome is not Said.DONE else await self._decline(taken, card, NOT_REACHED)
        if wanted.until is not None and self._clock.now() > wanted.until:
            link.drop(key)
            return Charged(taken, (await self.give_up(taken.payment_id, card.payer_id, None, None)).stage)
        doubt.payment_id = taken.payment_id
        self.under_way.add(taken.payment_id)
        try:
            return await self._ask(Case(link, taken, card, merchant, back), key, opened)
        finally:
            if taken.payment_id not in self.verifications:
                self.under_way.discard(taken.payment_id)

    async def verified(self, verification: Verification, found: Authentication) -> Charged:
        """Go on after the bank's page: asked once more with its proof, or declined. The caller has taken the verification."""
        case = verification.case
        try:
            card = await self._registers.card(case.card.id)  # Minutes have passed: it may have been unbound or blocked.
            if found.status in PROVEN and card is not None and card.status == ACTIVE:
                return await self._ask_anew(case, await self._open_card(case.card.token), verification.reference, SOFT_DECLINE, found)
            return await self._decline(case.taken, case.card, SOFT_DECLINE)
        finally:
            self.under_way.discard(verification.payment_id)

    async def end_late(self) -> int:
        """Decline what waited for its traveller in vain; how many."""
        return await self._give_up_waiting(self.verifications.late(self._clock.now()))

    async def give_up(self, payment_id: int, payer_id: int, link: Link | None, key: Key | None) -> Moved:
        """Reverse a payment whose answer is not known; without a key nothing left us, so nothing has to be undone at the scheme."""
        if key is None:
            return await self._collector.move(payer_id, Move(payment_id, Step.REVERSE))
        if link is not None:
            with suppress(ValueError):  # Free and taken by another meanwhile: then there is no place for a late answer.
                link.hold(key, payment_id)
        moved = await self._collector.move(payer_id, Move(payment_id, Step.REVERSE, reversing=_reversing(link, key)))
        self.on_reversal()
        return moved

    def late(self, answer: AuthorisationResponse, item: Any) -> None:
        """An answer after the payment was given up: an approval is told to the desk, the reversal is on its way."""
        payment_id = item.payment_id if isinstance(item, Doubt) else int(item)
        if handling(answer.response_code, branch_date(self._clock.now())).is_approval:
            self._keep(self._tell_late(payment_id, answer))

    async def _tell_late(self, payment_id: int, answer: AuthorisationResponse) -> None:
        paid = await self._lookups.payment(payment_id)
        # What is not ended yet is being given up just now.
        kind = (paid and alarm(paid.stage, Event.AUTHORISE)) or Alarm.LATE_APPROVAL
        facts = {"response_code": answer.response_code, "reference": answer.key.reference}
        await self._lookups.raise_alarm(kind, payment_id, facts, self._clock.now())

    async def settle(self) -> None:
        """Wait for what is done aside; nobody can come back from the bank's page any more."""
        await self._give_up_waiting(self.verifications.all())
        await self._aside.settle()

    async def _ask(self, case: Case, key: Key, opened: OpenCard, attempt: int = 1, proof: Authentication | None = None) -> Charged:
        link, taken, card = case.link, case.taken, case.card
        try:
            answer, is_repeated = await self._answer(link, key, self._message(case, opened, proof))
        except MessageError as error:
            log.error("payment %s could not be told to %s: %s", ids.shown_id("payment", taken.payment_id), card.scheme, error)
            return await self._decline(taken, card, NOT_REACHED)
        if isinstance(answer, NoAnswer):
            if not answer.is_doubtful:
                return await self._decline(taken, card, NOT_REACHED)
            return Charged(taken, (await self.give_up(taken.payment_id, card.payer_id, link, answer.key)).stage)
        found = handling_of_attempt(answer.response_code, branch_date(self._clock.now()), LAST_ATTEMPT if is_repeated else attempt)
        if found.outcome is Outcome.APPROVED:
            return await self._capture(case, key, answer, found)
        if found.outcome is Outcome.DOUBTFUL:
            moved = await self.give_up(taken.payment_id, card.payer_id, link, key)
            return Charged(taken, moved.stage, found)
        if found.action is Action.RETRY_ONCE:
            await asyncio.sleep(link.times.retry_delay_s)
            return await self._ask_anew(case, opened, key.reference, answer.response_code)
        if found.action is Action.STEP_UP_ONCE:
            return await self._step_up(case, opened, key.reference, answer.response_code)
        # A code that nobody knows may have been meant for an approval: it is declined, and taken back as well.
        reversing = _reversing(link, key) if found.action is Action.REVERSE else None
        return await self._decline(taken, card, answer.response_code, reversing)

    async def _ask_anew(self, case: Case, opened: OpenCard, reference: str, code: str, proof: Authentication | None = None) -> Charged:
        """The second and last try, under an exchange of its own; declined with the first answer's code where there can be none."""
        again = case.link.take_authorisation(reference, Doubt(case.taken.payment_id))
        if again is not None:
            if await self._lookups.renew_exchange(case.taken.payment_id, again):
                return await self._ask(case, again, opened, LAST_ATTEMPT, proof)
            case.link.drop(again)
        return await self._decline(case.taken, case.card, code)

    async def _step_up(self, case: Case, opened: OpenCard, reference: str, code: str) -> Charged:
        """The issuer wants its holder checked. Without a proof a second try is as good as none, so everything else declines."""
        token, back = new_token(), case.back or WayBack("")
        returned = with_query(f"{self._holder.public_url}{VERIFY_RETURNED_PATH}", {"verify": token})
        found, step = await self._holder.begin(AuthenticationRequest(
            reference, case.card.scheme, opened.number.masked(), Money(case.taken.charged_minor), case.merchant.name_latin, returned,
            back.language))
        if step is NextStep.AUTHORISE and found.status in PROVEN:
            return await self._ask_anew(case, opened, reference, code, found)
        if step is NextStep.CHALLENGE and case.back is not None:
            return self._await_holder(case, token, found, reference)
        return await self._decline(case.taken, case.card, code)

    def _await_holder(self, case: Case, token: str, found: Authentication, reference: str) -> Charged:
        now = self._clock.now()
        verify_url = with_query(f"{self._holder.public_url}{VERIFY_PATH}", {"verify": token})
        waiting = Verification(token, case.taken.payment_id, found.transaction, found.challenge_url, verify_url,
                               case.back.return_url if case.back else "", now + payment_challenge_valid(branch_date(now)), reference, case)
        self.verifications.add(waiting)
        return Charged(case.taken, Stage.RESERVED, verification=waiting)

    async def _give_up_waiting(self, waiting: list[Verification]) -> int:
        """The issuer had declined, so there is nothing to take back."""
        for each in waiting:
            if self.verifications.take(each):
                try:
                    await self._decline(each.case.taken, each.case.card, SOFT_DECLINE)
                finally:
                    self.under_way.discard(each.payment_id)
        return len(waiting)

    async def _answer(self, link: Link, key: Key, make: Make) -> tuple[Answer, bool]:
        """What the issuer said, and whether it took a second question: after a system fault the same is asked again under the same key,
        because a repeat is the only query that the messages know, and the scheme answers it from its record.
        """
        answer = await link.authorise_under(key, make, self._timeout_s, self._after)
        if isinstance(answer, NoAnswer) or self._after(answer.response_code) is not After.ASK_AGAIN:
            return answer, False
        return await link.ask_again(key, make, self._timeout_s), True

    def _after(self, code: str) -> After:
        """An approval is held until it is captured: if that fails, the payment is in doubt and will be reversed."""
        found = handling(code, branch_date(self._clock.now()))
        if found.action is Action.QUERY:
            return After.ASK_AGAIN
        return After.HOLD if found.outcome is Outcome.APPROVED or found.action is Action.REVERSE else After.FREE

    async def _capture(self, case: Case, key: Key, answer: AuthorisationResponse, found: Handling) -> Charged:
        billing, taken = answer.billing, case.taken
        moved = await self._collector.move(case.card.payer_id, Move(
            taken.payment_id, Step.PURCHASE, answer.response_code, answer.approval_code, billing and billing.amount_minor,
            billing and billing.currency))
        if moved.stage is not Stage.REVERSED:
            case.link.drop(key)
        return Charged(taken, moved.stage, found)

    async def _decline(self, taken: Taken, card: CardInfo, code: str, reversing: Reversing | None = None) -> Charged:
        moved = await self._collector.move(card.payer_id, Move(taken.payment_id, Step.DECLINE, code, reversing=reversing))
        if reversing is not None:
            self.on_reversal()
        found = handling(code, branch_date(self._clock.now()))
        if found.token in CARD_STATUS:
            await self._registers.set_card_status(card.id, CARD_STATUS[found.token], self._clock.now())
        if found.has_risk:
            self._keep(self._lookups.raise_alarm("risk", taken.payment_id, {"response_code": code}, self._clock.now()))
        return Charged(taken, moved.stage, found)

    def _message(self, case: Case, opened: OpenCard, proof: Authentication | None) -> Make:
        """The question; the indicator and the proof of an authentication go with it, where there was one."""
        terminal, now, amount = terminal_of(case.merchant), self._clock.now(), Money(case.taken.charged_minor)
        eci, value = (proof.eci or None, proof.proof or None) if proof else (None, None)
        return lambda key: AuthorisationRequest(key, opened.number.reveal(), opened.expiry, amount, local_stamp(now), terminal, ENTRY_MODE,
                                                CONDITION, eci=eci, proof=value)

    def _keep(self, work: Any) -> None:
        self._aside.start(_logged(work))


def terminal_of(merchant: MerchantInfo) -> Terminal:
    """Where a payment is made, as messages say it."""
    place = f"{merchant.name_latin[:22].ljust(23)}{merchant.city_latin[:13].ljust(13)}CN"
    return Terminal(merchant.category_code, TERMINAL, str(merchant.id), place)


def _reversing(link: Link | None, key: Key) -> Reversing:
    """What takes an exchange back; without a number of its own where none is free, it gets one before it is sent."""
    own = link.take_number(key.reference) if link is not None else None
    return Reversing(key.transmitted, key.stan, key.acquirer_id, key.reference, own and own.transmitted, own and own.stan)


async def _logged(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception as error:
        log.error("an alarm could not be kept: %s", type(error).__name__)
