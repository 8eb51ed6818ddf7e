"""Technology-based SME (科技型中小企业): basic conditions, then direct entry or 60 of 100 points (国科发政〔2017〕115号)."""

from datetime import date

from yizhan.policy.case import Facts, Limits
from yizhan.policy.number import Number, Truth, larger
from yizhan.policy.rule import Programme, Rule, all_of, any_of, condition, measure

NAME = "tech_sme"


@condition
def is_resident(facts: Facts, limits: Limits) -> Truth:
    """Article 6(1)."""
    return facts.legal_resident


@condition
def staff_within_limit(facts: Facts, limits: Limits) -> Truth:
    """Article 6(2); equal passes."""
    return facts.staff <= limits.staff_max


@condition
def revenue_within_limit(facts: Facts, limits: Limits) -> Truth:
    """Article 6(2); equal passes."""
    return facts.revenue <= limits.revenue_max


@condition
def assets_within_limit(facts: Facts, limits: Limits) -> Truth:
    """Article 6(2); equal passes."""
    return facts.total_assets <= limits.assets_max


@condition
def no_barred_product(facts: Facts, limits: Limits) -> Truth:
    """Article 6(3)."""
    return ~facts.makes_barred_products


@condition
def clean_record(facts: Facts, limits: Limits) -> Truth:
    """Article 6(4)."""
    return ~facts.had_serious_incident & ~facts.on_dishonest_list


@measure
def staff_points(facts: Facts, limits: Limits) -> Number:
    """Article 7: science and technology staff ÷ all staff, 20 at most."""
    return facts.technical_staff.share_of(facts.staff, without_base=0).points(limits.staff_bands)


@measure
def points_by_revenue(facts: Facts, limits: Limits) -> Number:
    """Article 7, option 1: R&D ÷ sales. Without sales the option gives nothing."""
    return facts.rd_spend.share_of(facts.revenue, without_base=0).points(limits.revenue_bands)


@measure
def points_by_costs(facts: Facts, limits: Limits) -> Number:
    """Article 7, option 2: R&D ÷ costs and expenses."""
    return facts.rd_spend.share_of(facts.costs_and_expenses, without_base=0).points(limits.cost_bands)


@measure
def research_points(facts: Facts, limits: Limits) -> Number:
    """Article 7: the enterprise chooses one option, so the better counts; 50 at most."""
    return larger(points_by_revenue(facts, limits), points_by_costs(facts, limits))


@measure
def results_points(facts: Facts, limits: Limits) -> Number:
    """Article 7: intellectual property of the better class, 30 at most."""
    return larger(facts.class_one_ip.points(limits.class_one_bands), facts.class_two_ip.points(limits.class_two_bands))


@measure
def score(facts: Facts, limits: Limits) -> Number:
    """Article 7: staff 20 + R&D 50 + results 30."""
    return staff_points(facts, limits) + research_points(facts, limits) + results_points(facts, limits)


@condition
def score_reached(facts: Facts, limits: Limits) -> Truth:
    """Article 6(5)."""
    return score(facts, limits) >= limits.score_min


@condition
def staff_points_not_zero(facts: Facts, limits: Limits) -> Truth:
    """Article 6(5)."""
    return staff_points(facts, limits) > 0


@condition
def has_high_tech_certificate(facts: Facts, limits: Limits) -> Truth:
    """Article 8(1)."""
    return facts.high_tech_certificate


@condition
def has_national_award(facts: Facts, limits: Limits) -> Truth:
    """Article 8(2)."""
    return facts.national_award_five_years


@condition
def has_research_institute(facts: Facts, limits: Limits) -> Truth:
    """Article 8(3)."""
    return facts.provincial_institute


@condition
def has_led_standard(facts: Facts, limits: Limits) -> Truth:
    """Article 8(4)."""
    return facts.led_standard


@condition
def few_staff(facts: Facts, limits: Limits) -> Truth:
    """On-site trigger of 2026."""
    return facts.staff <= limits.check_staff_max


@condition
def no_ip(facts: Facts, limits: Limits) -> Truth:
    """On-site trigger of 2026."""
    return facts.class_one_ip + facts.class_two_ip < limits.check_ip_min


@condition
def little_research(facts: Facts, limits: Limits) -> Truth:
    """On-site trigger of 2026."""
    return facts.rd_spend < limits.check_rd_min


@condition
def withdrawn_before(facts: Facts, limits: Limits) -> Truth:
    """On-site trigger of 2026."""
    return facts.withdrawn_three_years


@condition
def applies_first_time(facts: Facts, limits: Limits) -> Truth:
    """On-site trigger of 2026."""
    return facts.first_application


NEEDS = all_of(
    is_resident, staff_within_limit, revenue_within_limit, assets_within_limit, no_barred_product, clean_record,
    any_of(
        has_high_tech_certificate, has_national_award, has_research_institute, has_led_standard,
        all_of(score_reached, staff_points_not_zero),
    ),
)
MEASURES = (staff_points, points_by_revenue, points_by_costs, research_points, results_points, score)
TRIGGERS = (few_staff, no_ip, little_research, withdrawn_before, applies_first_time)

PROGRAMME = Programme(NAME, (
    Rule(date(2017, 5, 3), "国科发政〔2017〕115号", NEEDS, date(2025, 12, 31), MEASURES),
    Rule(date(2026, 1, 1), "国科发政〔2017〕115号；工企业函〔2026〕160号", NEEDS, None, MEASURES, TRIGGERS),
))
