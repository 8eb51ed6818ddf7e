"""Mainland working days with make-up days. A year without a published calendar is refused, never guessed.

The years up to the newest State Council notice come from `chinesecalendar`; a year it lacks comes as a `CalendarYear`
that a manager imported (`yizhan calendar import FILE`). An imported year takes precedence, so that a corrected notice
can be entered without waiting for a release of the library.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import yaml

from yizhan.kernel.refusal import Refusal, refuse

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One published year: `holidays` are days off by notice, `makeup_workdays` weekend days that are worked.

    Weekends need not stand among the holidays: a Saturday or Sunday is off unless it is a make-up day.
    """

    year: int
    holidays: frozenset[date]
    makeup_workdays: frozenset[date]
    source: str
    published_on: date | None = None

    def is_working_day(self, day: date) -> bool:
        """Whether a day of this year is worked."""
        if day in self.makeup_workdays:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays


@functools.cache
def library_year(year: int) -> CalendarYear | None:
    """A year as `chinesecalendar` has it, or None. The import waits until the first question: it costs memory."""
    from chinese_calendar import constants

    if not min(constants.holidays).year <= year <= max(constants.holidays).year:
        return None
    holidays = frozenset(day for day in constants.holidays if day.year == year)
    makeup_workdays = frozenset(day for day in constants.workdays if day.year == year)
    return CalendarYear(year, holidays, makeup_workdays, "chinesecalendar")


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of all known years: imported ones first, then those of the library."""

    imported: tuple[CalendarYear, ...] = ()
    _by_year: Mapping[int, CalendarYear] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_year", {year.year: year for year in self.imported})

    def year(self, year: int) -> CalendarYear | Refusal:
        """The calendar of a year, or `calendar_missing` with the year."""
        known = self._by_year.get(year) or library_year(year)
        return known if known is not None else refuse("calendar_missing", year=year)

    def is_working_day(self, day: date) -> bool | Refusal:
        """Whether a day is worked; `calendar_missing` when its year is not published."""
        year = self.year(day.year)
        return year if isinstance(year, Refusal) else year.is_working_day(day)

    def next_working_day(self, day: date) -> date | Refusal:
        """`day` itself when it is worked, otherwise the first working day after it."""
        return self.add_working_days(day - ONE_DAY, 1)

    def add_working_days(self, day: date, count: int) -> date | Refusal:
        """The `count`-th working day after `day`, which itself is not counted; a count of 0 gives `day` back.

        A negative count raises ValueError.
        """
        if count < 0:
            raise ValueError(f"count must not be negative, got {count}")
        while count > 0:
            day += ONE_DAY
            working = self.is_working_day(day)
            if isinstance(working, Refusal):
                return working
            count -= working
        return day

    def working_days_between(self, start: date, end: date) -> int | Refusal:
        """Working days after `start` up to and including `end`; 0 when `end` is not after `start`."""
        count, day = 0, start
        while day < end:
            day += ONE_DAY
            working = self.is_working_day(day)
            if isinstance(working, Refusal):
                return working
            count += working
        return count


def parse_calendar_year(text: str) -> CalendarYear | list[Refusal]:
    """A published year from YAML, or every fault found with the field (and the line where YAML itself is broken).

        year: 2027
        source: 国务院办公厅 notice of …
        published_on: 2026-11-05
        holidays: [2027-01-01, 2027-02-05..2027-02-11]     # a day, or first..last with both ends included
        makeup_workdays: [2027-02-14]
    """
    raise NotImplementedError
