from datetime import date
from decimal import Decimal

import pytest

from yizhan.enterprise.lifecycle import LifecycleInput, Stage, age_months, stage_of
from yizhan.kernel.money import Money

DAY = date(2026, 11, 23)


# Age in months, revenue in 万, growth, people → stage and the rule of lifecycle.rules.yaml that decides.
@pytest.mark.parametrize(("age", "revenue", "growth", "people", "stage", "rule"), [
    (35, 9000, "0.50", 200, Stage.START_UP, "young"),
    (36, 9000, "0.50", 200, Stage.GROWTH, "fast_growing"),
    (36, 9000, "-0.20", 200, Stage.DECLINE, "falling_revenue"),
    (35, 9000, "-0.20", 200, Stage.START_UP, "young"),
    (59, 499, "0.10", 5, Stage.START_UP, "small_and_young"),
    (59, 500, "0.10", 5, Stage.GROWTH, "middle_aged"),
    (60, 499, "0.10", 5, Stage.GROWTH, "middle_aged"),
    (60, 600, "0.15", 5, Stage.GROWTH, "fast_growing"),
    (60, 600, "-0.19", 5, Stage.GROWTH, "middle_aged"),
    (96, 4000, "0.14", 5, Stage.MATURITY, "large_and_settled"),
    (95, 4000, "0.14", 5, Stage.GROWTH, "middle_aged"),
    (96, 3999, "0.14", 100, Stage.MATURITY, "large_staff_and_settled"),
    (96, 3999, "0.14", 99, Stage.GROWTH, "middle_aged"),
    (120, 600, None, None, Stage.MATURITY, "old"),
    (119, 600, None, None, Stage.GROWTH, "middle_aged"),
    (None, 499, None, None, Stage.START_UP, "unknown_age_small"),
    (None, 600, "0.15", None, Stage.GROWTH, "fast_growing"),
    (None, 4000, None, None, Stage.MATURITY, "unknown_age_large"),
    (None, 600, None, None, Stage.UNKNOWN, "no_rule_held"),
    (None, None, None, None, Stage.UNKNOWN, "no_rule_held"),
])
def test_the_stage_by_the_first_rule_that_holds(age, revenue, growth, people, stage: Stage, rule: str) -> None:
    known = LifecycleInput(age, None if revenue is None else Money.of(revenue * 10_000), growth and Decimal(growth), people)
    verdict = stage_of(known, DAY)
    assert (verdict.stage, verdict.rule) == (stage, rule)


def test_a_verdict_says_what_it_used_in_both_languages_and_that_it_is_assumed() -> None:
    verdict = stage_of(LifecycleInput(age_months=35, growth=Decimal("0.1")), DAY)
    assert dict(verdict.facts) == {"age_months": 35}
    assert verdict.is_assumption
    assert (verdict.zh, verdict.en) == ("成立不满三年", "less than three years old")


def test_zero_revenue_is_a_revenue() -> None:
    assert stage_of(LifecycleInput(revenue=Money.zero()), DAY).rule == "unknown_age_small"


def test_an_age_has_whole_months() -> None:
    assert age_months(date(2023, 11, 23), DAY) == 36
    assert age_months(date(2023, 11, 24), DAY) == 35
    with pytest.raises(ValueError, match="before the registration"):
        age_months(date(2026, 11, 24), DAY)
