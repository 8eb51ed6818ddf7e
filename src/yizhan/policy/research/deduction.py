"""The super-deduction of a year from its project ledgers (docs/algorithms/policy-evaluator.md, "The sum of a year").

Order: five heads and other costs of all projects; less what non-taxable income paid; less the material of sold products; the
cap on other costs; plus domestic outsourcing at 80 %; less special income; plus research abroad, capped at two thirds of the
domestic base; × rate; × tax rate. All cuts are toward zero, so that nothing is claimed that is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from yizhan.kernel.money import Money, Rounding, money_sum
from yizhan.policy.parameters import ParameterBook, load_book
from yizhan.policy.programmes.rd_super_deduction import NAME
from yizhan.policy.research.assets import CapitalisedResult
from yizhan.policy.research.ledger import FIVE_HEADS, Head, ProjectLedger
from yizhan.policy.units import read_figure

_RATES = {"general": "rate_general", "manufacturing": "rate_manufacturing", "tech_sme": "rate_tech_sme",
          "listed_ic_or_machine_tool": "rate_listed"}


@dataclass(frozen=True, slots=True)
class ResearchYear:
    """What an enterprise claims for a year. `tax_rate` 0.25 is 25 %.

    `late_part` is the part of the year's costs booked after the rate changed within the year (2022), None for the
    pro-rata method. `carried_material` comes from the year before (`Deduction.material_carried`).
    """

    year: int
    ledgers: tuple[ProjectLedger, ...]
    category: str
    tax_rate: Decimal
    capitalised: tuple[CapitalisedResult, ...] = ()
    carried_material: Money = field(default_factory=Money.zero)
    late_part: Decimal | None = None
    is_taxed_by_audit: bool = True


@dataclass(frozen=True, slots=True)
class Deduction:
    """The sum of a year, step by step; `extra` is what is deducted on top of the cost itself."""

    year: int
    five_heads: Money
    other_actual: Money
    other_allowed: Money
    outsourced_domestic: Money
    special_income: Money
    material_taken: Money
    material_carried: Money
    domestic_base: Money
    abroad: Money
    base: Money
    extra_expensed: Money
    amortised: Money
    extra_amortised: Money
    extra: Money
    tax_saved: Money


def compute(year: ResearchYear, book: ParameterBook | None = None) -> Deduction:
    """The deduction of a year. Ledgers of another year or an unknown category raise ValueError."""
    _check(year)
    figures = _Figures(book or load_book(), year.year)
    five, other, material = _costs(year, figures)
    outsourced = figures.part(_total(year, Head.OUTSOURCED_DOMESTIC), "outsourced_share")
    domestic_before, left = _take(five + other + outsourced, material)
    special = _total(year, Head.SPECIAL_INCOME)
    domestic, abroad = _with_abroad(domestic_before, special, year, figures)
    base = domestic + abroad if year.is_taxed_by_audit else Money.zero()
    extra_expensed = _extra(base, year, figures)
    amortised = money_sum([result.amortised_in(year.year) for result in year.capitalised])
    extra_amortised = _cut(amortised, figures.rate(year.category, date(year.year, 12, 31)))
    extra = extra_expensed + extra_amortised
    return Deduction(year.year, five, _total(year, Head.OTHER_RELATED), other, outsourced, special,
                     year.carried_material + _total(year, Head.SOLD_MATERIAL) - left, left, domestic, abroad, base,
                     extra_expensed, amortised, extra_amortised, extra, _cut(extra, Fraction(year.tax_rate)))


def _check(year: ResearchYear) -> None:
    if year.category not in _RATES:
        raise ValueError(f"category {year.category!r} is none of {', '.join(_RATES)}")
    strange = [ledger.project for ledger in year.ledgers if ledger.year != year.year]
    if strange:
        raise ValueError(f"ledgers of another year than {year.year}: {', '.join(strange)}")


class _Figures:
    """The figures of the programme for a year."""

    def __init__(self, book: ParameterBook, year: int) -> None:
        self.book, self.day = book, date(year, 12, 31)

    def figure(self, name: str) -> Fraction:
        return Fraction(read_figure(self.word(name))[0])

    def word(self, name: str) -> object:
        return self.book.dated(NAME, name).on(self.day).value

    def part(self, amount: Money, name: str) -> Money:
        return _cut(amount, self.figure(name))

    def rate(self, category: str, day: date) -> Fraction:
        return Fraction(read_figure(self.book.dated(NAME, _RATES[category]).on(day).value)[0])


def _cut(amount: Money, factor: Fraction) -> Money:
    """A part of an amount, cut toward zero."""
    return (amount * factor.numerator).divide(factor.denominator, Rounding.DOWN)


def _total(year: ResearchYear, *heads: Head) -> Money:
    return money_sum([ledger.total(*heads) for ledger in year.ledgers])


def _costs(year: ResearchYear, figures: _Figures) -> tuple[Money, Money, Money]:
    """Five heads, other costs allowed, and the sold material that the five heads were too small to absorb."""
    offset = year.carried_material + _total(year, Head.SOLD_MATERIAL)
    heads = [_after_funding(ledger) for ledger in year.ledgers]
    five, left = _take(money_sum(heads), offset)
    if figures.word("other_cost_cap_is_global") == "all_projects":
        return five, min(_total(year, Head.OTHER_RELATED), _other_cap(five, figures)), left
    caps = [min(ledger.total(Head.OTHER_RELATED), _other_cap(head, figures))
            for ledger, head in zip(year.ledgers, heads, strict=True)]
    return five, money_sum(caps), left


def _after_funding(ledger: ProjectLedger) -> Money:
    """The five heads of a project without what non-taxable income paid."""
    return _take(ledger.total(*FIVE_HEADS), ledger.total(Head.NON_TAXABLE_FUNDED))[0]


def _other_cap(five: Money, figures: _Figures) -> Money:
    """Other costs are a tenth of the whole when they are a ninth of the five heads."""
    share = figures.figure("other_cost_share")
    return _cut(five, share / (1 - share))


def _take(amount: Money, less: Money) -> tuple[Money, Money]:
    """The amount less something, never below zero, and what was left to take."""
    taken = min(amount, less)
    return amount - taken, less - taken


def _with_abroad(domestic: Money, special: Money, year: ResearchYear, figures: _Figures) -> tuple[Money, Money]:
    """The domestic base after special income, and what counts of research abroad. Excess special income is lost."""
    after, _ = _take(domestic, special)
    paid = _total(year, Head.OUTSOURCED_ABROAD)
    if not paid:
        return after, paid
    whole = after if figures.word("special_income_order") == "before_cap" else domestic
    two_thirds = _cut(whole, figures.figure("abroad_cap_thirds") / 3)
    return after, min(figures.part(paid, "abroad_share"), two_thirds)


def _extra(base: Money, year: ResearchYear, figures: _Figures) -> Money:
    """Base × rate; where the rate changed within the year, each part of the year at its own."""
    first, last = (figures.rate(year.category, day) for day in (date(year.year, 1, 1), date(year.year, 12, 31)))
    if first == last:
        return _cut(base, last)
    late = Fraction(year.late_part) if year.late_part is not None else _months_late(year, figures)
    return _cut(base, first * (1 - late) + last * late)


def _months_late(year: ResearchYear, figures: _Figures) -> Fraction:
    """The part of the year after the rate changed, by months."""
    last = figures.rate(year.category, date(year.year, 12, 31))
    months = [month for month in range(1, 13) if figures.rate(year.category, date(year.year, month, 1)) == last]
    return Fraction(len(months), 12)


def summary(year: ResearchYear) -> Sequence[tuple[str, str, Money]]:
    """The summary ledger (研发支出辅助账汇总表): project, head and sum, without empty rows."""
    rows = [(ledger.project, head.value, ledger.total(head)) for ledger in year.ledgers for head in Head]
    return [row for row in rows if row[2]]
