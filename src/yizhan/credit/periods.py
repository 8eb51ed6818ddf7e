"""The interest periods of a loan: due dates by months or weeks, whole periods and broken ones."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

MONTH_SHARE = (1, 12)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of interest: `starts_on` counted, `ends_on` not.

    `share` is the equal part of a year that a whole period bears (a month 1 of 12); a broken period has none.
    """

    starts_on: date
    ends_on: date
    share: tuple[int, int] | None

    @property
    def is_whole(self) -> bool:
        """Whether the period is a whole month, or whole weeks."""
        return self.share is not None

    def after(self, day: date) -> "Period":
        """The rest of the period from `day` on: itself when nothing was cut off, otherwise a broken one."""
        return self if day <= self.starts_on else Period(day, self.ends_on, None)


def add_months(anchor: date, months: int, day_of_month: int | None = None) -> date:
    """The day `months` later; a day that the month lacks becomes its last day."""
    index = anchor.year * 12 + anchor.month - 1 + months
    year, month = divmod(index, 12)
    day = day_of_month or anchor.day
    return date(year, month + 1, day if day <= 28 else min(day, monthrange(year, month + 1)[1]))


def month_periods(starts_on: date, term_months: int, payment_day: int | None = None) -> tuple[Period, ...]:
    """The monthly periods of a loan, its maturity being `term_months` after `starts_on`.

    With a `payment_day` other than the day of the start, the first and the last period are broken.
    """
    day = payment_day or starts_on.day
    matures_on = add_months(starts_on, term_months)
    days = [add_months(starts_on, month, day) for month in range(term_months + 1)]
    cuts = [starts_on, *(cut for cut in days if starts_on < cut < matures_on), matures_on]
    following = dict(pairwise(days))
    return tuple(Period(start, end, MONTH_SHARE if following.get(start) == end else None)
                 for start, end in pairwise(cuts))


def week_periods(starts_on: date, count: int, weeks: int = 1) -> tuple[Period, ...]:
    """`count` periods of whole weeks; a week bears a 52nd of the yearly rate."""
    step = timedelta(weeks=weeks)
    return tuple(Period(starts_on + step * index, starts_on + step * (index + 1), (weeks, 52))
                 for index in range(count))
