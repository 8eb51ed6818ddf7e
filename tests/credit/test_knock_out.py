"""Knock-out rules as a decision table: each at, below and above its threshold, and not known."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.credit.inputs import DAY, GOOD, with_sales, with_standing, yuan
from yizhan.credit.decision_inputs import DecisionInputs, Sales, Standing
from yizhan.credit.knock_out import RULE_CODES, Check, check_rules, rules_of
from yizhan.credit.parameters import Parameters
from yizhan.credit.reasons import reason_text
from yizhan.credit.verdict import Verdict
from yizhan.kernel.money import Money

MET, UNMET, UNKNOWN = Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN


def checks(inputs: DecisionInputs) -> dict[str, Check]:
    return {check.rule: check for check in check_rules(inputs, Parameters(inputs.decision_date))}


def test_a_good_enterprise_meets_every_rule() -> None:
    found = checks(GOOD)
    assert set(found) == set(RULE_CODES)
    assert all(check.verdict is MET and check.reason is None for check in found.values())


@pytest.mark.parametrize(("rule", "field", "value", "verdict"), [
    ("uscc", "uscc_valid", False, UNMET), ("uscc", "uscc_valid", None, UNKNOWN),
    ("dishonest_list", "on_dishonest_list", True, UNMET), ("dishonest_list", "on_dishonest_list", None, UNKNOWN),
    ("overdue", "overdue_days", 0, MET), ("overdue", "overdue_days", 1, UNMET),
    ("overdue", "overdue_days", None, UNKNOWN),
    ("sector", "sector", "real_estate", UNMET), ("sector", "sector", "", UNKNOWN),
    ("park", "in_park", False, UNMET), ("park", "in_park", None, UNKNOWN),
    ("tax_grade", "tax_grade", "M", MET), ("tax_grade", "tax_grade", "C", UNMET),
    ("tax_grade", "tax_grade", None, UNKNOWN),
    ("company_age", "age_months", 12, MET), ("company_age", "age_months", 11, UNMET),
    ("company_age", "age_months", None, UNKNOWN),
    ("recent_sales", "months_since_last_sale", 6, MET), ("recent_sales", "months_since_last_sale", 7, UNMET),
    ("recent_sales", "months_since_last_sale", None, UNKNOWN),
    ("sales_volume", "sales_12", yuan(1_000_000), MET), ("sales_volume", "sales_12", yuan("999999.99"), UNMET),
    ("sales_volume", "sales_12", None, UNKNOWN),
    ("void_share", "void_share", Decimal("0.25"), MET), ("void_share", "void_share", Decimal("0.250001"), UNMET),
    ("void_share", "void_share", None, UNKNOWN),
])
def test_each_rule_at_its_threshold(rule: str, field: str, value: Any, verdict: Verdict) -> None:
    changed = with_standing if field in Standing.__slots__ else with_sales
    found = checks(changed(**{field: value}))[rule]
    assert found.verdict is verdict
    assert (found.reason.code if found.reason else None) == (None if verdict is MET else f"{rule}_{verdict.value}")
    assert found.reason is None or reason_text(found.reason).action


@pytest.mark.parametrize(("purpose", "verdict"), [
    ("materials", MET), ("research", MET), ("dividends", UNMET), ("equity", UNMET), ("fixed_assets", UNMET),
    ("financial_assets", UNMET), (None, UNKNOWN)])
def test_the_purposes_of_facts_6_2(purpose: str | None, verdict: Verdict) -> None:
    assert checks(replace(GOOD, request=replace(GOOD.request, purpose=purpose)))["purpose"].verdict is verdict


def test_an_enterprise_that_never_sold_is_known_not_to_sell() -> None:
    never = replace(GOOD, sales=Sales(sales_12=Money(0), months_since_last_sale=None))
    assert checks(never)["recent_sales"].verdict is UNMET


def test_the_growth_product_has_no_park_rule_and_stricter_ages_and_sales() -> None:
    growth = replace(with_standing(in_park=False, age_months=35), request=replace(GOOD.request, product="xingke"))
    found = checks(replace(growth, sales=replace(growth.sales, sales_12=yuan(4_999_999))))
    assert "park" not in found
    assert found["company_age"].verdict is UNMET and found["sales_volume"].verdict is UNMET


def test_every_rule_of_the_file_has_its_code_and_words_in_both_languages() -> None:
    parameters = Parameters(DAY)
    for product in ("park-e", "xingke"):
        assert set(rules_of(product, parameters)) <= set(RULE_CODES)
    for name in parameters.names("knock_out.yaml"):
        version = parameters.version("knock_out.yaml", name)
        assert version.note["zh"] and version.note["en"]
        assert version.value["if_unmet"] in ("condition", "reason")
