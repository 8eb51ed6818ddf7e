"""The branch's loan products as dated data: 园区e贷 (park-e) and 兴科贷 (xingke); each figure says if it is assumed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from yizhan.credit.parameters import Parameters
from yizhan.credit.schedule import PeriodRule, RepaymentForm
from yizhan.enterprise.lifecycle import Stage
from yizhan.kernel.dated import Version
from yizhan.kernel.interest_rate import DayCount
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import Bilingual

T = TypeVar("T")
FILE = "products.yaml"
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
    """A product in force on a day. `prepayment_fee` is a share of the principal repaid early: 0.01 is 1 %."""

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
        found = next((terms for terms in self.forms.value if terms.form == form), None)
        offered = ", ".join(terms.form.value for terms in self.forms.value)
        return found or refuse("form_not_offered", field="form", form=str(form), offered=offered)


def products(on: date) -> tuple[Product, ...]:
    """The products in force on a day, the start-ups' first; () before the first version."""
    parameters = Parameters(on)
    found = [product(code, parameters) for code in PRODUCT_CODES]
    return tuple(item for item in found if isinstance(item, Product))


def product(code: str, parameters: Parameters) -> Product | Refusal:
    """One product; `product_not_offered` when the code is unknown or not in force on the day."""
    name = parameters.version_or_none(FILE, f"{code}.name")
    if code not in PRODUCT_CODES or name is None:
        return refuse("product_not_offered", field="product", product=code, on=parameters.on)
    figures = {figure: _figure(parameters.version(FILE, f"{code}.{figure}"), read) for figure, read in _READ.items()}
    return Product(code, _words(name), _words(parameters.version(FILE, f"{code}.summary")), **figures)


def purposes(on: date) -> tuple[Choice, ...]:
    """All purposes a form offers, allowed or barred, with their words."""
    listed = Parameters(on).version(FILE, "purposes").value
    return tuple(Choice(item["code"], Bilingual(item["zh"], item["en"])) for item in listed)


def check_request(wanted: Product, amount: Money | None, term_months: int, form: RepaymentForm) -> tuple[Refusal, ...]:
    """What of a request the product does not allow; () when all is well.

    `amount_under_minimum`, `amount_over_limit`, `term_out_of_range` and `form_not_offered`, each with its field.
    """
    found: list[Refusal] = []
    if amount is not None and amount < wanted.amount_min.value:
        found.append(refuse("amount_under_minimum", field="amount", amount=amount, minimum=wanted.amount_min.value))
    if amount is not None and amount > wanted.limit_max.value:
        found.append(refuse("amount_over_limit", field="amount", amount=amount, maximum=wanted.limit_max.value))
    shortest, longest = wanted.term_months_min.value, wanted.term_months_max.value
    if not shortest <= term_months <= longest:
        found.append(refuse("term_out_of_range", field="term_months", term_months=term_months, shortest=shortest,
                            longest=longest))
    terms = wanted.form_terms(form)
    return (*found, terms) if isinstance(terms, Refusal) else tuple(found)


def _words(version: Version) -> Bilingual:
    return Bilingual(version.note["zh"], version.note["en"])


def _figure(version: Version, read: Any) -> Figure[Any]:
    return Figure(read(version.value), version.is_assumption, version.source, version.effective_from)


def _forms(listed: list[dict[str, str]]) -> tuple[FormTerms, ...]:
    return tuple(FormTerms(RepaymentForm(item["form"]), DayCount(item["day_count"]), PeriodRule(item["period_rule"]))
                 for item in listed)


_READ: dict[str, Any] = {
    "stages": lambda listed: tuple(Stage(item) for item in listed),
    "limit_max": Money.of, "amount_min": Money.of, "term_months_min": int, "term_months_max": int,
    "forms": _forms, "purposes": tuple, "prepayment_fee": Decimal, "lpr_tenor": str, "documents": tuple,
    "consents": tuple,
}
