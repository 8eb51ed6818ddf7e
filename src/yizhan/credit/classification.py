"""The five risk classes of order 2023 No. 1 (facts 6.50 to 6.52), with dated thresholds."""

from datetime import date
from enum import IntEnum

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


def minimum_class(overdue_days: int, on: date) -> RiskClass:
    """The best class that days overdue still allow; 0 days leave it to judgement, which is NORMAL here."""
    raise NotImplementedError


def classify(overdue_days: int, judgement: RiskClass, is_credit_impaired: bool, on: date) -> RiskClass:
    """The worst of judgement, days overdue and credit impairment (at least substandard)."""
    raise NotImplementedError


def cross_rule_applies(non_performing: Money, all_claims: Money, on: date) -> bool:
    """Whether all claims on a non-retail debtor are non-performing because more than a tenth of them are."""
    raise NotImplementedError
