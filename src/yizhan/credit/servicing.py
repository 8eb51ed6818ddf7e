"""A loan between payout and end, day by day: what is earned, what is due, what is overdue, and what the book must hold for it.

These are the rules for one loan, as values. `records/sql/day_end.sql` states the same rules over all loans at once; a test holds the
two against each other. Amounts are whole minor units of one currency. See docs/algorithms/day-end.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from yizhan.credit.parameters import Parameters
from yizhan.credit.repayment import Claim, ClaimKind
from yizhan.kernel.calendar import WorkingCalendar
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal

FILE = "servicing.yaml"
RATE_UNITS = 100_000_000  # Penalty rates count in hundred-millionths, so that sums over days stay whole numbers.


@dataclass(frozen=True, slots=True)
class ServicingRules:
    """The dated figures of one product on one day. `order_*` say what a payment pays first."""

    order_accrual: tuple[ClaimKind, ...]
    order_non_accrual: tuple[ClaimKind, ...]
    penalty_markup: Decimal
    penalty_on_interest: bool
    non_accrual_more_than_days: int


@dataclass(frozen=True, slots=True)
class Line:
    """An open instalment: its period, what it asks for and what was paid of it. `fell_due_on`: the day a day end found it due."""

    number: int
    due_on: date
    starts_on: date
    ends_on: date
    principal_minor: int
    interest_minor: int
    paid_principal_minor: int = 0
    paid_interest_minor: int = 0
    fell_due_on: date | None = None

    @property
    def open_principal_minor(self) -> int:
        """Principal not yet paid."""
        return self.principal_minor - self.paid_principal_minor

    @property
    def open_interest_minor(self) -> int:
        """Interest not yet paid, earned or not."""
        return self.interest_minor - self.paid_interest_minor

    @property
    def is_paid(self) -> bool:
        """Whether nothing of it is open."""
        return not self.open_principal_minor and not self.open_interest_minor

    def earned_minor(self, through: date) -> int:
        """Interest earned up to and including the night of a day: even over the days of the period, rounded half up."""
        days = (self.ends_on - self.starts_on).days
        nights = min(max((through - self.starts_on).days + 1, 0), days)
        return (2 * self.interest_minor * nights + days) // (2 * days)


@dataclass(frozen=True, slots=True)
class Balances:
    """What the book holds on a loan's accounts, each on its normal side."""

    principal_minor: int = 0
    overdue_minor: int = 0
    non_accrual_minor: int = 0
    interest_minor: int = 0
    penalty_minor: int = 0
    fee_minor: int = 0
    memorandum_minor: int = 0

    @property
    def all_principal_minor(self) -> int:
        """Principal on all three accounts."""
        return self.principal_minor + self.overdue_minor + self.non_accrual_minor


@dataclass(frozen=True, slots=True)
class Position:
    """One loan at one moment: its open lines, how far it is accrued, and its arrears.

    `penalty_numerator` counts fen × nights × rate in hundred-millionths since the arrears began, so that days add up exactly.
    """

    lines: tuple[Line, ...]
    accrued_through: date
    annual_rate: Decimal
    year_days: int
    overdue_since: date | None = None
    is_non_accrual: bool = False
    penalty_numerator: int = 0
    penalty_charged_minor: int = 0
    penalty_paid_minor: int = 0
    fee_due_minor: int = 0

    @property
    def penalty_due_minor(self) -> int:
        """Penalty charged and not paid."""
        return self.penalty_charged_minor - self.penalty_paid_minor

    @property
    def is_settled(self) -> bool:
        """Whether nothing is owed any more."""
        return not self.lines and not self.penalty_due_minor and not self.fee_due_minor

    def overdue_days(self, on: date) -> int:
        """Days since the oldest open line fell due; 0 when none is."""
        return (on - self.overdue_since).days if self.overdue_since else 0


@dataclass(frozen=True, slots=True)
class PaidPart:
    """One line of an allocation: the instalment's number, or None for a fee or a penalty."""

    kind: ClaimKind
    number: int | None
    claimed_minor: int
    paid_minor: int


def servicing_rules(product: str, parameters: Parameters) -> ServicingRules:
    """The rules of a product on the parameters' day; what the product does not say itself holds for all."""
    def value(name: str):
        own = parameters.version_or_none(FILE, f"{product}.{name}")
        return (own or parameters.version(FILE, name)).value

    order = value("allocation_order")
    return ServicingRules(
        order_accrual=tuple(ClaimKind(kind) for kind in order["accrual"]),
        order_non_accrual=tuple(ClaimKind(kind) for kind in order["non_accrual"]),
        penalty_markup=Decimal(value("penalty_markup")),
        penalty_on_interest=bool(value("penalty_on_interest")),
        non_accrual_more_than_days=int(value("non_accrual_more_than_days")),
    )


def penalty_rate_units(annual_rate: Decimal, markup: Decimal) -> int:
    """The yearly penalty rate in hundred-millionths: the contract's rate and the mark-up on it."""
    return int((annual_rate * (1 + markup) * RATE_UNITS).to_integral_value())


