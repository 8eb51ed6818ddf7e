"""Purpose check of an R&D loan (研发贷). Banks publish no terms (facts 7.18), so every figure here is an assumption."""

from datetime import date

from yizhan.policy.case import Facts, Limits
from yizhan.policy.number import Truth
from yizhan.policy.rule import Programme, Rule, all_of, condition

NAME = "rd_loan_purpose"


@condition
def pays_for_research(facts: Facts, limits: Limits) -> Truth:
    """One of the heads that the super-deduction accepts; never dividends, financial assets or equity (facts 6.2)."""
    return facts.research_loan_use.is_in(*limits.accepted_uses)


@condition
def term_within_limit(facts: Facts, limits: Limits) -> Truth:
    """Five years."""
    return facts.loan_term_months <= limits.term_months_max


@condition
def drawn_by_milestone(facts: Facts, limits: Limits) -> Truth:
    """Money follows the project's milestones."""
    return facts.milestone_drawdown


NEEDS = all_of(pays_for_research, term_within_limit, drawn_by_milestone)

PROGRAMME = Programme(NAME, (Rule(date(2024, 7, 1), "流动资金贷款管理办法（金监总局令2024年第2号）；本项目假设", NEEDS),))
