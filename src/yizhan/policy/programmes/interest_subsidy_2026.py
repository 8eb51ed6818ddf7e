"""Interest subsidy of 2026 (民营中小企业固定资产贷款贴息): 1.5 points a year for two years on at most 5,000万 a firm."""

from datetime import date

from yizhan.policy.case import Facts, Limits
from yizhan.policy.number import Number, Truth, smaller
from yizhan.policy.programmes import size_class
from yizhan.policy.rule import Programme, Rule, all_of, condition, measure

NAME = "interest_subsidy_2026"


@condition
def is_private_sme(facts: Facts, limits: Limits) -> Truth:
    """A private enterprise that is micro, small or medium by 300号."""
    return facts.private_enterprise & size_class.at_most(facts, "medium")


@condition
def in_listed_chain(facts: Facts, limits: Limits) -> Truth:
    """One of the chains that the notice lists."""
    return facts.listed_chain


@condition
def is_fixed_asset_loan(facts: Facts, limits: Limits) -> Truth:
    """The loan pays for fixed assets."""
    return facts.fixed_asset_loan


@condition
def made_in_time(facts: Facts, limits: Limits) -> Truth:
    """Made from the first to the last day of the year of the notice."""
    return (facts.loan_made_on >= limits.first_day) & (facts.loan_made_on <= limits.last_day)


@condition
def no_other_subsidy(facts: Facts, limits: Limits) -> Truth:
    """No double central subsidy."""
    return ~facts.other_central_subsidy


@measure
def subsidy(facts: Facts, limits: Limits) -> Number:
    """Loan up to the ceiling × 1.5 points × years up to two."""
    years = smaller(facts.loan_term_months, limits.months_max).share_of(limits.months_of_a_year)
    return smaller(facts.loan_amount, limits.loan_ceiling) * limits.subsidy_rate * years


NEEDS = all_of(is_private_sme, in_listed_chain, is_fixed_asset_loan, made_in_time, no_other_subsidy)

PROGRAMME = Programme(NAME, (
    Rule(date(2026, 1, 1), "五部门民营中小企业贷款贴息通知（2026-01-20）", NEEDS, date(2026, 12, 31), worth=subsidy),
))
