"""The branch's loan products as dated data: 园区e贷 (park-e) and 兴科贷 (xingke). Each figure says whether it is assumed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from yizhan.credit.parameters import Parameters
from yizhan.credit.schedule import PeriodRule, RepaymentForm
from yizhan.enterprise.lifecycle import Stage
from yizhan.kernel.interest_rate import DayCount
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import Bilingual

T = TypeVar("T")
PRODUCT_CODES = ("park-e", "xingke")


@dataclass(frozen=True, slots=True)
class Figure(Generic[T]):
    """A figure of a product with where it comes from; a page labels it when `is_assumption`."""

    value: T
    is_assumption: bool
    source: str
    effective_from: date


@dataclass(frozen=True, slots=True)
class FormTerms:
    """How one repayment form counts interest with this product."""

    form: RepaymentForm
    day_count: DayCount
    period_rule: PeriodRule


@dataclass(frozen=True, slots=True)
class Choice:
    """A code with its words, for lists that a person chooses from."""

    code: str
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Product:
    """A product in force on a day. Amounts are yuan; `prepayment_fee` is a share of the principal repaid early."""

    code: str
    name: Bilingual
    summary: Bilingual
    stages: Figure[tuple[Stage, ...]]
    limit_max: Figure[Money]
    amount_min: Figure[Money]
    term_months_min: Figure[int]
    term_months_max: Figure[int]
    forms: Figure[tuple[FormTerms, ...]]
    purposes: Figure[tuple[str, ...]]
    prepayment_fee: Figure[Decimal]
    lpr_tenor: Figure[str]
    documents: Figure[tuple[str, ...]]
    consents: Figure[tuple[str, ...]]

    def form_terms(self, form: RepaymentForm) -> FormTerms | Refusal:
        """How a form counts with this product; `form_not_offered` otherwise."""
        raise NotImplementedError


def products(on: date) -> tuple[Product, ...]:
    """The products in force on a day, the start-ups' first; () before the first version."""
    raise NotImplementedError


def product(code: str, parameters: Parameters) -> Product | Refusal:
    """One product; `product_not_offered` when the code is unknown or not in force on the day."""
    raise NotImplementedError


def purposes(on: date) -> tuple[Choice, ...]:
    """All purposes a form offers, allowed or barred, with their words."""
    raise NotImplementedError


def check_request(wanted: Product, amount: Money, term_months: int, form: RepaymentForm) -> tuple[Refusal, ...]:
    """What of a request the product does not allow: amount, term, form; else ()."""
    raise NotImplementedError
