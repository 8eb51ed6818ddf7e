"""Dated figures of the credit rules, read for one day, with a note of every version that was read."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from yizhan.kernel.dated import Dated, Version, load_dated
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import fingerprint

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

    `pinned` replays: only the figures it names exist, each in the version that began on the pinned day and with the
    confidence it had then, whatever was added or confirmed since.
    """

    def __init__(self, on: date, folder: Path = FOLDER, pinned: Sequence[UsedVersion] | None = None) -> None:
        self.on = on
        self._folder = folder
        self._pinned = None if pinned is None else {(item.file, item.name): item for item in pinned}
        self._used: dict[tuple[str, str], UsedVersion] = {}

    @property
    def used(self) -> tuple[UsedVersion, ...]:
        """Every version read so far, by file and name."""
        return tuple(self._used[key] for key in sorted(self._used))

    def version(self, file: str, name: str) -> Version:
        """The version in force; LookupError when the name is unknown or has none on the day."""
        found = self.version_or_none(file, name)
        if found is None:
            raise LookupError(f"{file}: {name} has no version in force on {self.on}")
        return found

    def version_or_none(self, file: str, name: str) -> Version | None:
        """The version in force, or None when the name is unknown or has no version on the day."""
        found = self._find(file, name)
        if found is not None and (file, name) not in self._used:
            self._used[file, name] = UsedVersion(file, name, found.effective_from, fingerprint(found.value),
                                                 found.confidence)
        return found

    def _find(self, file: str, name: str) -> Version | None:
        dated = _figures(self._folder, file).get(name)
        if self._pinned is None:
            return dated.on_or_none(self.on) if dated else None
        pin = self._pinned.get((file, name))
        found = _pinned_version(dated, pin) if pin else None
        return replace(found, confidence=pin.confidence) if pin and found else None

    def names(self, file: str) -> tuple[str, ...]:
        """The names of a file, in its order; when replaying, those that were read."""
        every = _figures(self._folder, file)
        return tuple(name for name in every if self._pinned is None or (file, name) in self._pinned)

    def decimal(self, file: str, name: str) -> Decimal:
        """The figure as an exact number."""
        return Decimal(self.version(file, name).value)

    def money(self, file: str, name: str) -> Money:
        """The figure, written in yuan, as Money."""
        return Money.of(self.version(file, name).value)


def check_pinned(used: Sequence[UsedVersion], folder: Path = FOLDER) -> Refusal | None:
    """Whether stored versions still stand: `parameter_version_missing`, `parameter_version_changed`, or None."""
    for pin in used:
        found = _pinned_version(_figures(folder, pin.file).get(pin.name), pin)
        facts = {"file": pin.file, "name": pin.name, "effective_from": pin.effective_from}
        if found is None:
            return refuse("parameter_version_missing", **facts)
        if fingerprint(found.value) != pin.fingerprint:
            return refuse("parameter_version_changed", **facts)
    return None


def _pinned_version(dated: Dated | None, pin: UsedVersion) -> Version | None:
    versions = dated.versions if dated else ()
    return next((version for version in versions if version.effective_from == pin.effective_from), None)


def _figures(folder: Path, file: str) -> dict[str, Dated]:
    path = folder / file
    return _load(path, path.stat().st_mtime_ns)


@functools.cache
def _load(path: Path, _changed_ns: int) -> dict[str, Dated]:
    """Parsed once per content: the time of change is part of the key, so an edited file is read anew."""
    return load_dated(path)
