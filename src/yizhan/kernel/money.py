"""Money: integer minor units of one currency. Every division names its rounding."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum
from functools import total_ordering

# Minor-unit digits by ISO 4217 for the currencies the branch handles; an unlisted code is refused, never guessed.
MINOR_DIGITS = {
    "CNY": 2,
    "USD": 2,
    "EUR": 2,
    "GBP": 2,
    "HKD": 2,
    "SGD": 2,
    "AUD": 2,
    "CAD": 2,
    "CHF": 2,
    "THB": 2,
    "MYR": 2,
    "MOP": 2,
    "TWD": 2,
    "RUB": 2,
    "JPY": 0,
    "KRW": 0,
    "VND": 0,
    "BHD": 3,
    "KWD": 3,
}


class Rounding(StrEnum):
    """Named rounding of a fraction of a minor unit."""

    HALF_UP = ROUND_HALF_UP
    HALF_EVEN = ROUND_HALF_EVEN
    DOWN = ROUND_DOWN
    UP = ROUND_UP


def round_minor(value: Decimal, rounding: Rounding) -> int:
    """Round a number of minor units to a whole one."""
    return int(value.quantize(Decimal(1), rounding=rounding.value))


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """`amount_minor` fen (or cents, yen …) of `currency`. Adding two currencies is a bug, so it raises."""

    amount_minor: int
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if type(self.amount_minor) is not int:
            raise TypeError(f"amount_minor must be int, not {type(self.amount_minor).__name__}")
        if self.currency not in MINOR_DIGITS:
            raise ValueError(f"unknown currency {self.currency!r}")

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str = "CNY") -> "Money":
        """Money from major units, exact: `Money.of("12.34")`. More digits than the currency has raises ValueError."""
        minor = Decimal(amount).scaleb(MINOR_DIGITS[currency])
        if minor != minor.to_integral_value():
            raise ValueError(f"{amount} has more decimal places than {currency} allows")
        return cls(int(minor), currency)

    @classmethod
    def zero(cls, currency: str = "CNY") -> "Money":
        """No money of a currency."""
        return cls(0, currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.amount_minor).scaleb(-MINOR_DIGITS[self.currency])

    def _same(self, other: "Money") -> int:
        if not isinstance(other, Money):
            raise TypeError(f"expected Money, got {type(other).__name__}")
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
        return other.amount_minor

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount_minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount_minor, self.currency)

    def __mul__(self, count: int) -> "Money":
        if type(count) is not int:
            raise TypeError("multiply Money by int; use `times` with a named rounding for fractions")
        return Money(self.amount_minor * count, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        return self.amount_minor < self._same(other)

    def __bool__(self) -> bool:
        return self.amount_minor != 0

    def times(self, factor: Decimal, rounding: Rounding) -> "Money":
        """This amount times an exact factor, rounded to the minor unit as named."""
        return Money(round_minor(self.amount_minor * factor, rounding), self.currency)

    def divide(self, divisor: Decimal | int, rounding: Rounding) -> "Money":
        """This amount divided, rounded to the minor unit as named."""
        return Money(round_minor(Decimal(self.amount_minor) / Decimal(divisor), rounding), self.currency)

    def allocate(self, weights: Sequence[int]) -> list["Money"]:
        """Split by whole-number weights without losing a minor unit.

        Shares are cut toward zero and the left-over units go to the largest remainders, earlier weight first.
        Raises ValueError on negative weights or weights that sum to zero.
        """
        total = sum(weights)
        if total <= 0 or any(weight < 0 for weight in weights):
            raise ValueError("weights must be non-negative and not all zero")
        sign = -1 if self.amount_minor < 0 else 1
        parts = [divmod(abs(self.amount_minor) * weight, total) for weight in weights]
        shares = [share for share, _ in parts]
        by_remainder = sorted(range(len(parts)), key=lambda index: (-parts[index][1], index))
        for index in by_remainder[: abs(self.amount_minor) - sum(shares)]:
            shares[index] += 1
        return [Money(sign * share, self.currency) for share in shares]

    def __str__(self) -> str:
        return f"{self.currency} {self.major:,.{MINOR_DIGITS[self.currency]}f}"


def money_sum(amounts: Sequence[Money], currency: str = "CNY") -> Money:
    """The sum of amounts of one currency; an empty sum is zero of `currency`."""
    return sum(amounts[1:], amounts[0]) if amounts else Money.zero(currency)
