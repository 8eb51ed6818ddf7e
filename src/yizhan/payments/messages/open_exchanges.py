"""Numbers of a scheme link (STAN, DE 11) and what waits under them: a number that is still open is never issued again.

A link has 999,999 numbers and wraps in minutes under load, while the answer to a payment that was given up may come later. So an
exchange stays open, and its number taken, until whoever opened it closes it: after the answer, or after the answer to its reversal.
"""

from typing import Generic, TypeVar

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.messages.exchange import Key

STAN_MAX = 999_999
Item = TypeVar("Item")


class OpenExchanges(Generic[Item]):
    """The open exchanges of one link. `last_stan` goes on where the link stopped; `stan_max` is smaller in tests only."""

    def __init__(self, acquirer_id: str, last_stan: int = 0, stan_max: int = STAN_MAX) -> None:
        self._acquirer_id = acquirer_id
        self._last = last_stan
        self._max = stan_max
        self._open: dict[int, tuple[Key, Item]] = {}

    def __len__(self) -> int:
        return len(self._open)

    def go_on_after(self, last_stan: int) -> None:
        """Issue numbers behind this one from now on."""
        self._last = last_stan

    def open(self, transmitted: str, reference: str, item: Item) -> Key | Refusal:
        """A key under the next free number, in use from now on; `link_numbers_used_up` when all are open."""
        if len(self._open) >= self._max:
            return refuse("link_numbers_used_up")
        self._last = self._last % self._max + 1
        while self._last in self._open:
            self._last = self._last % self._max + 1
        key = Key(transmitted, self._last, self._acquirer_id, reference)
        self._open[key.stan] = (key, item)
        return key

    def reopen(self, key: Key, item: Item) -> None:
        """Take an exchange over from before a restart. A number that is open under another key raises ValueError."""
        held = self._open.get(key.stan)
        if held is not None and held[0] != key:
            raise ValueError(f"number {key.stan} is open already")
        self._open[key.stan] = (key, item)

    def find(self, answer: Key) -> Item | None:
        """What an answer belongs to; None for an answer to nothing that is open. The exchange stays open."""
        held = self._open.get(answer.stan)
        return held[1] if held is not None and answer.answers(held[0]) else None

    def close(self, key: Key) -> None:
        """Free a number; a key that is not open is left alone, so that closing twice does no harm."""
        held = self._open.get(key.stan)
        if held is not None and held[0] == key:
            del self._open[key.stan]
