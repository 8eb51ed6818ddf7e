"""Dated figures of the programmes: the book of all versions, and the limits in force on a day."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from yizhan.kernel.dated import Dated, DatedDataError, Version, load_dated
from yizhan.policy.units import Unit, is_figure, read_figure

FOLDER = Path(__file__).with_name("programmes")


@dataclass(frozen=True, slots=True)
class VersionUsed:
    """Which version of a figure a verdict rests on; `value` is as the file writes it."""

    programme: str
    name: str
    effective_from: date
    value: Any = field(hash=False)
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class ParameterBook:
    """All versions of all figures, by programme and name.

    Never changed; `with_version` gives a modified copy.
    """

    programmes: Mapping[str, Mapping[str, Dated]]
    _read: dict[tuple[str, str, date], Any] = field(default_factory=dict, compare=False, repr=False)
    # Most readings are of one day, so the last day is kept ready; other days replace it and cannot pile up.
    _day: list[Any] = field(default_factory=lambda: [None, {}], compare=False, repr=False)

    def on(self, day: date) -> dict[tuple[str, str], tuple[Any, VersionUsed]]:
        """What was read of a day so far, for `read` to fill."""
        kept_day, readings = self._day
        if kept_day != day:
            readings = {}
            self._day[:] = [day, readings]
        return readings

    def read(self, programme: str, name: str, on: date) -> tuple[Any, VersionUsed]:
        """The value in force on a day as `read_value` gives it, read once a version. None in force: LookupError."""
        version = self.dated(programme, name).on(on)
        key = programme, name, version.effective_from
        if key not in self._read:
            used = VersionUsed(programme, name, version.effective_from, version.value, version.source,
                               version.confidence)
            self._read[key] = read_value(version.value), used
        return self._read[key]

    def dated(self, programme: str, name: str) -> Dated:
        """All versions of one figure; an unknown name raises KeyError with the names that exist."""
        figures = self.programmes[programme]
        if name not in figures:
            raise KeyError(f"{programme} has no parameter {name!r}; it has {', '.join(sorted(figures))}")
        return figures[name]

    def with_versions(self, programme: str, name: str, versions: tuple[Version, ...]) -> "ParameterBook":
        """A copy in which one figure has other versions: a reform, or the pinned versions of a replay."""
        figures = {**self.programmes.get(programme, {}), name: Dated(name, versions)}
        return ParameterBook({**self.programmes, programme: figures})


def load_programme(path: Path) -> dict[str, Dated]:
    """The figures of one NAME.parameters.yaml. Raises DatedDataError when the file or a figure is wrong."""
    figures = load_dated(path)
    for name, dated in figures.items():
        for version in dated.versions:
            check_value(f"{path.name}: {name}", version.value)
    return figures


def check_value(where: str, value: Any) -> None:
    """Raise DatedDataError unless the value is a figure, a word, or a table or list of those."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            check_value(f"{where}.{key}", item)
    elif isinstance(value, list):
        for item in value:
            check_value(where, item)
    elif not is_figure(value) and not (isinstance(value, str) and _is_word(value)):
        raise DatedDataError(f"{where}: {value!r} is neither a word nor a figure: "
                             "write 2000万, 120000元, 30%, 500 or 2026-04-01")


def _is_word(text: str) -> bool:
    """A word names something: it holds no figure, except for a strict threshold such as >0%."""
    if text.startswith(">"):
        return is_figure(text[1:])
    return text.isidentifier() or not any(character.isdigit() for character in text)


@functools.cache
def load_book() -> ParameterBook:
    """The book of the files beside the programmes, read once."""
    suffix = ".parameters.yaml"
    files = sorted(FOLDER.glob(f"*{suffix}"))
    return ParameterBook({path.name.removesuffix(suffix): load_programme(path) for path in files})


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as read, with its unit."""

    value: Any
    unit: Unit


@dataclass(frozen=True, slots=True)
class BandRows:
    """A table of points as read: rows of threshold, whether the threshold itself is left out, and points."""

    rows: tuple[tuple[Any, bool, int], ...]
    unit: Unit
    at_most: bool


def read_value(value: Any) -> Any:
    """A value of a parameter file as Figure, BandRows, a dict or tuple of those, or a word."""
    if isinstance(value, Mapping):
        return _read_bands(value) or {key: read_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(read_value(item) for item in value)
    return Figure(*read_figure(value)) if is_figure(value) else value


def _read_bands(value: Mapping[str, Any]) -> BandRows | None:
    """A table such as {at_least: [[30%, 20], [">0%", 2]]} or {at_most: […]}; None when the value is no table."""
    if len(value) != 1 or not set(value) <= {"at_least", "at_most"}:
        return None
    (kind, rows), = value.items()
    parsed, units = [], set()
    for threshold, points in rows:
        is_strict = isinstance(threshold, str) and threshold.startswith(">")
        figure, unit = read_figure(threshold[1:] if is_strict else threshold)
        parsed.append((figure, is_strict, points))
        units.add(unit)
    (unit,) = units
    return BandRows(tuple(parsed), unit, kind == "at_most")
