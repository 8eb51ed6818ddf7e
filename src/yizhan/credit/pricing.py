"""The price of a loan: the LPR of the day plus the spread of the grade, both dated; an unproven rate says so."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.credit.parameters import Parameters
from yizhan.credit.products import Product
from yizhan.credit.reasons import Reason
from yizhan.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class LoanPrimeRate:
    """An LPR in force on a day; `is_unconfirmed` when no fixing proves it for that day (facts 6.54)."""

    tenor: str
    annual: Decimal
    effective_from: date
    source: str
    confidence: str
    is_unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Price:
    """`annual` = LPR + spread, as a yearly rate: 0.0345 is 3.45 %. `notes` hold what a page must say about it."""

    annual: Decimal
    lpr: LoanPrimeRate
    spread: Decimal
    grade: str
    spread_is_assumption: bool
    notes: tuple[Reason, ...]


def loan_prime_rate(tenor: str, parameters: Parameters) -> LoanPrimeRate | Refusal:
    """The LPR of a tenor ("1y" or "5y"); `rate_missing` on a day before the first fixing known."""
    raise NotImplementedError


def price_of(product: Product, grade: str, parameters: Parameters) -> Price | Refusal:
    """The price for a grade; `rate_missing`, or `grade_without_spread` for a grade that pricing.yaml does not price."""
    raise NotImplementedError
