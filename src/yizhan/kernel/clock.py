"""The clock as an argument. Times are aware; the branch's day is a day in Shanghai."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Gives the present moment."""

    def now(self) -> datetime:
        """An aware moment."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands where it was set, for tests, replays and the demo park."""

    def __init__(self, moment: datetime) -> None:
        self.set(moment)

    def set(self, moment: datetime) -> None:
        """Move the clock. A naive moment raises ValueError."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        self._moment = moment

    def advance(self, step: timedelta) -> None:
        """Move the clock forward."""
        self._moment += step

    def now(self) -> datetime:
        return self._moment


def branch_date(moment: datetime) -> date:
    """The branch's calendar day at a moment. A naive moment raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(SHANGHAI).date()
