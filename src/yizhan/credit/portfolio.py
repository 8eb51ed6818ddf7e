"""Shares of a branch's borrowers: who counts as a technology borrower, and what a published account of such a branch says. Values only."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from yizhan.credit.parameters import Parameters

FILE = "portfolio.yaml"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; what nobody knows is counted apart, never as a no."""

    part: int
    whole: int
    unknown: int = 0

    @property
    def value(self) -> Decimal | None:
        """The part of the whole; None without a whole."""
        return Decimal(self.part) / self.whole if self.whole else None


def share_of(answers: Iterable[bool | None]) -> Share:
    """The share of yes among yes and no."""
    told = list(answers)
    known = [one for one in told if one is not None]
    return Share(sum(known), len(known), len(told) - len(known))


def is_technology(titles: Iterable[str] | None, parameters: Parameters) -> bool | None:
    """Whether a borrower counts as a technology borrower by the titles in force; None while nobody has stated any."""
    return None if titles is None else bool(set(titles) & set(parameters.version(FILE, "technology_titles").value))


def is_small_or_medium(size_class: str | None, parameters: Parameters) -> bool | None:
    """Whether a size class is among the small and medium ones; None while it is not known."""
    return None if size_class is None else size_class in parameters.version(FILE, "small_and_medium").value


def published_shares(parameters: Parameters) -> dict[str, Decimal]:
    """What the published account says, by the names of the branch's own shares."""
    return {name: parameters.decimal(FILE, f"published_{name}_share") for name in ("technology", "small_and_medium")}
