"""The months that the features look at. See docs/algorithms/invoice-features.md."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """Days that bound the 24 months, the last 12 and the 12 before; both ends included.

    Months are numbered 0 (oldest) to 23 (the month of `last`); `complete` is how many of them have ended.
    """

    first: date
    first_of_last_12: date
    last: date
    last_of_previous_12: date
    complete: int

    @property
    def first_number(self) -> int:
        """The first month counted from the year 0."""
        return self.first.year * 12 + self.first.month

    def month_of(self, day: date) -> int:
        """The number of the month of a day."""
        return (day.year - self.first.year) * 12 + day.month - self.first.month


def window(as_of: date, months: int = 24) -> Window:
    """The window that ends on `as_of`.

    The previous 12 months end on the same day of the month as `as_of`, or on the last day of that month where
    `as_of` is the last of its own: equal spans are compared, also in the middle of a month.
    """
    ends_month = (as_of + timedelta(days=1)).day == 1
    length = monthrange(as_of.year - 1, as_of.month)[1]
    previous_last = date(as_of.year - 1, as_of.month, length if ends_month else min(as_of.day, length))
    return Window(_months_before(as_of, months - 1), _months_before(as_of, 11), as_of, previous_last,
                  months if ends_month else months - 1)


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
