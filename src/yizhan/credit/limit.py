"""The limit (授信额度): the smallest of product cap, need, repayment capacity and grade cap, each with its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from yizhan.credit.decision_inputs import DecisionInputs
from yizhan.credit.need import Need
from yizhan.credit.parameters import Parameters
from yizhan.credit.products import Product
from yizhan.credit.reasons import Reason
from yizhan.credit.scorecard.score import Score
from yizhan.kernel.money import Money, Rounding

FILE = "limit.yaml"


# A trade that funds itself by the formula is looked at by a person (facts 6.13), and growth counts as none while it is
# not known: in both cases a person may find that the need is higher, so such a need does not refuse by itself.
_MAY_RAISE_NEED = frozenset({"no_working_capital_gap", "growth_unknown"})


class PartCode(StrEnum):
    """What can bound a limit."""

    PRODUCT_CAP = "product_cap"
    NEED = "need"
    REPAYMENT_CAPACITY = "repayment_capacity"
    GRADE_CAP = "grade_cap"


@dataclass(frozen=True, slots=True)
class LimitPart:
    """One bound and the numbers it comes from; `amount` None is not known, `open` says what is missing.

    `is_estimated`: the amount may rise once a person or a paper says more, so it never refuses by itself.
    """

    code: PartCode
    amount: Money | None
    facts: Mapping[str, Any]
    is_assumption: bool
    is_estimated: bool = False
    open: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """The smallest known part, rounded down to the step of limit.yaml; provisional while a part is open."""

    amount: Money
    parts: tuple[LimitPart, ...]
    binding: PartCode
    is_provisional: bool

    @property
    def amount_max(self) -> Money:
        """The least of the parts that no further fact can raise: the limit can never come to more than this."""
        return min(part.amount for part in self.parts if part.amount is not None and not part.is_estimated)

    @property
    def open(self) -> tuple[Reason, ...]:
        """All that is missing, by part."""
        return tuple(reason for part in self.parts for reason in part.open)


def limit_of(inputs: DecisionInputs, product: Product, need: Need | None, parameters: Parameters) -> Limit:
    """The four parts and the smallest of those known."""
    cap = product.limit_max
    parts = (
        LimitPart(PartCode.PRODUCT_CAP, cap.value, {"product": product.code, "cap": cap.value}, cap.is_assumption),
        _need_part(need),
        _capacity_part(inputs, parameters),
        score_part(inputs.score, cap.value, parameters),
    )
    amount, binding = min(((part.amount, part.code) for part in parts if part.amount is not None), key=lambda pair: pair[0])
    return Limit(round_down(amount, parameters), parts, binding, any(part.open for part in parts))


def round_down(amount: Money, parameters: Parameters) -> Money:
    """An amount rounded down to the step of limit.yaml; nothing below zero."""
    step = parameters.money(FILE, "step").amount_minor
    return Money(max(0, amount.amount_minor // step * step), amount.currency)


def _need_part(need: Need | None) -> LimitPart:
    if need is None:
        return LimitPart(PartCode.NEED, None, {}, False, open=(Reason("need_unknown"),))
    judged = need.is_estimated or any(flag.code in _MAY_RAISE_NEED for flag in need.flags)
    facts = {"rule": need.rule, "need": need.amount, "room": need.room, "days": need.days}
    return LimitPart(PartCode.NEED, need.room, facts, need.is_estimated, is_estimated=judged, open=need.flags)


def _capacity_part(inputs: DecisionInputs, parameters: Parameters) -> LimitPart:
    """Sales × free share × term ÷ 12 ÷ coverage, less the part of present debt that falls due in the term.

    Where invoices and statements both tell the sales, the lower one counts.
    """
    known = [inputs.sales.sales_12, inputs.statements.revenue if inputs.statements else None]
    sales = min((money for money in known if money is not None), default=None)
    open_points = () if inputs.debt is not None else (Reason("debt_unknown"),)
    if sales is None:
        return LimitPart(PartCode.REPAYMENT_CAPACITY, None, {}, True, open=(Reason("sales_unknown"), *open_points))
    share, coverage = parameters.decimal(FILE, "cash_share"), parameters.decimal(FILE, "coverage")
    term = inputs.request.term_months
    free_cash = sales.times(share * term / 12 / coverage, Rounding.DOWN)
    due = debt_due(inputs.debt, term, parameters)
    amount = max(free_cash - due, Money.zero(sales.currency))
    facts = {"sales": sales, "share": share, "term_months": term, "coverage": coverage, "free_cash": free_cash,
             "debt": inputs.debt, "debt_due": due}
    return LimitPart(PartCode.REPAYMENT_CAPACITY, amount, facts, True, open=open_points)


def debt_due(debt: Money | None, term_months: int, parameters: Parameters) -> Money:
    """The part of present debt taken to fall due within a term; nothing where the debt is not known."""
    if debt is None:
        return Money.zero()
    months = parameters.decimal(FILE, "existing_debt_months")
    return debt.times(min(Decimal(1), term_months / months), Rounding.UP)


def score_part(score: Score | None, cap: Money, parameters: Parameters) -> LimitPart:
    """The part of a scored grade.

    A grade that lends nothing does not refuse while a figure that was not known is among the strongest reasons for it.
    """
    part = grade_part(score.grade if score else None, cap, parameters)
    unknown = tuple(reason.variable for reason in score.reasons if reason.bin_kind == "missing") if score else ()
    if part.amount is None or part.amount or not unknown:
        return part
    return replace(part, is_estimated=True, open=(Reason("score_incomplete", {"unknown": unknown}),))


def grade_part(grade: str | None, cap: Money, parameters: Parameters) -> LimitPart:
    """The share of the product cap that a grade allows; a grade that limit.yaml does not know counts as unknown."""
    version = parameters.version(FILE, "grade_share")
    if grade is None:
        return LimitPart(PartCode.GRADE_CAP, None, {}, version.is_assumption, open=(Reason("score_unknown"),))
    if grade not in version.value:
        unknown = Reason("grade_unknown", {"grade": grade})
        return LimitPart(PartCode.GRADE_CAP, None, {"grade": grade}, version.is_assumption, open=(unknown,))
    share = Decimal(version.value[grade])
    facts = {"grade": grade, "share": share, "cap": cap}
    return LimitPart(PartCode.GRADE_CAP, cap.times(share, Rounding.DOWN), facts, version.is_assumption)