def claims_of(position: Position, due_through: date, rules: ServicingRules) -> tuple[tuple[Claim, int | None], ...]:
    """What is due, in the order of payment, each with its instalment's number; lines due up to `due_through`, oldest first."""
    due = [line for line in position.lines if line.fell_due_on or line.due_on <= due_through]
    open_parts = {
        ClaimKind.FEE: [(position.fee_due_minor, None)],
        ClaimKind.PENALTY: [(position.penalty_due_minor, None)],
        ClaimKind.INTEREST: [(line.open_interest_minor, line.number) for line in due],
        ClaimKind.PRINCIPAL: [(line.open_principal_minor, line.number) for line in due],
    }
    order = rules.order_non_accrual if position.is_non_accrual else rules.order_accrual
    return tuple((Claim(kind, Money(minor)), number) for kind in order for minor, number in open_parts[kind] if minor)


def pay(position: Position, amount_minor: int, due_through: date, rules: ServicingRules) -> tuple[Position, tuple[PaidPart, ...], int]:
    """Pay what is due in order: the position afterwards, the parts paid, and what no claim took."""
    left, parts = amount_minor, []
    for claim, number in claims_of(position, due_through, rules):
        paid = min(claim.amount.amount_minor, left)
        if paid:
            parts.append(PaidPart(claim.kind, number, claim.amount.amount_minor, paid))
        left -= paid
    return apply_parts(position, parts), tuple(parts), left


def apply_parts(position: Position, parts: Sequence[PaidPart]) -> Position:
    """The position after parts were paid; lines that are paid in full leave it."""
    paid = {(part.kind, part.number): part.paid_minor for part in parts}
    lines = tuple(
        replace(line, paid_principal_minor=line.paid_principal_minor + paid.get((ClaimKind.PRINCIPAL, line.number), 0),
                paid_interest_minor=line.paid_interest_minor + paid.get((ClaimKind.INTEREST, line.number), 0))
        for line in position.lines
    )
    return replace(
        position,
        lines=tuple(line for line in lines if not line.is_paid),
        penalty_paid_minor=position.penalty_paid_minor + paid.get((ClaimKind.PENALTY, None), 0),
        fee_due_minor=position.fee_due_minor - paid.get((ClaimKind.FEE, None), 0),
    )


def fall_due(position: Position, day: date, due_through: date) -> Position:
    """Lines due up to `due_through` fall due on a working day; on a day off `due_through` is the last working day before it."""
    lines = tuple(replace(line, fell_due_on=day) if line.fell_due_on is None and line.due_on <= due_through else line
                  for line in position.lines)
    return replace(position, lines=lines)


def close_day(position: Position, day: date, rules: ServicingRules) -> Position:
    """The night of a day, after that day's payments: arrears, non-accrual, penalty and interest. A day closed before stays as it is."""
    nights = (day - position.accrued_through).days
    if nights <= 0:
        return position
    overdue = [line for line in position.lines if line.fell_due_on]
    since = min((line.fell_due_on for line in overdue), default=None)
    if since is None and not position.penalty_due_minor:
        return replace(position, accrued_through=day, overdue_since=None, is_non_accrual=False, penalty_numerator=0,
                       penalty_charged_minor=0, penalty_paid_minor=0)
    late = since is not None and (day - since).days > rules.non_accrual_more_than_days
    units = penalty_rate_units(position.annual_rate, rules.penalty_markup)
    numerator = position.penalty_numerator + sum(
        (line.open_principal_minor + (line.open_interest_minor if rules.penalty_on_interest else 0))
        * min(nights, (day - line.fell_due_on).days + 1) * units for line in overdue)
    return replace(
        position, accrued_through=day, overdue_since=since, penalty_numerator=numerator,
        is_non_accrual=since is not None and (late or position.is_non_accrual),
        penalty_charged_minor=rounded_penalty(numerator, position.year_days))


def rounded_penalty(numerator: int, year_days: int) -> int:
    """Penalty in minor units of an exact sum, rounded half up once."""
    denominator = RATE_UNITS * year_days
    return (2 * numerator + denominator) // (2 * denominator)


def balances_of(position: Position) -> Balances:
    """What the book must hold for a position."""
    everything = sum(line.open_principal_minor for line in position.lines)
    overdue = sum(line.open_principal_minor for line in position.lines if line.fell_due_on)
    interest = sum(line.earned_minor(position.accrued_through) - line.paid_interest_minor for line in position.lines)
    if position.is_non_accrual:
        memorandum = interest + position.penalty_due_minor
        return Balances(non_accrual_minor=everything, memorandum_minor=memorandum, fee_minor=position.fee_due_minor)
    return Balances(principal_minor=everything - overdue, overdue_minor=overdue, interest_minor=interest,
                    penalty_minor=position.penalty_due_minor, fee_minor=position.fee_due_minor)


def due_through(day: date, calendar: WorkingCalendar) -> tuple[date, bool]:
    """Up to which due date lines fall due on a day, and whether the day's year is still without a published calendar.

    A due date on a day off waits for the next working day, so on a day off nothing more falls due. In a year without a calendar due
    dates stay as they are written.
    """
    if isinstance(calendar.is_working_day(day), Refusal):
        return day, True
    last = day
    while calendar.is_working_day(last) is False:
        last -= timedelta(days=1)
    return last, False
