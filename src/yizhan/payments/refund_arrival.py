"""When a refund is expected on the card's account (到账时间): working days after it was sent; the card's own bank decides."""

from dataclasses import dataclass
from datetime import date

from yizhan.kernel.calendar import WorkingCalendar
from yizhan.kernel.refusal import Refusal
from yizhan.payments.figures import figure, figures
from yizhan.payments.refunds import FILE


@dataclass(frozen=True, slots=True)
class Arrival:
    """The first and the last day on which it is expected; the days are None where a calendar is not published yet."""

    days_min: int
    days_max: int
    first_day: date | None
    last_day: date | None


def refund_arrival(sent_on: date, calendar: WorkingCalendar) -> Arrival:
    """The expected days of a refund that is sent on a day."""
    value = figure(figures(FILE), "arrival", sent_on).value
    first, last = (calendar.add_working_days(sent_on, value[name]) for name in ("days_min", "days_max"))
    return Arrival(value["days_min"], value["days_max"], None if isinstance(first, Refusal) else first,
                   None if isinstance(last, Refusal) else last)
