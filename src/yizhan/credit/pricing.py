"""The price of a loan: the LPR of the day plus the spread of the grade, both dated; an unproven rate says so."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yizhan.credit.parameters import Parameters
from yizhan.credit.products import Product
from yizhan.credit.reasons import Reason
from yizhan.kernel.refusal import Refusal, refuse

RATES = "lpr.yaml"
SPREADS = "pricing.yaml"


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
    version = parameters.version_or_none(RATES, f"lpr_{tenor}")
    if version is None:
        return refuse("rate_missing", tenor=tenor, on=parameters.on)
    return LoanPrimeRate(tenor, Decimal(version.value), version.effective_from, version.source, version.confidence,
                         is_unconfirmed=version.is_assumption)


def price_of(product: Product, grade: str, parameters: Parameters) -> Price | Refusal:
    """The price for a grade; `rate_missing`, or `grade_without_spread` for a grade that pricing.yaml does not price."""
    rate = loan_prime_rate(product.lpr_tenor.value, parameters)
    if isinstance(rate, Refusal):
        return rate
    spreads = parameters.version(SPREADS, f"{product.code}.spread")
    if grade not in spreads.value:
        return refuse("grade_without_spread", product=product.code, grade=grade)
    spread = Decimal(spreads.value[grade])
    return Price(rate.annual + spread, rate, spread, grade, spreads.is_assumption, _notes(rate, spreads.is_assumption))


def _notes(rate: LoanPrimeRate, spread_is_assumption: bool) -> tuple[Reason, ...]:
    notes = []
    if rate.is_unconfirmed:
        notes.append(Reason("rate_unconfirmed", {"tenor": rate.tenor, "annual": rate.annual,
                                                 "effective_from": rate.effective_from, "source": rate.source}))
    if spread_is_assumption:
        notes.append(Reason("spread_assumed"))
    return tuple(notes)
