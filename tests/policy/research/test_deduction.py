"""The sums of a year beyond the worked examples of deduction.cases.yaml: the order of steps, bugs, properties; amounts in 万."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.kernel.money import Money
from yizhan.policy.parameters import load_book
from yizhan.policy.research.deduction import ResearchYear, compute, summary
from yizhan.policy.research.ledger import Head, LedgerLine, ledgers_of


def wan(amount: str | int) -> Money:
    return Money.of(Decimal(amount) * 10_000)


def year_of(year: int, *projects: dict[Head, str | int], category: str = "general", **more) -> ResearchYear:
    lines = [LedgerLine(f"P{number}", "trial", date(year, 6, 30), f"{number}-{head}", head, wan(amount))
             for number, heads in enumerate(projects, 1) for head, amount in heads.items()]
    return ResearchYear(year, ledgers_of(lines), category, Decimal("0.25"), **more)


def test_special_income_lowers_the_two_thirds_base_unless_the_book_says_otherwise() -> None:
    """The texts read are silent (facts 13.10): 90 − 30 = 60 gives 40; without the order 60."""
    year = year_of(2026, {Head.STAFF: 90, Head.SPECIAL_INCOME: 30, Head.OUTSOURCED_ABROAD: 100})
    book = load_book()
    (version,) = book.dated("rd_super_deduction", "special_income_order").versions
    after = book.with_versions("rd_super_deduction", "special_income_order", (replace(version, value="after_cap"),))
    assert compute(year).abroad == wan(40)
    assert compute(year, after).abroad == wan(60)


def test_ledgers_of_another_year_and_unknown_categories_are_bugs() -> None:
    year = year_of(2026, {Head.STAFF: 1})
    with pytest.raises(ValueError, match="another year"):
        compute(replace(year, year=2025))
    with pytest.raises(ValueError, match="category"):
        compute(replace(year, category="chips"))


def test_the_summary_has_a_row_for_each_project_and_head() -> None:
    year = year_of(2026, {Head.STAFF: 3, Head.SPECIAL_INCOME: 1}, {Head.DIRECT_INPUT: 2})
    assert list(summary(year)) == [("P1", "staff", wan(3)), ("P1", "special_income", wan(1)),
                                   ("P2", "direct_input", wan(2))]


AMOUNTS = st.integers(0, 10_000)


@settings(deadline=None)
@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, st.integers(1, 1000))
def test_more_domestic_research_never_lowers_the_deduction(staff, other, outsourced, abroad, special, more) -> None:
    def extra(spent: int) -> Money:
        return compute(year_of(2026, {Head.STAFF: spent, Head.OTHER_RELATED: other,
                                      Head.OUTSOURCED_DOMESTIC: outsourced, Head.OUTSOURCED_ABROAD: abroad,
                                      Head.SPECIAL_INCOME: special})).extra
    assert extra(staff + more) >= extra(staff)


@settings(deadline=None)
@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_material_taken_and_carried_add_up(staff, sold, carried) -> None:
    deduction = compute(year_of(2026, {Head.STAFF: staff, Head.SOLD_MATERIAL: sold}, carried_material=wan(carried)))
    assert deduction.material_taken + deduction.material_carried == wan(sold) + wan(carried)
    assert deduction.base == wan(staff) - deduction.material_taken
