"""Points of the SRDI SME by the rules of 2022 (historic): specialised 25, refined 25, distinctive 15, innovation 35.

The first two heads were read, the last two are partly recalled (facts section 4). Points that a person or the province sets
(product field, digital level, distinctiveness, intellectual property) come in as judged facts.
"""

from yizhan.policy.case import Facts, Limits
from yizhan.policy.number import Number, larger
from yizhan.policy.programmes.srdi_conditions import debt_ratio, mean_growth
from yizhan.policy.rule import measure_of

_measure = measure_of("srdi_sme")


@_measure
def specialised_points(facts: Facts, limits: Limits) -> Number:
    """Share of the main business 5, mean growth of two years 10, years in the niche 5, product field 5."""
    return (facts.main_business_share.points(limits.main_share_bands) + mean_growth(facts).points(limits.growth_bands)
            + facts.niche_years.points(limits.niche_years_bands) + facts.product_field_points)


@_measure
def refined_points(facts: Facts, limits: Limits) -> Number:
    """Digital level 5, quality 5 (three an item), net margin 10, debt ratio 5."""
    quality = facts.quality_items.points(limits.quality_bands)
    return (facts.digital_points + quality + facts.net_profit_margin.points(limits.margin_bands)
            + debt_ratio(facts).points(limits.debt_bands))


@_measure
def innovation_points_2022(facts: Facts, limits: Limits) -> Number:
    """Intellectual property 10, R&D by amount or share 10, R&D staff 5, institute 10."""
    share = facts.rd_spend.share_of(facts.revenue, without_base=0)
    research = larger(facts.rd_spend.points(limits.rd_amount_bands), share.points(limits.rd_share_bands))
    staff = facts.technical_staff.share_of(facts.staff, without_base=0).points(limits.rd_staff_bands)
    return facts.ip_quality_points + research + staff + _institute_points(facts, limits)


def _institute_points(facts: Facts, limits: Limits) -> Number:
    points = limits.institute_points
    total = points["none"]
    for level, value in points.items():
        total = larger(total, facts.institute_level.is_in(level).choose(value, points["none"]))
    return total


@_measure
def score_2022(facts: Facts, limits: Limits) -> Number:
    """100 at most."""
    return (specialised_points(facts, limits) + refined_points(facts, limits) + facts.distinctive_points
            + innovation_points_2022(facts, limits))


MEASURES_2022 = (specialised_points, refined_points, innovation_points_2022, score_2022)
