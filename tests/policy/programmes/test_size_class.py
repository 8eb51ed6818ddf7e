"""`classify`: the class for other packages, with what it can still be."""

from datetime import date

import pytest

from yizhan.kernel.money import Money
from yizhan.policy.facts import FactError, definition
from yizhan.policy.parameters import load_book
from yizhan.policy.programmes import size_class, size_class_statistics
from yizhan.policy.programmes.size_class import classify

ON = date(2026, 11, 23)


def test_a_class_with_its_argument() -> None:
    found = classify(industry="software", staff=120, revenue=Money.of(9_990_000), on=ON)
    assert (found.size_class, found.possible) == ("small", ("small",))
    assert found.verdict.document == "工信部联企业〔2011〕300号"


def test_missing_facts_leave_what_is_possible() -> None:
    assert classify(industry="software", staff=19, on=ON).possible == ("micro", "small")
    assert classify(industry=None, staff=3, revenue=Money.zero(), total_assets=Money.zero(), on=ON).size_class == "micro"


def test_finance_and_days_before_the_rule_have_no_class() -> None:
    assert classify(industry="finance", staff=3, on=ON).possible == ()
    assert classify(industry="software", staff=3, on=date(2011, 6, 17)).size_class is None


def test_the_statistical_basis_has_its_own_document() -> None:
    found = classify(industry="industry", staff=1000, revenue=Money.of(400_000_000), on=ON, basis=size_class_statistics.PROGRAMME)
    assert (found.size_class, found.verdict.document) == ("large", "统计上大中小微型企业划分办法(2017)")


def test_a_wrong_industry_or_unit_is_refused() -> None:
    with pytest.raises(FactError, match="bakery"):
        classify(industry="bakery", on=ON)


def test_the_industries_are_those_of_the_facts_and_of_the_parameters() -> None:
    assert (*size_class.INDUSTRIES, "finance") == definition("industry").choices
    assert set(size_class.INDUSTRIES) == set(load_book().programmes["size_class"])
