"""Dated figures of the credit rules, read for one day, with a note of every version that was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from yizhan.kernel.dated import Version
from yizhan.kernel.money import Money

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class UsedVersion:
    """One version of one figure that a decision read; `fingerprint` is that of its value."""

    file: str
    name: str
    effective_from: date
    fingerprint: str
    confidence: str


class Parameters:
    """The figures in force on a day. `used` grows with each reading, so a decision can store what it read.

    `pinned` replays: a figure it names is read in the version that began on the pinned day, whatever was added since.
    """

    def __init__(self, on: date, folder: Path = FOLDER, pinned: Sequence[UsedVersion] = ()) -> None:
        raise NotImplementedError

    @property
    def on(self) -> date:
        """The day on which the figures hold."""
        raise NotImplementedError

    @property
    def used(self) -> tuple[UsedVersion, ...]:
        """Every version read so far, by file and name."""
        raise NotImplementedError

    def version(self, file: str, name: str) -> Version:
        """The version in force; LookupError when there is none, KeyError for an unknown name."""
        raise NotImplementedError

    def version_or_none(self, file: str, name: str) -> Version | None:
        """The version in force, or None when the name is unknown or has no version on the day."""
        raise NotImplementedError

    def names(self, file: str) -> tuple[str, ...]:
        """The names of a file, in its order."""
        raise NotImplementedError

    def decimal(self, file: str, name: str) -> Decimal:
        """The figure as an exact number."""
        raise NotImplementedError

    def money(self, file: str, name: str) -> Money:
        """The figure, written in yuan, as Money."""
        raise NotImplementedError
