"""The park's past: working days counted back from now, so that every moment of a story lies before now."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from yizhan.kernel.calendar import WorkingCalendar
from yizhan.kernel.clock import SHANGHAI, branch_date

SATURDAY = 5


@dataclass(frozen=True)
class Timeline:
    """Working days before the day of `now`; a year without a published calendar counts Monday to Friday."""

    now: datetime
    calendar: WorkingCalendar

    @property
    def today(self) -> date:
        """The branch's day of now."""
        return branch_date(self.now)

    def days(self, first: date) -> list[date]:
        """All working days from `first` up to yesterday, oldest first."""
        span = (self.today - first).days
        return [day for day in (first + timedelta(days=step) for step in range(span)) if self.is_working(day)]

    def at(self, days_back: int, clock: str) -> datetime:
        """A time such as "10:30" on the working day so many before today (1 is the last one before today)."""
        day = self.today
        for _ in range(days_back):
            day -= timedelta(days=1)
            while not self.is_working(day):
                day -= timedelta(days=1)
        return moment(day, clock)

    def is_working(self, day: date) -> bool:
        """Whether the branch works on a day."""
        known = self.calendar.is_working_day(day)
        return known if isinstance(known, bool) else day.weekday() < SATURDAY


def moment(day: date, clock: str) -> datetime:
    """A branch time such as "10:30" on a day."""
    return datetime.combine(day, time.fromisoformat(clock), SHANGHAI)
