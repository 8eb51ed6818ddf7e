"""Identity tiers (身份分层): T0 card only, T1 simple identity, T2 verified. An upgrade asks only for what is missing."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from yizhan.payments.figures import figure, figures

FILE = "tiers.yaml"


class Tier(StrEnum):
    """How well a traveller is known, lowest first."""

    T0 = "t0"
    T1 = "t1"
    T2 = "t2"

    @property
    def higher(self) -> tuple["Tier", ...]:
        """The tiers above this one, the next first."""
        every = tuple(Tier)
        return every[every.index(self) + 1 :]


def required(tier: Tier, on: date) -> tuple[str, ...]:
    """Everything that is held at a tier, in the order in which a traveller is asked."""
    rules, every = figures(FILE), tuple(Tier)
    return tuple(field for step in every[: every.index(tier) + 1] for field in figure(rules, step, on).value)


def missing(tier: Tier, held: Collection[str], on: date) -> tuple[str, ...]:
    """What a tier needs beyond what is held, in the order of asking; () when it is reached."""
    return tuple(field for field in required(tier, on) if field not in held)


def tier_of(held: Collection[str], on: date) -> Tier | None:
    """The highest tier whose fields are all held; None before phone and card are there."""
    return next((tier for tier in reversed(Tier) if not missing(tier, held, on)), None)
