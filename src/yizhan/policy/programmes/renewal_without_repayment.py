"""Renewal without repayment (无还本续贷): 金规〔2024〕13号. All small and micro firms; medium firms for loans due in time."""

from datetime import date

from yizhan.policy.case import Facts, Limits
from yizhan.policy.number import Truth
from yizhan.policy.programmes import size_class
from yizhan.policy.rule import Programme, Rule, all_of, any_of, condition

NAME = "renewal_without_repayment"


@condition
def is_small_or_micro(facts: Facts, limits: Limits) -> Truth:
    """No end date for small and micro enterprises."""
    return size_class.at_most(facts, "small")


@condition
def is_medium(facts: Facts, limits: Limits) -> Truth:
    """Medium enterprises for a time."""
    return size_class.at_most(facts, "medium") & ~size_class.at_most(facts, "small")


@condition
def due_before_last_day(facts: Facts, limits: Limits) -> Truth:
    """"Before 2027-09-30" taken strictly: due by the day before."""
    return facts.loan_due_on < limits.medium_due_before


@condition(manual=True)
def due_on_last_day(facts: Facts, limits: Limits) -> Truth:
    """Whether "before" takes in the day itself the wording leaves open, so a person decides for that one day."""
    is_that_day = (facts.loan_due_on <= limits.medium_due_before) & (facts.loan_due_on >= limits.medium_due_before)
    return is_that_day & facts.last_day_included


@condition
def asked_before_maturity(facts: Facts, limits: Limits) -> Truth:
    """The new contract is signed before the old loan falls due."""
    return facts.as_of < facts.loan_due_on


@condition(manual=True)
def has_real_need(facts: Facts, limits: Limits) -> Truth:
    """Real need and temporary difficulty."""
    return facts.real_need


@condition(manual=True)
def keeps_normal_class(facts: Facts, limits: Limits) -> Truth:
    """Lawful, stable, good credit, meets the standards: then the renewed loan stays in class normal."""
    return facts.keeps_normal_class


NEEDS = all_of(any_of(is_small_or_micro, all_of(is_medium, any_of(due_before_last_day, due_on_last_day))),
               asked_before_maturity, has_real_need, keeps_normal_class)

PROGRAMME = Programme(NAME, (Rule(date(2024, 9, 24), "金规〔2024〕13号", NEEDS),))
