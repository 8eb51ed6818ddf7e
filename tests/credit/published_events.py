"""Published tables taken after something had happened to the loan: a payment, a change of rate, a pay-off. Ours by our features."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from yizhan.credit.changes import reshaped
from yizhan.credit.repayment import EarlyRepaymentPreview, Keep, preview_early_repayment
from yizhan.credit.schedule import Schedule, periods_of, schedule_over
from yizhan.kernel.money import Money

Pair = tuple[Decimal, Decimal]
Row = tuple[Decimal, Decimal, Decimal]  # principal, interest, balance

# The daily-recalculation tables pay 862 a month where the exact annuity, 862.6, rounds to 863 in whole euros: upstream re-derives it
# after the event. They are compared over the instalment that the table shows.
LEVEL_OF_TABLE = Money.of("862", "EUR")
SAME_INSTALMENT = frozenset({12, 15, 16, 17, 18, 21, 29, 30})
AGREED = frozenset({2, 3, 4})  # the schedule that was agreed, whatever became overdue
EXCESS = {19: Keep.TERM, 26: Keep.INSTALMENT, 27: Keep.TERM}  # an instalment paid on its day, and more


def agreed(schedule: Schedule, number: int) -> Schedule:
    """The schedule as agreed, over the instalment of the table where that was re-derived."""
    return schedule_over(schedule.terms, periods_of(schedule.terms), LEVEL_OF_TABLE) if number in SAME_INSTALMENT else schedule


def after_excess(schedule: Schedule, payments: Sequence[tuple[date, Decimal]], keep: Keep) -> list[Row]:
    """Each payment pays the instalment of its day; what is over repays principal early on that day. Then the lines that are left."""
    rows: list[Row] = []
    if keep is Keep.INSTALMENT:
        schedule = schedule_over(schedule.terms, periods_of(schedule.terms), LEVEL_OF_TABLE)
    for on, amount in payments:
        line, rest = schedule.instalments[0], replace(schedule, instalments=schedule.instalments[1:])
        assert line.due_on == on
        over = Money.of(amount, "EUR") - line.payment
        rows.append(((line.principal + over).major, line.interest.major, (line.closing - over).major))
        preview = preview_early_repayment(rest, 0, on, over, keep, Decimal(0))
        assert isinstance(preview, EarlyRepaymentPreview) and preview.after is not None
        schedule = preview.after
    return rows + [(line.principal.major, line.interest.major, line.closing.major) for line in schedule.instalments]


def row_pairs(rows: Iterable[Row], table: list[list[str]]) -> Iterable[Pair]:
    """Ours beside the table, line by line; a line that one of the two lacks differs."""
    theirs = [dict(zip(table[0], row, strict=True)) for row in table[1:] if row[0]]
    ours = list(rows)
    assert len(ours) == len(theirs)
    for row, other in zip(ours, theirs, strict=True):
        yield from zip(row, (Decimal(other[name]) for name in ("Principal due", "Interest", "Balance of loan")), strict=True)


def changed_rate(schedule: Schedule, on: date, annual: Decimal) -> Schedule:
    """The schedule with another rate from the first period that begins on or after a day."""
    changed = reshaped(schedule, on, annual)
    assert isinstance(changed, Schedule)
    return changed


def pay_off_pairs(schedule: Schedule, paid: int, on: date, rows: list[dict[str, str]]) -> Iterable[Pair]:
    """A pay-off: principal and interest to the day, against what the table asks of the running and all later periods."""
    preview = preview_early_repayment(schedule, paid, on, None, Keep.TERM, Decimal(0))
    assert isinstance(preview, EarlyRepaymentPreview)
    last = {row["period_index"]: row for row in rows}
    later = [row for index, row in last.items() if int(index) >= paid]
    yield preview.principal.major, sum(Decimal(row["principal_due"]) for row in later)
    yield preview.interest.amount.major, sum(Decimal(row["interest_due"]) for row in later)
