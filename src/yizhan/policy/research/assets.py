"""Research assets over the years: depreciation as the tax return has it, and capitalised results that are amortised."""

from dataclasses import dataclass
from decimal import Decimal

from yizhan.kernel.money import Money, Rounding


@dataclass(frozen=True, slots=True)
class Equipment:
    """Equipment used for research. `tax_years` is the term of the tax return, 0 for deduction in one sum.

    The base of the super-deduction is what the tax return deducts, not what the books show (2017年第40号公告).
    """

    cost: Money
    bought_year: int
    bought_month: int
    tax_years: int

    def deducted_in(self, year: int) -> Money:
        """Depreciation that the tax return takes in a year; it begins in the month after purchase."""
        if self.tax_years == 0:
            return self.cost if year == self.bought_year else Money.zero()
        elapsed = _months_through(year, self) - _months_through(year - 1, self)
        return self.cost.times(Decimal(elapsed) / (12 * self.tax_years), Rounding.HALF_UP)


def _months_through(year: int, equipment: Equipment) -> int:
    """Months of depreciation up to the end of a year."""
    months = (year - equipment.bought_year) * 12 + 12 - equipment.bought_month
    return max(0, min(months, 12 * equipment.tax_years))


@dataclass(frozen=True, slots=True)
class CapitalisedResult:
    """Research that became an intangible asset, amortised over whole years from `first_year`."""

    cost: Money
    first_year: int
    years: int

    def amortised_in(self, year: int) -> Money:
        """Amortisation of the cost in a year, before the extra."""
        if not self.first_year <= year < self.first_year + self.years:
            return Money.zero()
        return self.cost.divide(self.years, Rounding.HALF_UP)
