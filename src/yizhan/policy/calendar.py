"""What falls due: filing windows that open and close, and titles that run out."""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from yizhan.enterprise.innovation import Title
from yizhan.kernel.dated import Dated, DatedDataError, load_dated
from yizhan.kernel.text import Bilingual


@dataclass(frozen=True, slots=True)
class Window:
    """A filing window of a programme, both days included."""

    programme: str
    opens_on: date
    closes_on: date
    text: Bilingual
    source: str


@dataclass(frozen=True, slots=True)
class Expiry:
    """A title that runs out; `days_left` counts from the day asked."""

    kind: str
    number: str
    expires_on: date
    days_left: int


def windows(first: date, last: date) -> tuple[Window, ...]:
    """Windows that touch a span of days, in order of opening."""
    found = [window for dated in load_windows().values() for window in _windows(dated, first, last)]
    return tuple(sorted(found, key=lambda window: (window.opens_on, window.programme)))


def _windows(dated: Dated, first: date, last: date) -> Iterator[Window]:
    for version in dated.versions:
        for year in range(first.year, last.year + 1):
            for span in version.value:
                opens, closes = (date.fromisoformat(f"{year}-{span[end]}") for end in ("from", "to"))
                if version.holds_on(opens) and opens <= last and closes >= first:
                    text = Bilingual(version.note["zh"], version.note["en"])
                    yield Window(dated.name, opens, closes, text, version.source)


@functools.cache
def load_windows() -> dict[str, Dated]:
    """The windows of windows.yaml by programme. Raises DatedDataError on a day that is none."""
    path = Path(__file__).with_name("windows.yaml")
    loaded = load_dated(path)
    for dated in loaded.values():
        for version in dated.versions:
            check_spans(f"{path.name}: {dated.name}", version.value)
    return loaded


def check_spans(where: str, spans: object) -> None:
    """Raise DatedDataError unless the value is a list of {from: MM-DD, to: MM-DD} in order."""
    try:
        days = [tuple(date.fromisoformat(f"2024-{span[end]}") for end in ("from", "to")) for span in spans]  # type: ignore[attr-defined]
    except (TypeError, KeyError, ValueError) as error:
        raise DatedDataError(f"{where}: a window is written as {{from: 06-01, to: 08-31}}: {error}") from error
    if any(opens > closes for opens, closes in days):
        raise DatedDataError(f"{where}: a window closes before it opens; split it at the end of the year")


def expiries(titles: Iterable[Title], on: date, within_days: int) -> tuple[Expiry, ...]:
    """Titles that are valid on a day and run out within some days, the nearest first.

    A title given under earlier rules keeps its own end (facts 4.2).
    """
    last = on + timedelta(days=within_days)
    found = [Expiry(title.kind, title.number, title.valid_to, (title.valid_to - on).days) for title in titles
             if title.valid_to is not None and title.holds_on(on) and title.valid_to <= last]
    return tuple(sorted(found, key=lambda expiry: (expiry.expires_on, expiry.kind)))
