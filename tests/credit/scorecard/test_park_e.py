"""The row of the park e-loan's card: unknown stays None, ratios and ages by hand."""

from datetime import date
from decimal import Decimal

import pytest

from yizhan.credit.scorecard.expert import park_e_card
from yizhan.credit.scorecard.park_e import innovation_columns, invoice_columns, months_between, park_e_row, statement_columns
from yizhan.credit.scorecard.score import apply_one
from yizhan.enterprise.financials import Statement
from yizhan.enterprise.innovation import Innovation, IpCounts, Staff, Title
from yizhan.enterprise.invoice_features import without_invoices
from yizhan.enterprise.lifecycle import Stage, StageVerdict
from yizhan.enterprise.profile import Claimed, Identity, Profile
from yizhan.kernel.money import Money

ON = date(2026, 11, 23)
VERDICT = StageVerdict(Stage.UNKNOWN, "no_rule_held", {}, "", False, "未知", "unknown")


def yuan(amount: int) -> Money:
    return Money(amount * 100, "CNY")


def profile(**changes) -> Profile:
    parts = {"identity": Identity("E1", "test"), "as_of": ON, "size_class": None, "lifecycle": VERDICT, "invoices": None,
             "statements": (), "innovation": Innovation(), "figures": {}, **changes}
    return Profile(**parts)


def test_an_empty_profile_gives_a_row_of_unknowns_that_fits_the_card() -> None:
    row = park_e_row(profile())
    assert set(row) == park_e_card().columns
    assert set(row.values()) == {None}
    apply_one(park_e_card(), row)


def test_an_enterprise_without_any_invoice_has_no_invoice_columns() -> None:
    assert set(invoice_columns(without_invoices(["E1"], ON)["E1"]).values()) == {None}


def test_statement_ratios_are_those_of_the_latest_year() -> None:
    old = Statement(2024, revenue=yuan(1), receivables=yuan(1))
    new = Statement(2025, revenue=yuan(1000), net_profit=yuan(-50), receivables=yuan(200), total_assets=yuan(800),
                    total_liabilities=yuan(600), bank_loans=yuan(0))
    assert statement_columns((new, old)) == {"debt_ratio": 0.75, "net_margin": -0.05, "receivable_days": 73.0, "bank_loans_to_revenue": 0.0}


def test_a_ratio_over_nothing_is_unknown() -> None:
    assert set(statement_columns((Statement(2025, revenue=yuan(0), net_profit=yuan(5)),)).values()) == {None}


def test_innovation_is_read_with_its_highest_title_and_a_ratio_of_sums() -> None:
    known = Innovation({2024: yuan(10), 2025: yuan(20)}, IpCounts(3, 7), (Title("tech_sme", date(2024, 1, 1), None),
                       Title("high_tech", date(2023, 1, 1), date(2026, 12, 31)), Title("little_giant", date(2020, 1, 1), date(2023, 1, 1))),
                       Staff(20, 5))
    statements = (Statement(2024, revenue=yuan(100)), Statement(2025, revenue=yuan(200)))
    assert innovation_columns(known, statements, ON) == {
        "staff_count": 20, "technical_share": float(Decimal("0.25")), "research_ratio": pytest.approx(0.1),
        "class_one_ip_count": 3, "class_two_ip_count": 7, "best_title": "high_tech"}


def test_without_titles_but_with_other_innovation_the_title_is_none_not_unknown() -> None:
    assert innovation_columns(Innovation(ip=IpCounts()), (), ON)["best_title"] == "none"
    assert innovation_columns(Innovation(), (), ON)["best_title"] is None


def test_staff_come_from_the_latest_statement_where_innovation_does_not_say() -> None:
    assert innovation_columns(Innovation(), (Statement(2025, staff=12),), ON)["staff_count"] == 12


def test_a_verified_tax_grade_stands_before_the_claimed_one() -> None:
    claimed = Claimed("A", "applicant").found("C", "visitor", ON)
    assert park_e_row(profile(figures={"tax_grade": claimed}))["tax_grade"] == "C"


@pytest.mark.parametrize(("start", "months"), [(date(2025, 11, 23), 12), (date(2025, 11, 24), 11), (date(2026, 11, 1), 0), (None, None)])
def test_months_are_full_months(start, months) -> None:
    assert months_between(start, ON) == months
