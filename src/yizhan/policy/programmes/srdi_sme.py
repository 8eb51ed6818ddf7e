"""SRDI SME (专精特新中小企业): the rules of 2022 until 2026-03-31, those of 2026 from 2026-04-01.

工信部企业〔2022〕63号 and 工信部企业〔2026〕2号. A title given before the change runs to its own end; new applications follow
the rules of their day. The development score of 2026 is the platform's (工信厅企业〔2024〕75号) and is never computed here.
"""

from datetime import date

from yizhan.policy.case import Facts, Limits
from yizhan.policy.number import Truth
from yizhan.policy.programmes.srdi_conditions import debt_ratio, spends_share_each_year
from yizhan.policy.programmes.srdi_score_2022 import MEASURES_2022, score_2022
from yizhan.policy.rule import Programme, Rule, all_of, any_of, condition

NAME = "srdi_sme"


@condition
def niche_years_reached(facts: Facts, limits: Limits) -> Truth:
    """Full years in the niche: 2 by the rules of 2022, 3 by those of 2026."""
    return facts.niche_years >= limits.niche_years_min


@condition
def revenue_reached(facts: Facts, limits: Limits) -> Truth:
    """Revenue of the last year."""
    return facts.revenue >= limits.revenue_min


@condition
def raised_equity(facts: Facts, limits: Limits) -> Truth:
    """Instead of revenue: new equity of two years, paid in by qualified institutions."""
    return facts.equity_two_years >= limits.equity_min


@condition
def research_amount_last_year(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2022: amount of the last year."""
    return facts.rd_spend >= limits.rd_min


@condition
def research_ratio_last_year(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2022: share of the last year's revenue."""
    return facts.rd_spend >= facts.revenue * limits.rd_share_min


@condition
def score_2022_reached(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2022: 60 of 100 points."""
    return score_2022(facts, limits) >= limits.score_2022_min


@condition(manual=True)
def direct_route_2022(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2022: a direct condition instead of the score."""
    return facts.srdi_direct_route


@condition
def has_entry_title(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: the first step of the ladder is held."""
    return facts.entry_title


@condition
def main_business_reached(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026."""
    return facts.main_business_share >= limits.main_share_min


@condition
def debt_within_limit(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026; equal passes."""
    return debt_ratio(facts) <= limits.debt_ratio_max


@condition
def research_amount_each_year(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: amount in each of the last two years."""
    return (facts.rd_spend >= limits.rd_min) & (facts.rd_spend_previous >= limits.rd_min)


@condition
def research_ratio_each_year(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: share of revenue in each of the last two years."""
    return spends_share_each_year(facts, limits.rd_share_min)


@condition
def ip_in_use(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: class I intellectual property that brings economic benefit."""
    return facts.class_one_ip_with_benefit >= limits.ip_min


@condition(manual=True)
def ip_not_needed(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: certain awards and institutes exempt from the intellectual-property test."""
    return facts.ip_exemption


@condition(manual=True)
def fairly_leading(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: market position, for which the measure gives no number."""
    return facts.leading_position


@condition
def development_score_reached(facts: Facts, limits: Limits) -> Truth:
    """Rules of 2026: the platform's score."""
    return facts.development_score >= limits.development_score_min


NEEDS_2022 = all_of(niche_years_reached, any_of(revenue_reached, raised_equity), research_amount_last_year,
                    research_ratio_last_year, any_of(score_2022_reached, direct_route_2022))
NEEDS_2026 = all_of(has_entry_title, niche_years_reached, any_of(revenue_reached, raised_equity),
                    main_business_reached, debt_within_limit, research_amount_each_year, research_ratio_each_year,
                    any_of(ip_in_use, ip_not_needed), fairly_leading, development_score_reached)

PROGRAMME = Programme(NAME, (
    Rule(date(2022, 8, 1), "工信部企业〔2022〕63号", NEEDS_2022, date(2026, 3, 31), MEASURES_2022),
    Rule(date(2026, 4, 1), "工信部企业〔2026〕2号", NEEDS_2026),
))
