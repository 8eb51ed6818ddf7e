"""Bindings under way as the switch keeps them: each step is one statement that one of many callers wins."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import psycopg

from yizhan.kernel.clock import Clock, branch_date
from yizhan.payments.binding import BindingRules, Ending, Result, binding_rules
from yizhan.switch.zone.keys import Connections, ZoneKeys
from yizhan.vault import bindings
from yizhan.vault.bindings import Binding
from yizhan.vault.cards import OpenCard

# A check is over long before; one that is not was cut off with its process.
CHECK_MAX: Final = timedelta(minutes=2)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BoundCard:
    """What a bound card is known by."""

    card_id: int
    masked: str
    scheme: str


class BindingDesk:
    """The rows, on connections of the switch's role."""

    def __init__(self, connections: Connections, keys: ZoneKeys, clock: Clock) -> None:
        self._connections, self._keys, self._clock = connections, keys, clock

    @property
    def rules(self) -> BindingRules:
        """The figures of today."""
        return binding_rules(branch_date(self._clock.now()))

    async def begin(self, token: str, payer_id: int, return_url: str, language: str) -> Binding:
        """A binding that waits for its form."""
        now = self._clock.now()
        binding = Binding(bindings.digest_of(token), payer_id, return_url, language, now + self.rules.token_valid, "open")
        await self._on(bindings.add, binding, now)
        return binding

    async def find(self, token: str) -> Binding | None:
        """A binding as it stands, one that has run out as refused."""
        found: Binding | None = await self._on(bindings.find, bindings.digest_of(token))
        if found is not None and found.state in ("open", "challenge") and found.valid_until <= self._clock.now():
            return replace(found, state="refused", code=Result.EXPIRED.value)
        return found

    async def note_form_try(self, binding: Binding) -> bool:
        """A form could not be taken; False when that was the last try."""
        tries = await self._on(bindings.note_form_try, binding.digest)
        if tries < self.rules.form_tries_max:
            return True
        await self.end(binding, Ending(Result.FORM_TRIES_USED_UP))
        return False

    async def begin_check(self, binding: Binding) -> bool:
        """Whether it is this caller who checks the card."""
        taken: bool = await self._on(bindings.begin_check, binding.digest, self._clock.now())
        return taken

    async def has_checks_left(self, payer_id: int) -> bool:
        """Whether a payer's checks of the last day, the one that has begun included, are not too many."""
        since = self._clock.now() - DAY
        return bool(await self._on(bindings.checks_of_payer, payer_id, since) <= self.rules.checks_per_day_max)

    async def await_challenge(self, binding: Binding, transaction: str, card: OpenCard) -> bool:
        """Keep the card sealed until its holder comes back."""
        until = self._clock.now() + self.rules.challenge_valid
        async with self._connections() as connection:
            await self._keys.refresh(connection)
            try:
                waiting = bindings.seal_waiting(self._keys.ring, card, binding.digest)
                return await bindings.await_challenge(connection, binding.digest, transaction, until, waiting)
            except psycopg.errors.ForeignKeyViolation:  # The keys were turned between our look and our update.
                await self._keys.load(connection)
                waiting = bindings.seal_waiting(self._keys.ring, card, binding.digest)
                return await bindings.await_challenge(connection, binding.digest, transaction, until, waiting)

    async def take_challenge(self, binding: Binding) -> OpenCard | None:
        """The card of a challenge, for the one caller who gets it; it is sealed nowhere any more."""
        async with self._connections() as connection:
            waiting = await bindings.take_challenge(connection, binding.digest, self._clock.now())
            if waiting is None:
                return None
            return bindings.open_waiting(await self._keys.load_for(connection, waiting.seal_key_id), waiting, binding.digest)

    async def end(self, binding: Binding, ending: Ending, card: BoundCard | None = None) -> None:
        """Write how it ended."""
        ended = replace(binding, state="refused", code=ending.result.value, words=ending.words or None, offers=ending.offers)
        if card is not None:
            ended = replace(ended, state="bound", card_id=card.card_id, masked=card.masked, scheme=card.scheme)
        await self._on(bindings.end, ended)

    async def tidy(self) -> int:
        """End what has run out or was cut off, with the sealed cards in it; forget what ended long ago. How many ended."""
        now = self._clock.now()
        ended: int = await self._on(bindings.end_late, now, now - CHECK_MAX, Result.EXPIRED.value, Result.CUT_OFF.value)
        await self._on(bindings.forget, now - self.rules.kept)
        return ended

    async def _on(self, work: Callable[..., Awaitable[Any]], *values: Any) -> Any:
        async with self._connections() as connection:
            return await work(connection, *values)
