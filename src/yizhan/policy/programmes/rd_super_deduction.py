"""R&D super-deduction (研发费用加计扣除): who may claim, at which rate, and a first estimate of the tax saved.

财税〔2015〕119号 and 2015年第97号公告 decide who may claim; the rates moved in steps until 2023年第7号公告 made 100 % the
standing rate. The exact sum of a year comes from the ledgers in `yizhan.policy.research`.
"""

from datetime import date

from yizhan.policy.case import Facts, Limits
from yizhan.policy.number import Number, Truth
from yizhan.policy.rule import Programme, Rule, all_of, condition, measure

NAME = "rd_super_deduction"
CATEGORIES = ("general", "manufacturing", "tech_sme", "listed_ic_or_machine_tool")


@condition
def is_resident(facts: Facts, limits: Limits) -> Truth:
    """Resident enterprises only."""
    return facts.legal_resident


@condition
def has_sound_books(facts: Facts, limits: Limits) -> Truth:
    """Sound books, R&D costs separable."""
    return facts.sound_books


@condition
def is_taxed_by_audit(facts: Facts, limits: Limits) -> Truth:
    """Deemed-profit taxpayers are left out."""
    return facts.taxed_by_audit


@measure
def listed_industry_share(facts: Facts, limits: Limits) -> Number:
    """2015年第97号 §4: revenue of all listed industries ÷ (income − non-taxable − investment income)."""
    base = facts.total_income - facts.non_taxable_income - facts.investment_income
    return facts.listed_industry_revenue.share_of(base)


@condition
def not_in_listed_industry(facts: Facts, limits: Limits) -> Truth:
    """More than half is left out; exactly half may claim."""
    return listed_industry_share(facts, limits) <= limits.listed_share_max


@condition
def has_research_spend(facts: Facts, limits: Limits) -> Truth:
    """There is something to deduct."""
    return facts.rd_spend > 0


@condition(manual=True)
def is_genuine_research(facts: Facts, limits: Limits) -> Truth:
    """The seven kinds of work that are no research need a look at the project."""
    return facts.genuine_research


@measure
def extra_rate(facts: Facts, limits: Limits) -> Number:
    """The extra deduction on R&D expensed, by category, on the day."""
    rates = {"general": limits.rate_general, "manufacturing": limits.rate_manufacturing,
             "tech_sme": limits.rate_tech_sme, "listed_ic_or_machine_tool": limits.rate_listed}
    rate = rates["general"]
    for category in CATEGORIES[1:]:
        rate = facts.research_category.is_in(category).choose(rates[category], rate)
    return rate


@measure
def tax_saved(facts: Facts, limits: Limits) -> Number:
    """R&D × extra rate × the firm's tax rate; an estimate before the caps that the ledgers apply."""
    return facts.rd_spend * extra_rate(facts, limits) * facts.tax_rate


NEEDS = all_of(is_resident, has_sound_books, is_taxed_by_audit, not_in_listed_industry, has_research_spend,
               is_genuine_research)

PROGRAMME = Programme(NAME, (
    Rule(date(2016, 1, 1), "财税〔2015〕119号；国家税务总局公告2015年第97号", NEEDS, date(2022, 12, 31),
         (listed_industry_share, extra_rate), worth=tax_saved),
    Rule(date(2023, 1, 1), "财税〔2015〕119号；财政部 税务总局公告2023年第7号", NEEDS, None,
         (listed_industry_share, extra_rate), worth=tax_saved),
))
