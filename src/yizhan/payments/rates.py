"""The exchange rate of a day (当日汇率), with its source: known before the day, so that a payment always counts the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.kernel.dated import Dated
from yizhan.kernel.money import MINOR_DIGITS, Money, Rounding
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments.figures import figures

FILE = "exchange_rates.yaml"


@dataclass(frozen=True, slots=True)
class DayRate:
    """`cny_per_unit` yuan for one unit (not minor unit) of `currency` on `day`."""

    currency: str
    day: date
    cny_per_unit: Decimal
    source: str
    is_assumption: bool

    def __post_init__(self) -> None:
        if self.cny_per_unit <= 0:
            raise ValueError(f"{self.cny_per_unit} yuan for one {self.currency} is no rate")

    def from_cny(self, amount: Money, rounding: Rounding) -> Money:
        """The amount of yuan in this currency, rounded to its minor unit as named."""
        if amount.currency != "CNY":
            raise ValueError(f"expected CNY, got {amount.currency}")
        digits = MINOR_DIGITS[self.currency] - MINOR_DIGITS["CNY"]
        return Money(amount.amount_minor, self.currency).divide(self.cny_per_unit.scaleb(-digits), rounding)


def day_rate(currency: str, on: date, rules: Mapping[str, Dated] | None = None) -> DayRate | Refusal:
    """The rate of a day; `exchange_rate_missing` (currency, on) where none is known.

    `rules` are the versions that hold, the branch's fixings among them (`fixings.with_fixings`); without it the program's own.
    """
    dated = (figures(FILE) if rules is None else rules).get(currency)
    version = dated.on_or_none(on) if dated else None
    if version is None:
        return refuse("exchange_rate_missing", currency=currency, on=on)
    return DayRate(currency, on, Decimal(version.value), version.source, version.is_assumption)
