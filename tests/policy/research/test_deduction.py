"""The sums of a year: worked examples E46 to E64, amounts in 万."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yizhan.kernel.money import Money
from yizhan.policy.parameters import load_book
from yizhan.policy.research.assets import CapitalisedResult
from yizhan.policy.research.deduction import ResearchYear, compute, summary
from yizhan.policy.research.ledger import Head, LedgerLine, ledgers_of


def wan(amount: str | int) -> Money:
    return Money.of(Decimal(amount) * 10_000)


def year_of(year: int, *projects: dict[Head, str | int], category: str = "general", **more) -> ResearchYear:
    lines = [LedgerLine(f"P{number}", "trial", date(year, 6, 30), f"{number}-{head}", head, wan(amount))
             for number, heads in enumerate(projects, 1) for head, amount in heads.items()]
    return ResearchYear(year, ledgers_of(lines), category, Decimal("0.25"), **more)


def test_e46_the_cap_on_other_costs_is_taken_over_all_projects() -> None:
    projects = ({Head.STAFF: 90, Head.OTHER_RELATED: 12}, {Head.DIRECT_INPUT: 100, Head.OTHER_RELATED: 8})
    deduction = compute(year_of(2026, *projects))
    assert deduction.other_allowed == wan(20)
    assert deduction.extra == wan(210)
    assert deduction.tax_saved == wan("52.5")


def test_e46_before_2021_the_cap_was_taken_project_by_project() -> None:
    projects = ({Head.STAFF: 90, Head.OTHER_RELATED: 12}, {Head.DIRECT_INPUT: 100, Head.OTHER_RELATED: 8})
    assert compute(year_of(2020, *projects)).other_allowed == wan(18)
    assert compute(year_of(2021, *projects)).other_allowed == wan(20)


def test_e48_five_heads_of_900_allow_other_costs_of_100() -> None:
    assert compute(year_of(2026, {Head.STAFF: 900, Head.OTHER_RELATED: 130})).other_allowed == wan(100)


def test_e49_the_last_quarter_of_2022_at_its_actual_costs() -> None:
    year = year_of(2022, {Head.OUTSOURCED_DOMESTIC: 1000}, late_part=Decimal("0.2"))
    assert compute(year).extra == wan(640)


def test_e49_the_last_quarter_of_2022_pro_rata() -> None:
    assert compute(year_of(2022, {Head.OUTSOURCED_DOMESTIC: 1000})).extra == wan(650)


def test_e50_a_related_contractor_counts_at_eighty_per_cent_of_what_was_paid() -> None:
    assert compute(year_of(2020, {Head.OUTSOURCED_DOMESTIC: 100})).extra == wan(60)


def test_e52_research_abroad_within_two_thirds_of_the_domestic() -> None:
    deduction = compute(year_of(2026, {Head.STAFF: 2400, Head.OUTSOURCED_ABROAD: 1600}))
    assert (deduction.abroad, deduction.base, deduction.extra) == (wan(1280), wan(3680), wan(3680))


def test_e53_own_research_and_research_abroad_in_2019() -> None:
    deduction = compute(year_of(2019, {Head.STAFF: 300, Head.OUTSOURCED_ABROAD: 100}))
    assert deduction.extra == wan(225) + wan(60)


def test_e54_individuals_abroad_do_not_count() -> None:
    deduction = compute(year_of(2026, {Head.OUTSOURCED_DOMESTIC: 200, Head.OUTSOURCED_ABROAD: 100,
                                       Head.OUTSOURCED_ABROAD_INDIVIDUAL: 50}))
    assert (deduction.outsourced_domestic, deduction.abroad, deduction.base) == (wan(160), wan(80), wan(240))


def test_research_abroad_over_two_thirds_of_the_domestic_is_cut_there() -> None:
    """财税〔2018〕64号: two thirds of 90 are 60, less than 80 % of 100."""
    assert compute(year_of(2026, {Head.STAFF: 90, Head.OUTSOURCED_ABROAD: 100})).abroad == wan(60)


def test_e56_special_income_is_taken_off() -> None:
    assert compute(year_of(2026, {Head.STAFF: 80, Head.SPECIAL_INCOME: 15})).extra == wan(65)


def test_e57_special_income_over_the_spend_is_not_carried_forward() -> None:
    deduction = compute(year_of(2026, {Head.STAFF: 10, Head.SPECIAL_INCOME: 25}))
    assert (deduction.base, deduction.material_carried) == (Money.zero(), Money.zero())


def test_e58_material_of_sold_products_is_carried_forward() -> None:
    first = compute(year_of(2026, {Head.STAFF: 30, Head.SOLD_MATERIAL: 40}))
    assert (first.base, first.material_carried) == (Money.zero(), wan(10))
    second = compute(year_of(2027, {Head.STAFF: 30}, carried_material=first.material_carried))
    assert second.base == wan(20)


def test_e62_a_capitalised_patent_is_amortised_at_two_hundred_per_cent() -> None:
    year = year_of(2026, capitalised=(CapitalisedResult(wan(1000), 2026, 10),))
    deduction = compute(year)
    assert deduction.amortised + deduction.extra_amortised == wan(200)


def test_e64_a_listed_chip_maker_falls_back_to_one_hundred_per_cent_in_2028() -> None:
    assert compute(year_of(2027, {Head.STAFF: 500}, category="listed_ic_or_machine_tool")).extra == wan(600)
    assert compute(year_of(2028, {Head.STAFF: 500}, category="listed_ic_or_machine_tool")).extra == wan(500)


def test_e66_deemed_profit_gives_nothing() -> None:
    assert compute(year_of(2026, {Head.STAFF: 100}, is_taxed_by_audit=False)).extra == Money.zero()


def test_cost_paid_from_non_taxable_income_is_left_out() -> None:
    """2015年第97号: neither deducted nor super-deducted."""
    assert compute(year_of(2026, {Head.STAFF: 100, Head.NON_TAXABLE_FUNDED: 30})).extra == wan(70)


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
