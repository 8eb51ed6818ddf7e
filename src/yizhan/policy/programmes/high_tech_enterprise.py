"""High and new technology enterprise (高新技术企业): 国科发火〔2016〕32号 article 11 and the guide 国科发火〔2016〕195号."""

from datetime import date

from yizhan.policy.case import Facts, Limits
from yizhan.policy.number import Number, Truth
from yizhan.policy.rule import Programme, Rule, all_of, condition, measure

NAME = "high_tech_enterprise"


@condition
def registered_long_enough(facts: Facts, limits: Limits) -> Truth:
    """Article 11(1): 365 days at application."""
    return facts.as_of - facts.registered_on >= limits.age_days_min


@condition
def owns_ip(facts: Facts, limits: Limits) -> Truth:
    """Article 11(2), the part that can be counted: some right is owned; an exclusive licence is none."""
    return facts.class_one_ip + facts.class_two_ip >= limits.ip_min


@condition(manual=True)
def ip_supports_product(facts: Facts, limits: Limits) -> Truth:
    """Article 11(2), the part that an expert judges."""
    return facts.core_ip_supports_product


@condition(manual=True)
def in_supported_field(facts: Facts, limits: Limits) -> Truth:
    """Article 11(3)."""
    return facts.core_technology_field


@condition
def technical_staff_share(facts: Facts, limits: Limits) -> Truth:
    """Article 11(4): monthly means of the year."""
    return facts.technical_staff_average.share_of(facts.staff_average, without_base=0) >= limits.staff_share_min


@measure
def research_ratio(facts: Facts, limits: Limits) -> Number:
    """Article 11(5): a ratio of three-year sums, never a mean of yearly ratios. Years before foundation count as zero."""
    spend = facts.rd_spend + facts.rd_spend_previous + facts.rd_spend_second_previous
    sales = facts.revenue + facts.revenue_previous + facts.revenue_second_previous
    return spend.share_of(sales, without_base=0)


@measure
def research_ratio_needed(facts: Facts, limits: Limits) -> Number:
    """Article 11(5): the smaller the latest sales, the higher; the limits themselves belong to the smaller band."""
    larger_firms = (facts.revenue <= limits.revenue_middle_max).choose(limits.ratio_middle, limits.ratio_large)
    return (facts.revenue <= limits.revenue_small_max).choose(limits.ratio_small, larger_firms)


@condition
def research_ratio_reached(facts: Facts, limits: Limits) -> Truth:
    """Article 11(5)."""
    return research_ratio(facts, limits) >= research_ratio_needed(facts, limits)


@condition
def research_is_domestic(facts: Facts, limits: Limits) -> Truth:
    """Article 11(5): spent inside China ÷ all, over the three years."""
    spend = facts.rd_spend + facts.rd_spend_previous + facts.rd_spend_second_previous
    return facts.rd_spend_domestic.share_of(spend, without_base=0) >= limits.domestic_share_min


@condition
def high_tech_income_share(facts: Facts, limits: Limits) -> Truth:
    """Article 11(6): of total income without non-taxable income."""
    base = facts.total_income - facts.non_taxable_income
    return facts.high_tech_income.share_of(base, without_base=0) >= limits.income_share_min


@condition(manual=True)
def innovation_score_reached(facts: Facts, limits: Limits) -> Truth:
    """Article 11(7): experts' score, over 70; 70 itself fails."""
    return facts.innovation_score > limits.innovation_score_over


@condition
def clean_record(facts: Facts, limits: Limits) -> Truth:
    """Article 11(8)."""
    return ~facts.had_serious_incident


def _growth(first: Number, second: Number, third: Number) -> Number:
    """½ × (V2 ÷ V1 + V3 ÷ V2) − 1; a pair whose base is zero or negative gives nothing."""
    return (second.share_of(first, without_base=0) + third.share_of(second, without_base=0)).half().less_whole()


@measure
def revenue_growth(facts: Facts, limits: Limits) -> Number:
    """Guide, growth of sales income."""
    return _growth(facts.revenue_second_previous, facts.revenue_previous, facts.revenue)


@measure
def net_assets_growth(facts: Facts, limits: Limits) -> Number:
    """Guide, growth of net assets."""
    return _growth(facts.net_assets_second_previous, facts.net_assets_previous, facts.net_assets)


def _growth_points(growth: Number, limits: Limits) -> Number:
    """Experts choose within a band, so the points are a range."""
    least, most = growth.points(limits.growth_points_least), growth.points(limits.growth_points_most)
    return least.up_to(most)


@measure
def revenue_growth_points(facts: Facts, limits: Limits) -> Number:
    """Guide, 10 at most."""
    return _growth_points(revenue_growth(facts, limits), limits)


@measure
def net_assets_growth_points(facts: Facts, limits: Limits) -> Number:
    """Guide, 10 at most."""
    return _growth_points(net_assets_growth(facts, limits), limits)


@condition
def growth_not_computable(facts: Facts, limits: Limits) -> Truth:
    """Warns that a base of the net-assets growth is zero or negative, so that a person must look."""
    return (facts.net_assets_second_previous <= 0) | (facts.net_assets_previous <= 0)


@measure
def tax_saved(facts: Facts, limits: Limits) -> Number:
    """EIT law article 28: what the reduced rate saves in a year against the general rate."""
    return facts.taxable_income * (limits.tax_rate_general - limits.tax_rate_reduced)


NEEDS = all_of(registered_long_enough, owns_ip, ip_supports_product, in_supported_field, technical_staff_share,
               research_ratio_reached, research_is_domestic, high_tech_income_share, innovation_score_reached,
               clean_record)
MEASURES = (research_ratio, research_ratio_needed, revenue_growth, net_assets_growth, revenue_growth_points,
            net_assets_growth_points)

PROGRAMME = Programme(NAME, (
    Rule(date(2016, 1, 1), "国科发火〔2016〕32号；国科发火〔2016〕195号", NEEDS, None, MEASURES, (growth_not_computable,),
         tax_saved),
))
