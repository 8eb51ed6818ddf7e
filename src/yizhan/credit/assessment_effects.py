"""What each answer of the self-assessment does to each product, by the knock-out rules themselves.

An answer may be a band, `low` to `high`: it meets a rule when both ends do, fails it when both ends do, and leaves it
unknown in between. Rules are monotone in their figure, so the two ends decide for the whole band.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from yizhan.credit.decision_inputs import DecisionInputs, Request, Sales, Standing
from yizhan.credit.knock_out import Check, check_rule, rules_of
from yizhan.credit.limit import LimitPart, PartCode, grade_part, limit_of, round_down
from yizhan.credit.need import assess_need
from yizhan.credit.parameters import Parameters
from yizhan.credit.products import Product, products
from yizhan.credit.reasons import Reason
from yizhan.credit.schedule import RepaymentForm
from yizhan.credit.verdict import Verdict
from yizhan.kernel.dated import Version
from yizhan.kernel.money import Money

FILE = "self_assessment.yaml"
DONT_KNOW = "dont_know"
SALES = "sales"
LIMITS = "limit.yaml"


@dataclass(frozen=True, slots=True)
class Effect:
    """What one answer does to one product; without a rule of the product it is met."""

    verdict: Verdict
    reason: Reason | None = None
    can_be_mended: bool = True

    @property
    def excludes(self) -> bool:
        """Whether the answer rules the product out."""
        return self.verdict is Verdict.UNMET and not self.can_be_mended

    @property
    def kind(self) -> tuple[Any, ...]:
        """What of it the outcome depends on; two bands that fail one rule are alike."""
        return self.verdict, self.can_be_mended


@dataclass(frozen=True, slots=True)
class IndicativeRange:
    """What the product may come to, from low to high, with the parts of both ends; never a promise."""

    low: Money
    high: Money
    parts_low: tuple[LimitPart, ...]
    parts_high: tuple[LimitPart, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """All that answers can do on a day: by question and choice the effect on each product, and ranges by sales band.

    `weights` are the assumed frequencies of the choices; "don't know" has none, yet an effect.
    """

    products: tuple[Product, ...]
    by_choice: Mapping[str, Mapping[str, Mapping[str, Effect]]]
    weights: Mapping[str, Mapping[str, int]]
    ranges: Mapping[str, Mapping[str, IndicativeRange]]
    rules: Mapping[str, tuple[str, ...]]


@functools.lru_cache(maxsize=16)
def effects_on(on: date) -> Effects:
    """The effects in force on a day; kept for the last few days asked, as a page asks for them at each step."""
    parameters, offered = Parameters(on), products(on)
    asked = {name: version.value for name, version in questions_in_force(parameters).items()}
    by_choice: dict[str, dict[str, dict[str, Effect]]] = {}
    for code, question in asked.items():
        bands = {choice["code"]: (choice["low"], choice.get("high", choice["low"])) for choice in question["choices"]}
        by_choice[code] = {
            choice: {item.code: _effect(question, item.code, band, parameters) for item in offered}
            for choice, band in {**bands, DONT_KNOW: (None, None)}.items()}
    sales = {choice["code"]: choice for choice in asked[SALES]["choices"]} if SALES in asked else {}
    ranges = {item.code: {choice: _range(item, band, parameters) for choice, band in sales.items()} for item in offered}
    weights = {code: {choice["code"]: choice["weight"] for choice in question["choices"]}
               for code, question in asked.items()}
    return Effects(offered, by_choice, weights, ranges, {code: tuple(item["rules"]) for code, item in asked.items()})


def questions_in_force(parameters: Parameters) -> dict[str, Version]:
    """The questions of a day in their order."""
    found = {name: parameters.version_or_none(FILE, name) for name in parameters.names(FILE) if name != DONT_KNOW}
    return {name: version for name, version in found.items() if version is not None}


def _effect(question: Mapping[str, Any], product: str, band: tuple[Any, Any], parameters: Parameters) -> Effect:
    """The worst of the rules that the question feeds; a band whose ends differ leaves the rule unknown."""
    worst = Effect(Verdict.MET)
    for rule in question["rules"]:
        if rule not in rules_of(product, parameters):
            continue
        low, high = (_check(rule, product, question["field"], end, parameters) for end in band)
        if low is None or high is None:
            continue
        if low.verdict is high.verdict:
            found = Effect(high.verdict, high.reason, high.can_be_mended)
        else:
            found = Effect(Verdict.UNKNOWN, Reason(f"{rule}_unknown", _unmet_facts(low, high)), low.can_be_mended)
        worst = min(worst, found, key=lambda effect: _ORDER.index(effect.verdict))
    return worst


_ORDER = (Verdict.UNMET, Verdict.UNKNOWN, Verdict.MET)


def _unmet_facts(low: Check, high: Check) -> Mapping[str, Any]:
    unmet = low if low.verdict is Verdict.UNMET else high
    return unmet.reason.facts if unmet.reason else {}


def _check(rule: str, product: str, field: str, value: Any, parameters: Parameters) -> Check | None:
    inputs = _inputs(product, parameters.on)
    part, name = field.split(".")
    known = Money.of(value) if field == "sales.sales_12" and value is not None else value
    inputs = replace(inputs, **{part: replace(getattr(inputs, part), **{name: known})})
    return check_rule(rule, inputs.request, inputs.standing, inputs.sales, parameters)


def _inputs(product: str, on: date, term_months: int = 0) -> DecisionInputs:
    """Inputs of which nothing is known; the repayment form bears on no rule, so any stands in."""
    request = Request(product, None, term_months, RepaymentForm.ANNUITY)
    return DecisionInputs(on, on, request, Standing(), Sales())


def _range(product: Product, band: Mapping[str, Any], parameters: Parameters) -> IndicativeRange:
    """The limit at both ends of the sales band: with the lowest grade that still lends, and with the best one."""
    shares = {grade: Decimal(share) for grade, share in parameters.version(LIMITS, "grade_share").value.items()}
    lending = sorted((grade for grade in shares if shares[grade] > 0), key=lambda grade: shares[grade])
    low = _parts(product, band["low"], lending[0], parameters)
    high = _parts(product, band.get("high", band["low"]), lending[-1], parameters)
    return IndicativeRange(_least(low, parameters), _least(high, parameters), low, high)


def _parts(product: Product, sales_yuan: int, grade: str, parameters: Parameters) -> tuple[LimitPart, ...]:
    inputs = _inputs(product.code, parameters.on, product.term_months_max.value)
    inputs = replace(inputs, sales=Sales(sales_12=Money.of(sales_yuan)))
    limit = limit_of(inputs, product, assess_need(inputs, parameters), parameters)
    known = tuple(part for part in limit.parts if part.code is not PartCode.GRADE_CAP)
    return (*known, grade_part(grade, product.limit_max.value, parameters))


def _least(parts: tuple[LimitPart, ...], parameters: Parameters) -> Money:
    return round_down(min(part.amount for part in parts if part.amount is not None), parameters)
