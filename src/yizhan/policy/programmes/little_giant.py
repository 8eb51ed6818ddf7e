"""Little giant (专精特新"小巨人"): the rules of 2022 until 2026-03-31, those of 2026 from 2026-04-01, and re-checks.

Re-checks of 2026 still followed the criteria of 2022 (工信厅企业函〔2026〕117号); the growth test of 2026 does not apply to them.
"""

from datetime import date

from yizhan.policy.case import Facts, Limits
from yizhan.policy.number import Truth
from yizhan.policy.programmes.srdi_conditions import debt_ratio, mean_growth, spends_share_each_year
from yizhan.policy.rule import Programme, Rule, all_of, any_of, condition

NAME = "little_giant"


@condition
def niche_years_reached(facts: Facts, limits: Limits) -> Truth:
    """Three full years in the niche; the relaxation to two years is gone."""
    return facts.niche_years >= limits.niche_years_min


@condition
def main_business_reached(facts: Facts, limits: Limits) -> Truth:
    """70 % by the rules of 2022, 90 % by those of 2026."""
    return facts.main_business_share >= limits.main_share_min


@condition
def debt_within_limit(facts: Facts, limits: Limits) -> Truth:
    """70 % by the rules of 2022, 75 % by those of 2026; equal passes."""
    return debt_ratio(facts) <= limits.debt_ratio_max


@condition
def mean_growth_reached(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2022: mean growth of two years."""
    return mean_growth(facts) >= limits.mean_growth_min


@condition
def niche_share_reached(facts: Facts, limits: Limits) -> Truth:
    """Share of the domestic niche market."""
    return facts.niche_market_share >= limits.niche_share_min


@condition
def has_own_brand(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2022."""
    return facts.own_brand


@condition
def class_one_ip_reached(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2022: class I intellectual property."""
    return facts.class_one_ip >= limits.class_one_ip_min


@condition
def research_of_large_revenue(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2022: from 1亿 of revenue, 3 % in each of two years."""
    return (facts.revenue >= limits.revenue_large_min) & spends_share_each_year(facts, limits.rd_share_large)


@condition
def research_of_middle_revenue(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2022: from 5000万 of revenue, 6 % in each of two years."""
    return (facts.revenue >= limits.revenue_min) & spends_share_each_year(facts, limits.rd_share_middle)


def _has_small_revenue(facts: Facts, limits: Limits) -> Truth:
    return facts.revenue < limits.revenue_min


@condition(manual=True, applies=_has_small_revenue)
def equity_route_2022(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2022: below 5000万 equity and research spend may stand in, which a person judges."""
    return facts.equity_route


@condition
def has_srdi_title(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026."""
    return facts.srdi_title


@condition
def revenue_reached(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026."""
    return facts.revenue >= limits.revenue_min


@condition
def yearly_growth_reached(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: 5 % a year compound over two years, that is 1.05 × 1.05 times the revenue of two years before."""
    return facts.revenue >= facts.revenue_second_previous * limits.growth_index_min * limits.growth_index_min


@condition
def research_total_reached(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: two years added up."""
    return facts.rd_spend + facts.rd_spend_previous >= limits.rd_total_min


@condition
def research_ratio_each_year(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: 3 % in each of the last two years."""
    return spends_share_each_year(facts, limits.rd_share_each_year)


@condition
def own_ip_reached(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: class I, own and not bought, among the first three owners."""
    return facts.own_class_one_ip >= limits.own_ip_min


@condition
def has_national_award(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: exempts from the intellectual-property test."""
    return facts.national_award_three_years


@condition
def niche_rank_reached(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: or among the first three of the country."""
    return facts.niche_national_rank <= limits.niche_rank_max


@condition(manual=True)
def key_chain_product(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: six bases or a key link of a chain."""
    return facts.key_product


@condition
def development_score_reached(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: the platform's score."""
    return facts.development_score >= limits.development_score_min


NEEDS_2022 = all_of(niche_years_reached, main_business_reached, mean_growth_reached, debt_within_limit,
                    niche_share_reached, has_own_brand, class_one_ip_reached,
                    any_of(research_of_large_revenue, research_of_middle_revenue, equity_route_2022))
COMMON_2026 = (has_srdi_title, niche_years_reached, revenue_reached, main_business_reached, debt_within_limit,
                research_total_reached, research_ratio_each_year, any_of(own_ip_reached, has_national_award),
                any_of(niche_share_reached, niche_rank_reached), key_chain_product, development_score_reached)

PROGRAMME = Programme(NAME, (
    Rule(date(2022, 8, 1), "工信部企业〔2022〕63号", NEEDS_2022, date(2026, 3, 31)),
    Rule(date(2026, 4, 1), "工信部企业〔2026〕2号", all_of(*COMMON_2026, yearly_growth_reached)),
))
