"""From a card in a form to a bound card: known already, asked of its bank, its holder authenticated where that is wanted, kept."""

import logging
from dataclasses import dataclass, field
from datetime import date

from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments import ids
from yizhan.payments.binding import NOT_AUTHENTICATED, Ending, Result, ending_of
from yizhan.payments.response_codes import Action, Handling
from yizhan.payments.schemes import recognise
from yizhan.payments.three_domain import PROVEN, Authentication, NextStep
from yizhan.switch.authenticating import HolderCheck
from yizhan.switch.binding.checking import CardCheck, reference_of
from yizhan.switch.binding.desk import BindingDesk
from yizhan.switch.binding.form import CardForm
from yizhan.switch.binding.keeping import keep_bound
from yizhan.switch.rooms import Rooms
from yizhan.switch.three_domain import AuthenticationRequest
from yizhan.switch.zone.cards import CardZone
from yizhan.vault.bindings import Binding
from yizhan.vault.cards import OpenCard

log = logging.getLogger(__name__)
BOUND = Ending(Result.BOUND)


@dataclass(frozen=True, slots=True)
class Asked:
    """A card whose bank is asked, and for which binding. `returned_url` is where a challenge sends the holder back to."""

    binding: Binding
    card: OpenCard = field(repr=False)
    scheme: str
    co_brand: str
    returned_url: str = field(default="", repr=False)


class Binder:
    """Every way through ends the binding, or sends the holder to a challenge: a result is an Ending or the challenge's address."""

    def __init__(self, desk: BindingDesk, zone: CardZone, rooms: Rooms, check: CardCheck, holder: HolderCheck, clock: Clock) -> None:
        self._desk, self._zone, self._rooms, self._check = desk, zone, rooms, check
        self._holder, self._clock = holder, clock

    async def check(self, binding: Binding, form: CardForm, returned_url: str) -> Ending | str:
        """Check the card of a form. The binding has been taken to its check by this caller."""
        asked = Asked(binding, form.card, form.scheme, form.co_brand, returned_url)
        if not await self._desk.has_checks_left(binding.payer_id):
            return await self._end(binding, Ending(Result.CHECKS_USED_UP))
        answer = await self._check.ask(form.card, form.scheme, reference_of(binding.digest), form.security_code)
        if isinstance(answer, Ending):
            return await self._end(binding, answer)
        ending = ending_of(answer, self._today)
        is_wanted = self._holder.is_possible and self._desk.rules.is_always_authenticated
        if answer.action is Action.STEP_UP_ONCE or (ending is None and is_wanted):
            return await self._authenticate(asked)
        return await self._refuse(binding, answer, ending) if ending else await self._keep(asked)

    async def finish(self, binding: Binding, card: OpenCard, found: Authentication) -> Ending:
        """After a challenge. What it left open is no authentication: only a yes of the bank goes on."""
        if found.status not in PROVEN:
            return await self._end(binding, NOT_AUTHENTICATED)
        known = recognise(card.number.reveal(), self._today)
        if isinstance(known, Refusal):
            raise ValueError("a card that waited is of no scheme any more")
        return await self._check_again(Asked(binding, card, known.scheme, known.co_brand or ""), found)

    @property
    def _today(self) -> date:
        return branch_date(self._clock.now())

    async def _authenticate(self, asked: Asked) -> Ending | str:
        binding, rules = asked.binding, self._desk.rules
        found, step = await self._holder.begin(AuthenticationRequest(
            reference_of(binding.digest), asked.scheme, asked.card.number.masked(), Money.zero(), rules.merchant_name,
            asked.returned_url, binding.language))
        if step is NextStep.REFUSE:
            return await self._end(binding, NOT_AUTHENTICATED)
        if step is NextStep.AUTHORISE:
            return await self._check_again(asked, found)
        if await self._desk.await_challenge(binding, found.transaction, asked.card):
            return found.challenge_url
        return await self._end(binding, Ending(Result.CUT_OFF))

    async def _check_again(self, asked: Asked, found: Authentication) -> Ending:
        """After an authentication, with its proof; without the security code, which is gone."""
        answer = await self._check.ask(asked.card, asked.scheme, reference_of(asked.binding.digest), proof=found)
        if isinstance(answer, Ending):
            return await self._end(asked.binding, answer)
        ending = ending_of(answer, self._today)
        return await self._refuse(asked.binding, answer, ending) if ending else await self._keep(asked)

    async def _refuse(self, binding: Binding, answer: Handling, ending: Ending) -> Ending:
        if answer.has_risk:
            facts = {"response_code": answer.code, "payer": ids.shown_id("payer", binding.payer_id), "at": "binding"}
            try:
                await self._rooms.of_payer(binding.payer_id).lookups.raise_alarm("risk", None, facts, self._clock.now())
            except Exception as error:
                log.error("an alarm could not be kept: %s", type(error).__name__)
        return await self._end(binding, ending)

    async def _keep(self, asked: Asked) -> Ending:
        binding, registers = asked.binding, self._rooms.of_payer(asked.binding.payer_id).registers
        bound = await keep_bound(self._zone, registers, asked.card, binding.payer_id, asked.scheme, asked.co_brand, self._clock.now())
        if isinstance(bound, Refusal):
            return await self._end(binding, Ending(Result(bound.code)))
        await self._desk.end(binding, BOUND, bound)
        return BOUND

    async def _end(self, binding: Binding, ending: Ending) -> Ending:
        await self._desk.end(binding, ending)
        return ending
