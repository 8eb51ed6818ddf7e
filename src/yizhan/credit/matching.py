"""Products beside a profile: its stage and its policy verdicts, both given as values, decide what to talk about first."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from yizhan.credit.products import Product, products
from yizhan.enterprise.lifecycle import Stage
from yizhan.kernel.dated import Dated, load_dated


class Fit(StrEnum):
    """Whether a product fits; open is never no."""

    FITS = "fits"
    OPEN = "open"
    DOES_NOT = "does_not"


@dataclass(frozen=True, slots=True)
class Match:
    """A product, whether it fits, and the programmes whose verdicts speak for it (met) or keep it open."""

    product: Product
    fit: Fit
    because: tuple[str, ...]


def match_products(stage: Stage, policies: Mapping[str, str], on: date) -> tuple[Match, ...]:
    """Every product in force, the fitting ones first. `policies` maps a programme to its outcome; an unknown stage leaves open."""
    found = [_match(product, stage, policies, on) for product in products(on)]
    return tuple(sorted(found, key=lambda match: list(Fit).index(match.fit)))


def _match(product: Product, stage: Stage, policies: Mapping[str, str], on: date) -> Match:
    wanted = _table()[f"{product.code}.any_of"].on(on).value
    met = tuple(name for name in wanted if policies.get(name) == "met")
    still_open = tuple(name for name in wanted if policies.get(name) in ("unknown", "manual_review"))
    suits = stage in product.stages.value
    # A stage that no rule could tell is as open as a verdict without facts.
    if (not suits and stage is not Stage.UNKNOWN) or not (met or still_open):
        return Match(product, Fit.DOES_NOT, met)
    return Match(product, Fit.FITS if suits and met else Fit.OPEN, met or still_open)


@functools.cache
def _table() -> dict[str, Dated]:
    return load_dated(Path(__file__).with_name("matching.yaml"))
