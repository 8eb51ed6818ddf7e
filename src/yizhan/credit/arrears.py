"""Arrears in order: which bucket a loan is in, which step of collection comes next, whether a promise to pay was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yizhan.credit.parameters import Parameters

FILE = "arrears.yaml"


@dataclass(frozen=True, slots=True)
class Bucket:
    """Days overdue from `first_day` to `last_day`; the last bucket has no end."""

    first_day: int
    last_day: int | None

    def holds(self, overdue_days: int) -> bool:
        """Whether so many days are in it."""
        return self.first_day <= overdue_days and (self.last_day is None or overdue_days <= self.last_day)

    def __str__(self) -> str:
        return f"{self.first_day}+" if self.last_day is None else f"{self.first_day}–{self.last_day}"


def buckets(parameters: Parameters) -> tuple[Bucket, ...]:
    """The buckets in force, the freshest arrears first."""
    firsts = parameters.version(FILE, "buckets").value
    return tuple(Bucket(first, after - 1 if after else None) for first, after in zip(firsts, [*firsts[1:], None], strict=True))


def next_step(overdue_days: int, parameters: Parameters) -> str:
    """The code of the step that the strategy asks for; "" while nothing is overdue."""
    steps: dict[str, int] = parameters.version(FILE, "strategy").value
    reached = [(days, step) for step, days in steps.items() if overdue_days >= days]
    return max(reached)[1] if reached else ""


def outgoing_step(overdue_days: int, parameters: Parameters) -> str:
    """The last step reached that goes out to the borrower as a letter; "" while none is."""
    steps: dict[str, int] = parameters.version(FILE, "strategy").value
    reached = [(steps[step], step) for step in parameters.version(FILE, "outgoing").value if overdue_days >= steps[step]]
    return max(reached)[1] if reached else ""


def promise_state(promised_minor: int, made_on: date, promised_on: date, paid: Sequence[tuple[date, int]], today: date) -> str:
    """open, kept or broken: what was paid from the day of the promise to the promised day, against what was promised."""
    received = sum(minor for on, minor in paid if made_on <= on <= promised_on)
    if received >= promised_minor:
        return "kept"
    return "broken" if today > promised_on else "open"
