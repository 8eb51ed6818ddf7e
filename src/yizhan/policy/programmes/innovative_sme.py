"""Innovative SME (创新型中小企业), first step of the SRDI ladder: 工信部企业〔2022〕63号, annex 1.

The measure of 2026 (工信部企业〔2026〕2号 article 30) keeps these rules until a joint standard appears.
"""

from datetime import date

from yizhan.policy.case import Facts, Limits
from yizhan.policy.number import Number, Truth, larger
from yizhan.policy.programmes import size_class
from yizhan.policy.rule import Programme, Rule, all_of, any_of, condition, measure

NAME = "innovative_sme"


@condition
def is_small_or_medium(facts: Facts, limits: Limits) -> Truth:
    """The ladder is for enterprises that are micro, small or medium by 300号."""
    return size_class.at_most(facts, "medium")


@measure
def ip_points(facts: Facts, limits: Limits) -> Number:
    """Annex 1: the best grade of intellectual property held, 20 at most."""
    first = larger(facts.high_value_ip.points(limits.high_value_ip_bands), facts.own_class_one_ip.points(limits.own_ip_bands))
    second = larger(facts.class_one_ip.points(limits.class_one_bands), facts.class_two_ip.points(limits.class_two_bands))
    return larger(first, second)


@measure
def research_points(facts: Facts, limits: Limits) -> Number:
    """Annex 1: R&D ÷ revenue, 20 at most."""
    return facts.rd_spend.share_of(facts.revenue, without_base=0).points(limits.research_bands)


@measure
def innovation_points(facts: Facts, limits: Limits) -> Number:
    """Annex 1: head of innovation, 40 at most."""
    return ip_points(facts, limits) + research_points(facts, limits)


@measure
def growth_points(facts: Facts, limits: Limits) -> Number:
    """Annex 1: growth of revenue 20 + debt ratio 10."""
    growth = facts.revenue.share_of(facts.revenue_previous, without_base=0).less_whole()
    debt = facts.total_liabilities.share_of(facts.total_assets)
    return growth.points(limits.growth_bands) + debt.points(limits.debt_bands)


@measure
def specialisation_points(facts: Facts, limits: Limits) -> Number:
    """Annex 1: industry 10 or 5 + share of the main business 20."""
    field = facts.strategic_industry.choose(limits.strategic_points, limits.other_industry_points)
    return field + facts.main_business_share.points(limits.main_share_bands)


@measure
def score(facts: Facts, limits: Limits) -> Number:
    """Annex 1: 100 at most."""
    return innovation_points(facts, limits) + growth_points(facts, limits) + specialisation_points(facts, limits)


@condition
def score_reached(facts: Facts, limits: Limits) -> Truth:
    """60 in all."""
    return score(facts, limits) >= limits.score_min


@condition
def innovation_reached(facts: Facts, limits: Limits) -> Truth:
    """20 for innovation."""
    return innovation_points(facts, limits) >= limits.innovation_min


@condition
def growth_reached(facts: Facts, limits: Limits) -> Truth:
    """15 for growth."""
    return growth_points(facts, limits) >= limits.growth_min


@condition
def specialisation_reached(facts: Facts, limits: Limits) -> Truth:
    """15 for specialisation."""
    return specialisation_points(facts, limits) >= limits.specialisation_min


@condition
def has_science_award(facts: Facts, limits: Limits) -> Truth:
    """Direct route."""
    return facts.science_award_three_years


@condition
def has_title(facts: Facts, limits: Limits) -> Truth:
    """Direct route."""
    return facts.high_tech_certificate | facts.model_title


@condition
def has_research_institute(facts: Facts, limits: Limits) -> Truth:
    """Direct route."""
    return facts.provincial_institute


@condition
def raised_equity(facts: Facts, limits: Limits) -> Truth:
    """Direct route: new equity of three years, paid in by qualified institutions."""
    return facts.equity_three_years >= limits.equity_min


NEEDS = all_of(is_small_or_medium, any_of(
    has_science_award, has_title, has_research_institute, raised_equity,
    all_of(score_reached, innovation_reached, growth_reached, specialisation_reached),
))
MEASURES = (ip_points, research_points, innovation_points, growth_points, specialisation_points, score)

PROGRAMME = Programme(NAME, (
    Rule(date(2022, 8, 1), "工信部企业〔2022〕63号", NEEDS, date(2026, 3, 31), MEASURES),
    Rule(date(2026, 4, 1), "工信部企业〔2026〕2号 第三十条；工信部企业〔2022〕63号 附件1", NEEDS, None, MEASURES),
))
