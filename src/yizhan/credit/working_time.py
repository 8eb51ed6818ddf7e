"""Working time: the hours between opening and closing on working days, in Shanghai time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from yizhan.kernel.calendar import ONE_DAY, WorkingCalendar
from yizhan.kernel.clock import SHANGHAI
from yizhan.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Opening and closing time on every working day of a calendar; closing must come after opening."""

    opens_at: time
    closes_at: time
    calendar: WorkingCalendar

    def __post_init__(self) -> None:
        if self.opens_at >= self.closes_at:
            raise ValueError(f"closing {self.closes_at} must come after opening {self.opens_at}")

    def opening(self, day: date) -> datetime:
        """The moment the branch opens on a day."""
        return datetime.combine(day, self.opens_at, SHANGHAI)

    def closing(self, day: date) -> datetime:
        """The moment the branch closes on a day."""
        return datetime.combine(day, self.closes_at, SHANGHAI)

    def between(self, start: datetime, end: datetime) -> timedelta | Refusal:
        """Working time from `start` to `end`; nothing when `end` is not after `start`.

        `calendar_missing` when a day in between lies in a year without a calendar.
        """
        worked, day = timedelta(), start.astimezone(SHANGHAI).date()
        last = end.astimezone(SHANGHAI).date()
        while start < end and day <= last:
            working = self.calendar.is_working_day(day)
            if isinstance(working, Refusal):
                return working
            if working:
                worked += max(min(end, self.closing(day)) - max(start, self.opening(day)), timedelta())
            day += ONE_DAY
        return worked

    def add(self, start: datetime, worked: timedelta) -> datetime | Refusal:
        """The earliest moment by which `worked` has passed after `start`; nothing added gives `start`."""
        moment = start
        while worked > timedelta():
            day = moment.astimezone(SHANGHAI).date()
            working = self.calendar.is_working_day(day)
            if isinstance(working, Refusal):
                return working
            begin, closing = max(moment, self.opening(day)), self.closing(day)
            if working and begin < closing:
                step = min(worked, closing - begin)
                worked, moment = worked - step, begin + step
            else:
                moment = self.opening(day + ONE_DAY)
        return moment
