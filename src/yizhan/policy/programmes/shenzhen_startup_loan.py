"""Guaranteed start-up loan of Shenzhen (深圳创业担保贷款): limits by applicant and jobs, half of the interest from the city."""

from datetime import date

from yizhan.policy.case import Facts, Limits
from yizhan.policy.number import Number, Truth, smaller
from yizhan.policy.rule import Programme, Rule, all_of, condition, measure

NAME = "shenzhen_startup_loan"


@condition
def in_shenzhen(facts: Facts, limits: Limits) -> Truth:
    """A programme of the city."""
    return facts.city.is_in("shenzhen")


def _by_jobs(facts: Facts, few: Number, many: Number, limits: Limits) -> Number:
    return (facts.jobs_created >= limits.jobs_min).choose(many, few)


@measure
def loan_limit(facts: Facts, limits: Limits) -> Number:
    """For a person, for partners (the sum of their limits and a tenth more) or for a firm."""
    person = _by_jobs(facts, limits.person_max, limits.person_with_jobs_max, limits)
    firm = _by_jobs(facts, limits.firm_max, limits.firm_with_jobs_max, limits)
    together = person * facts.partners * limits.partners_factor
    who = facts.startup_applicant
    return who.is_in("person").choose(person, who.is_in("partners").choose(together, firm))


@condition
def within_limit(facts: Facts, limits: Limits) -> Truth:
    """Equal passes."""
    return facts.loan_amount <= loan_limit(facts, limits)


@measure
def subsidy_of_a_year(facts: Facts, limits: Limits) -> Number:
    """Half of the actual interest of a year."""
    loan = smaller(facts.loan_amount, loan_limit(facts, limits))
    return loan * facts.loan_annual_rate * limits.subsidy_share


NEEDS = all_of(in_shenzhen, within_limit)

PROGRAMME = Programme(NAME, (
    Rule(date(2024, 9, 30), "深圳创业担保贷款办法（2024-09-30）", NEEDS, date(2029, 9, 29), (loan_limit,),
         worth=subsidy_of_a_year),
))
