"""Facts are typed: a fact in the wrong unit is refused with the way to write it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from yizhan.kernel.money import Money
from yizhan.policy.facts import FactError, FactType, definition, definitions, read_fact, read_sheet


def test_money_takes_money_or_text_with_its_unit() -> None:
    fact = definition("revenue")
    assert read_fact(fact, Money.of(12_000_000)) == read_fact(fact, "1200万") == read_fact(fact, "12000000元") == 1_200_000_000


@pytest.mark.parametrize(("name", "value", "fix"), [
    ("revenue", 1200, "1200万 or 12000000元"), ("revenue", "1200", "1200万 or 12000000元"),
    ("revenue", "12%", "1200万 or 12000000元"), ("revenue", Money(100, "USD"), "1200万"), ("revenue", "0.001元", "1200万"),
    ("staff", "50万", "a plain number of persons"), ("staff", True, "persons"), ("staff", 3.5, "persons"),
    ("staff", "-1", "a plain number of persons"), ("staff", "NaN", "persons"),
    ("main_business_share", 80, "write 12.5% or 0.125"), ("main_business_share", "80", "write 12.5% or 0.125"),
    ("main_business_share", "80万", "write 12.5% or 0.125"), ("registered_on", "last year", "2026-11-23"),
    ("registered_on", 2020, "2026-11-23"), ("legal_resident", "perhaps", "yes or no"),
    ("industry", "bakery", "agriculture, industry"),
])
def test_a_fact_in_the_wrong_unit_or_type_is_refused_with_the_fix(name, value, fix) -> None:
    with pytest.raises(FactError) as refused:
        read_fact(definition(name), value)
    assert name in str(refused.value)
    assert fix in str(refused.value)


def test_other_types_are_read() -> None:
    sheet = read_sheet({"staff": "50", "technical_staff_average": Decimal("11.9"), "main_business_share": "80%",
                        "net_profit_margin": Decimal("-0.125"), "registered_on": "2020-02-29", "legal_resident": "是",
                        "industry": "software", "revenue": None})
    assert sheet.values == {"staff": 50, "technical_staff_average": Fraction(119, 10), "main_business_share": Fraction(4, 5),
                            "net_profit_margin": Fraction(-1, 8), "registered_on": date(2020, 2, 29).toordinal(),
                            "legal_resident": True, "industry": "software", "revenue": None}


def test_all_wrong_facts_are_named_at_once() -> None:
    with pytest.raises(FactError, match=r"turnover is not a fact.*staff"):
        read_sheet({"turnover": 1, "staff": "many"})


def test_a_sheet_is_copied_not_changed() -> None:
    sheet = read_sheet({"staff": 5})
    assert sheet.with_fact("staff", 9).values["staff"] == 9
    assert sheet.with_fact("staff", None).values["staff"] is None
    assert sheet.values["staff"] == 5


@pytest.mark.parametrize("fact", definitions().values(), ids=lambda fact: fact.name)
def test_every_fact_has_both_languages_a_unit_and_a_question(fact) -> None:
    assert fact.question.zh.endswith("？")
    assert fact.question.en.endswith("?")
    assert fact.type is not FactType.COUNT or fact.counts
    assert fact.type is not FactType.CHOICE or fact.choices
