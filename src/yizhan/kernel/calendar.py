"""Mainland working days with make-up days. A year without a published calendar is refused, never guessed.

The years up to the newest State Council notice come from `chinesecalendar`; a year it lacks comes as a
`CalendarYear` that a manager imported (`yizhan calendar import FILE`). An imported year takes precedence, so
that a corrected notice can be entered without waiting for a release of the library.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import yaml

from yizhan.kernel.refusal import Refusal, refuse

ONE_DAY = timedelta(days=1)
SATURDAY = 5
FIELDS = ("year", "source", "published_on", "holidays", "makeup_workdays")


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
    """A year as `chinesecalendar` has it, or None. Imported on first use: it costs memory."""
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
    """A published year from YAML, or every fault found, each with line and field.

        year: 2027
        source: 国务院办公厅 notice of 2026-11-05
        published_on: 2026-11-05                            # may be left out
        holidays: [2027-01-01, 2027-02-05..2027-02-11]      # a day, or first..last, both ends included
        makeup_workdays: [2027-02-14]                       # weekend days that are worked; [] for none

    The words of the file are read as text, so that quoted and bare dates mean the same.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return [refuse("calendar_not_readable", line=mark.line + 1 if mark else 1)]
    if not isinstance(root, yaml.MappingNode):
        return [refuse("calendar_not_readable", line=1)]
    nodes = {str(name.value): node for name, node in root.value}
    faults = [refuse("calendar_field_unknown", field=name, line=_line(node)) for name, node in nodes.items() if name not in FIELDS]
    faults += [
        refuse("calendar_field_missing", field=name)
        for name in FIELDS
        if name != "published_on" and (name not in nodes or nodes[name].value == "")
    ]
    return faults if faults else _read_fields(nodes)


def _read_fields(nodes: Mapping[str, yaml.Node]) -> CalendarYear | list[Refusal]:
    faults: list[Refusal] = []
    year_text = str(nodes["year"].value)
    if not (year_text.isdecimal() and 2000 <= int(year_text) <= 2200):
        return [_invalid("year", nodes["year"])]
    year = int(year_text)
    holidays = _read_days("holidays", nodes["holidays"], year, faults)
    makeup_workdays = _read_days("makeup_workdays", nodes["makeup_workdays"], year, faults)
    published_on = _read_published_on(nodes.get("published_on"), faults)
    line = _line(nodes["makeup_workdays"])
    faults += [refuse("calendar_day_in_both", day=day, line=line) for day in sorted(holidays & makeup_workdays)]
    faults += [refuse("calendar_makeup_on_weekday", day=day, line=line) for day in sorted(makeup_workdays) if day.weekday() < SATURDAY]
    if not holidays and not faults:
        faults.append(refuse("calendar_field_missing", field="holidays"))
    if faults:
        return faults
    return CalendarYear(year, holidays, makeup_workdays, str(nodes["source"].value), published_on)


def _read_published_on(node: yaml.Node | None, faults: list[Refusal]) -> date | None:
    if node is None or node.value == "":
        return None
    days = _days(str(node.value))
    if days is None or len(days) != 1:
        faults.append(_invalid("published_on", node))
        return None
    return days[0]


def _read_days(field_name: str, node: yaml.Node, year: int, faults: list[Refusal]) -> frozenset[date]:
    if not isinstance(node, yaml.SequenceNode):
        faults.append(_invalid(field_name, node))
        return frozenset()
    found: set[date] = set()
    for item in node.value:
        text = str(item.value)
        days = _days(text)
        if days is None:
            faults.append(_invalid(field_name, item))
        elif any(day.year != year for day in days):
            facts = {"field": field_name, "line": _line(item), "value": text, "year": year}
            faults.append(refuse("calendar_day_outside_year", **facts))
        else:
            found.update(days)
    return frozenset(found)


def _days(text: str) -> list[date] | None:
    """The days of `2027-02-05` or `2027-02-05..2027-02-11`, 31 at most; None when it is neither."""
    first_text, dots, last_text = text.partition("..")
    try:
        first = date.fromisoformat(first_text.strip())
        last = date.fromisoformat(last_text.strip()) if dots else first
    except ValueError:
        return None
    length = (last - first).days
    return [first + ONE_DAY * step for step in range(length + 1)] if 0 <= length <= 30 else None


def _invalid(field_name: str, node: yaml.Node) -> Refusal:
    value = str(node.value) if isinstance(node, yaml.ScalarNode) else "…"
    return refuse("calendar_field_invalid", field=field_name, line=_line(node), value=value)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
