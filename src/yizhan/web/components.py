"""The values that the page components show. Views build them, `{% load yizhan %}` renders them.

Labels are text in the page's language (gettext), amounts come formatted by `web/formats.py` or as Money,
moments aware.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

TONES = ("neutral", "active", "good", "waiting", "bad", "quiet")


@dataclass(frozen=True, slots=True)
class Pill:
    """A state in words, a tone and, by the tone, an icon; colour never stands alone."""

    label: str
    tone: str = "neutral"

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"{self.tone!r} is none of {', '.join(TONES)}")


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to this page; the last one has no address."""

    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line of a summary list. `change_href` adds "Change <label>"; `assumption` labels an unproven
    figure."""

    label: str
    value: Any
    note: str = ""
    change_href: str = ""
    assumption: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a task list; without an address it cannot be started yet."""

    label: str
    state: Pill
    href: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: what, when, who, and what followed."""

    what: str
    at: datetime
    who: str
    note: str = ""
    tone: str = "neutral"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A promise's deadline. `state` is running, paused, pending_calendar, kept, missed, ended or not_started.

    `left_minutes` are working minutes left, negative when late; `warned_percent` is 0, 50 or 80.
    """

    state: str
    due_at: datetime | None = None
    left_minutes: int | None = None
    warned_percent: int = 0
    missing_year: int | None = None


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One case of a queue."""

    title: str
    href: str
    subtitle: str = ""
    state: Pill | None = None
    deadline: Deadline | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a journey; `state` is done, current, todo or stopped."""

    label: str
    state: str = "todo"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure on a card."""

    label: str
    value: Any
    note: str = ""
    href: str = ""
    assumption: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an opened number; `decides` marks the one that made the result."""

    label: str
    value: Any
    note: str = ""
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A number that can be opened: its parts, its formula, its source."""

    label: str
    value: Any
    parts: Sequence[Part] = ()
    formula: str = ""
    source: str = ""
    assumption: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """Work under way: how much of how much. `href` is polled every second until `done`; total None means
    unknown."""

    label: str
    value: int
    total: int | None
    href: str = ""
    done: bool = False
    note: str = ""
