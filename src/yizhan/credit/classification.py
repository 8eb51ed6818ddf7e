"""The five risk classes of order 2023 No. 1 (facts 6.50 to 6.52), with dated thresholds."""

import functools
from datetime import date
from decimal import Decimal
from enum import IntEnum
from pathlib import Path

from yizhan.kernel.dated import Dated, load_dated
from yizhan.kernel.money import Money


class RiskClass(IntEnum):
    """From best to worst; the greater number is the worse class."""

    NORMAL = 1
    SPECIAL_MENTION = 2
    SUBSTANDARD = 3
    DOUBTFUL = 4
    LOSS = 5

    @property
    def is_non_performing(self) -> bool:
        """Substandard or worse."""
        return self >= RiskClass.SUBSTANDARD


@functools.cache
def _dated() -> dict[str, Dated]:
    return load_dated(Path(__file__).with_name("classification.yaml"))


def minimum_class(overdue_days: int, on: date) -> RiskClass:
    """The best class that days overdue still allow; 0 days leave it to judgement, which is NORMAL here.

    A negative number of days raises ValueError, a day before the rule LookupError.
    """
    if overdue_days < 0:
        raise ValueError(f"overdue_days must not be negative, got {overdue_days}")
    reached = [found for found, days in overdue_thresholds(on).items() if overdue_days > days]
    return max(reached, default=RiskClass.NORMAL)


def overdue_thresholds(on: date) -> dict[RiskClass, int]:
    """By class, the days overdue beyond which a loan is at least in it; a day before the rule raises LookupError."""
    return {RiskClass[name.upper()]: days for name, days in _dated()["overdue_more_than_days"].on(on).value.items()}


def rules_begin_on() -> date:
    """The first day on which loans can be classified."""
    return _dated()["overdue_more_than_days"].versions[0].effective_from


def cross_rule_share(on: date) -> Decimal:
    """The share of a debtor's claims beyond which non-performing ones make all of them non-performing."""
    return Decimal(_dated()["cross_rule_share"].on(on).value)


def classify(overdue_days: int, judgement: RiskClass, is_credit_impaired: bool, on: date) -> RiskClass:
    """The worst of judgement, days overdue and credit impairment (at least substandard)."""
    impaired = RiskClass.SUBSTANDARD if is_credit_impaired else RiskClass.NORMAL
    return max(judgement, minimum_class(overdue_days, on), impaired)


def cross_rule_applies(non_performing: Money, all_claims: Money, on: date) -> bool:
    """Whether all claims on a non-retail debtor are non-performing because more than a tenth of them are."""
    return non_performing.amount_minor > cross_rule_share(on) * all_claims.amount_minor
