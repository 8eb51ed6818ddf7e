"""Enterprise size class (企业划型): large, medium, small or micro by industry, staff, revenue and total
assets.

工信部联企业〔2011〕300号 decides in policy; the statistical method of 2017 has the same limits and adapts the
industries to GB/T 4754-2017. Large, medium and small must reach every lower limit of their class (facts 1.3),
so one indicator that falls short drops the enterprise a class.
"""

import functools
import operator
from dataclasses import dataclass
from datetime import date

from yizhan.kernel.money import Money
from yizhan.policy.case import Facts, Limits
from yizhan.policy.evaluate import evaluate
from yizhan.policy.facts import read_sheet
from yizhan.policy.number import Number, Truth
from yizhan.policy.parameters import ParameterBook
from yizhan.policy.rule import Programme, Rule, all_of, condition, measure
from yizhan.policy.verdict import Verdict

NAME = "size_class"
SIZES = ("micro", "small", "medium", "large")
INDUSTRIES = ("agriculture", "industry", "construction", "wholesale", "retail", "transport", "storage", "post",
              "hotels", "catering", "information_transmission", "software", "real_estate", "property_management",
              "leasing_business", "other")


def _reaches(facts: Facts, limits: Limits, size: str) -> Truth:
    """Whether every indicator of the enterprise's industry reaches the lower limit of a class."""
    own = facts.industry
    return _either([own.is_in(industry) & _reaches_all(facts, limits, industry, size)
                    for industry in own.candidates() if industry in INDUSTRIES] or [own.is_in(*INDUSTRIES)])


def _reaches_all(facts: Facts, limits: Limits, industry: str, size: str) -> Truth:
    tests = [getattr(facts, indicator) >= row[size] for indicator, row in getattr(limits, industry).items()]
    return functools.reduce(operator.and_, tests)


def _either(answers: list[Truth]) -> Truth:
    return functools.reduce(operator.or_, answers)


@measure
def size_rank(facts: Facts, limits: Limits) -> Number:
    """0 micro, 1 small, 2 medium, 3 large."""
    one, none = _count(facts, 1), _count(facts, 0)
    ranks = [_reaches(facts, limits, size).choose(one, none) for size in SIZES[1:]]
    return ranks[0] + ranks[1] + ranks[2]


def _count(facts: Facts, value: int) -> Number:
    zero = facts.as_of - facts.as_of
    return zero + value


def has_size_class(facts: Facts, limits: Limits) -> Truth:
    """Financial enterprises have limits of their own (银发〔2015〕309号)."""
    return ~facts.industry.is_in("finance")


@condition(applies=has_size_class)
def is_small_or_medium(facts: Facts, limits: Limits) -> Truth:
    """Micro, small or medium: below some lower limit of the large class."""
    return size_rank(facts, limits) <= SIZES.index("medium")


def at_most(facts: Facts, size: str) -> Truth:
    """Whether an enterprise is at most of a size, for the conditions of other programmes."""
    return size_rank(facts, facts.case.limits(NAME)) <= SIZES.index(size)


NEEDS = all_of(is_small_or_medium)
_POLICY = Rule(date(2011, 6, 18), "工信部联企业〔2011〕300号", NEEDS, measures=(size_rank,))
PROGRAMME = Programme(NAME, (_POLICY,))


@dataclass(frozen=True, slots=True)
class SizeVerdict:
    """The class, or None while facts are missing or the industry has no classes; `possible` lists what it can
    still be.
    """

    size_class: str | None
    possible: tuple[str, ...]
    verdict: Verdict


def classify(*, industry: str | None, staff: int | None = None, revenue: Money | None = None,
             total_assets: Money | None = None, on: date, basis: Programme = PROGRAMME,
             book: ParameterBook | None = None) -> SizeVerdict:
    """The size class on a day.

    None means unknown; a wrong unit or industry raises FactError. `basis`: this programme or `size_class_statistics.PROGRAMME`.
    """
    sheet = read_sheet({"industry": industry, "staff": staff, "revenue": revenue, "total_assets": total_assets})
    return size_of(evaluate(basis, sheet, on, book))


def size_of(verdict: Verdict) -> SizeVerdict:
    """The class out of a verdict of this programme."""
    if verdict.argument is None or verdict.outcome == "not_applicable":
        return SizeVerdict(None, (), verdict)
    rank = verdict.measured("size_rank")
    possible = SIZES[rank.low : rank.high + 1]
    return SizeVerdict(possible[0] if len(possible) == 1 else None, possible, verdict)
