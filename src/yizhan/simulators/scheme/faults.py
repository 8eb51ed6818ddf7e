"""Which fault a message meets: by its card, else by chance at given rates, from a seed."""

import random
from collections.abc import Mapping

from yizhan.payments.messages.authorisation import AuthorisationRequest
from yizhan.simulators.scheme.issuer import Fault, Issuers


def parse_rates(texts: list[str]) -> dict[Fault, float]:
    """`drop=0.01` and the like; ValueError says what is wrong."""
    rates: dict[Fault, float] = {}
    for text in texts:
        name, _, rate = text.partition("=")
        if name not in set(Fault):
            raise ValueError(f"{name!r} is no fault; there are {', '.join(Fault)}")
        rates[Fault(name)] = float(rate)
    if not (all(rate >= 0 for rate in rates.values()) and sum(rates.values()) <= 1):
        raise ValueError("rates are parts of one, and sum to one at most")
    return rates


class FaultPlan:
    """Chooses a fault for each payment. Checks of a card meet none, so that any card can be bound."""

    def __init__(self, issuers: Issuers, rates: Mapping[Fault, float], seed: int) -> None:
        self._issuers = issuers
        self._rates = dict(rates)
        self._random = random.Random(seed)  # noqa: S311 — a repeatable choice, no secret.

    def choose(self, request: AuthorisationRequest) -> Fault | None:
        """The fault of a payment, or none."""
        if not request.amount:
            return None
        return self._issuers.fault(request.card_number) or self._by_chance()

    def _by_chance(self) -> Fault | None:
        if not self._rates:
            return None
        drawn = self._random.random()
        for fault, rate in self._rates.items():
            drawn -= rate
            if drawn < 0:
                return fault
        return None
