"""The five classes. E76 and E77 of the fact sheet."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.credit.classification import RiskClass, classify, cross_rule_applies, minimum_class
from yizhan.kernel.money import Money

ON = date(2026, 11, 23)
CLASSES = st.sampled_from(list(RiskClass))


@pytest.mark.parametrize(("days", "expected"), [
    (0, RiskClass.NORMAL), (1, RiskClass.SPECIAL_MENTION), (90, RiskClass.SPECIAL_MENTION),
    (91, RiskClass.SUBSTANDARD), (270, RiskClass.SUBSTANDARD), (271, RiskClass.DOUBTFUL),
    (360, RiskClass.DOUBTFUL), (361, RiskClass.LOSS)])
def test_e76_days_overdue_set_the_best_class_that_is_left(days: int, expected: RiskClass) -> None:
    assert minimum_class(days, ON) is expected


def test_e77_more_than_a_tenth_makes_all_claims_non_performing() -> None:
    assert not cross_rule_applies(Money.of(100), Money.of(1000), ON)
    assert cross_rule_applies(Money.of(101), Money.of(1000), ON)
    assert not cross_rule_applies(Money.zero(), Money.zero(), ON)


@given(st.integers(0, 1000), st.integers(0, 1000), CLASSES, st.booleans())
def test_more_days_never_give_a_better_class(days: int, more: int, judgement: RiskClass, impaired: bool) -> None:
    before = classify(days, judgement, impaired, ON)
    assert classify(days + more, judgement, impaired, ON) >= before >= judgement


def test_a_credit_impaired_claim_is_at_least_substandard() -> None:
    assert classify(0, RiskClass.NORMAL, True, ON) is RiskClass.SUBSTANDARD
    assert classify(0, RiskClass.LOSS, True, ON) is RiskClass.LOSS
    assert [item for item in RiskClass if item.is_non_performing] == [
        RiskClass.SUBSTANDARD, RiskClass.DOUBTFUL, RiskClass.LOSS]


def test_the_rule_is_dated_and_days_cannot_be_negative() -> None:
    with pytest.raises(LookupError):
        minimum_class(1, date(2023, 6, 30))
    with pytest.raises(ValueError, match="negative"):
        minimum_class(-1, ON)
