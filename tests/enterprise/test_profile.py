from dataclasses import replace
from datetime import date

from yizhan.enterprise.financials import Statement
from yizhan.enterprise.innovation import Innovation, Staff
from yizhan.enterprise.invoice_features import without_invoices
from yizhan.enterprise.lifecycle import Stage
from yizhan.enterprise.profile import Claimed, Identity, build_profile, with_finding
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal

DAY = date(2026, 11, 23)
IDENTITY = Identity("E1", "甲公司", registered_on=date(2018, 1, 1))
FEATURES = replace(without_invoices(["E1"], DAY)["E1"], invoice_count=9, sales_net_minor_12=120_00,
                   sales_net_minor_previous_12=100_00)


def test_a_finding_changes_the_figure_and_keeps_the_claim_and_earlier_findings() -> None:
    staff = Claimed(120, "application").found(80, "manager li", date(2026, 11, 20)).found(85, "auditor", DAY)
    assert (staff.value, staff.best, staff.verified_value, staff.verified_by, staff.differs) == (120, 85, 85, "auditor", True)
    assert [finding.value for finding in staff.findings] == [80, 85]
    assert (Claimed(5, "x").best, Claimed(5, "x").is_verified, Claimed(5, "x").differs) == (5, False, False)
    assert not Claimed(5, "x").found(5, "li", DAY).differs


def test_a_finding_on_site_can_change_the_stage() -> None:
    """Eight years old: 120 people make it settled, the 80 that were found do not."""
    profile = build_profile(IDENTITY, DAY, figures={"staff": Claimed(120, "application")})
    assert profile.lifecycle.rule == "large_staff_and_settled"
    checked = with_finding(profile, "staff", 80, "manager li", DAY)
    assert checked.lifecycle.rule == "middle_aged"
    assert checked.differing == ("staff",)
    assert profile.differing == ()


def test_a_finding_on_a_figure_that_nobody_claimed_is_refused() -> None:
    assert with_finding(build_profile(IDENTITY, DAY), "staff", 1, "li", DAY) == Refusal("figure_unknown", {"figure": "staff"})


def test_revenue_and_growth_come_from_statements_before_invoices() -> None:
    years = (Statement(2025, revenue=Money.of(5000)), Statement(2024, revenue=Money.of(5000)))
    with_years = build_profile(IDENTITY, DAY, statements=years, invoices=FEATURES)
    assert with_years.latest_statement.year == 2025
    assert with_years.lifecycle.rule == "middle_aged"
    assert build_profile(IDENTITY, DAY, invoices=FEATURES).lifecycle.rule == "fast_growing"


def test_growth_needs_neighbouring_years() -> None:
    years = (Statement(2023, revenue=Money.of(1000)), Statement(2025, revenue=Money.of(9000)))
    assert build_profile(IDENTITY, DAY, statements=years).lifecycle.rule == "middle_aged"


def test_staff_comes_from_innovation_or_the_statement_and_nothing_known_is_unknown() -> None:
    assert build_profile(IDENTITY, DAY, innovation=Innovation(staff=Staff(100))).lifecycle.rule == "large_staff_and_settled"
    assert build_profile(IDENTITY, DAY, statements=(Statement(2025, staff=100),)).lifecycle.rule == "large_staff_and_settled"
    nobody = build_profile(Identity("E2", "乙"), DAY, size_class="small")
    assert (nobody.lifecycle.stage, nobody.size_class, nobody.latest_statement) == (Stage.UNKNOWN, "small", None)
