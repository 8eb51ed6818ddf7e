"""Dated data with a source: every limit, fee, rate and threshold lives in YAML as a list of versions.

    loan_prime_rate_1y:
      - effective_from: 2025-05-20
        effective_to:            # absent or empty: still open
        value: "0.030"
        source: NIFC fixing of 2025-05-20
        confidence: A            # A read · B cited · C recalled · D unproven · assumption

Old versions stay, so that a stored decision can be replayed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

CONFIDENCES = ("A", "B", "C", "D", "assumption")
_KNOWN = {"effective_from", "effective_to", "value", "source", "confidence", "zh", "en", "note"}


class DatedDataError(ValueError):
    """A file of dated data is wrong; the message names the file, the entry and the mend."""


@dataclass(frozen=True, slots=True)
class Version:
    """One value and the days on which it holds, both ends included."""

    value: Any
    effective_from: date
    effective_to: date | None
    source: str
    confidence: str
    note: Mapping[str, str]

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    @property
    def is_assumption(self) -> bool:
        """Whether a page must label the figure as an assumption or as unproven."""
        return self.confidence in ("D", "assumption")


@dataclass(frozen=True, slots=True)
class Dated:
    """The versions of one named figure, oldest first."""

    name: str
    versions: tuple[Version, ...]

    def on(self, day: date) -> Version:
        """The version in force on a day; raises LookupError when there is none."""
        for version in reversed(self.versions):
            if version.holds_on(day):
                return version
        raise LookupError(f"{self.name} has no version in force on {day}")

    def on_or_none(self, day: date) -> Version | None:
        """The version in force on a day, or None."""
        return next((version for version in reversed(self.versions) if version.holds_on(day)), None)


def load_dated(path: Path) -> dict[str, Dated]:
    """All figures of a YAML file by name. Raises DatedDataError on a broken file."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise DatedDataError(f"{path.name}: not readable as YAML: {error}") from error
    if not isinstance(content, Mapping):
        raise DatedDataError(f"{path.name}: expected names at the top level")
    return {name: parse_dated(name, versions, path.name) for name, versions in content.items()}


def parse_dated(name: str, versions: Any, file_name: str = "") -> Dated:
    """One figure from its list of versions; checks fields, order and overlaps."""
    where = f"{file_name}: {name}" if file_name else name
    if not isinstance(versions, Sequence) or isinstance(versions, str) or not versions:
        raise DatedDataError(f"{where}: expected a list of versions, each with effective_from, value, source, confidence")
    parsed = sorted((_version(where, item) for item in versions), key=lambda version: version.effective_from)
    for earlier, later in pairwise(parsed):
        if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
            raise DatedDataError(
                f"{where}: the versions from {earlier.effective_from} and {later.effective_from} "
                "overlap; give the earlier one an effective_to before the later one begins"
            )
    return Dated(name, tuple(parsed))


def _version(where: str, item: Any) -> Version:
    if not isinstance(item, Mapping):
        raise DatedDataError(f"{where}: a version must be a mapping")
    unknown = set(item) - _KNOWN
    missing = [field for field in ("effective_from", "value", "source", "confidence") if item.get(field) is None]
    if unknown or missing:
        raise DatedDataError(f"{where}: unknown fields {sorted(unknown)}, missing fields {missing}")
    start, end = item["effective_from"], item.get("effective_to")
    if not isinstance(start, date) or not isinstance(end, date | None):
        raise DatedDataError(f"{where}: dates are written as 2026-11-23, without quotes")
    if end is not None and end < start:
        raise DatedDataError(f"{where}: effective_to {end} is before effective_from {start}")
    if item["confidence"] not in CONFIDENCES:
        raise DatedDataError(f"{where}: confidence {item['confidence']!r} is none of {', '.join(CONFIDENCES)}")
    if isinstance(item["value"], float):
        raise DatedDataError(f"{where}: write {item['value']} in quotes; binary floats are not exact")
    note = {language: item[language] for language in ("zh", "en") if language in item}
    return Version(item["value"], start, end, str(item["source"]), item["confidence"], note)
