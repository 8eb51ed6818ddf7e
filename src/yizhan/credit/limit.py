"""The limit (授信额度): the smallest of product cap, need, repayment capacity and grade cap, each with its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from yizhan.credit.decision_inputs import DecisionInputs
from yizhan.credit.need import Need
from yizhan.credit.parameters import Parameters
from yizhan.credit.products import Product
from yizhan.credit.reasons import Reason
from yizhan.kernel.money import Money


class PartCode(StrEnum):
    """What can bound a limit."""

    PRODUCT_CAP = "product_cap"
    NEED = "need"
    REPAYMENT_CAPACITY = "repayment_capacity"
    GRADE_CAP = "grade_cap"


@dataclass(frozen=True, slots=True)
class LimitPart:
    """One bound and the numbers it comes from; `amount` None is not known, for the `unknown` reason."""

    code: PartCode
    amount: Money | None
    facts: Mapping[str, Any]
    is_assumption: bool
    is_estimated: bool
    unknown: Reason | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """The smallest known part, rounded down to the step of limit.yaml; provisional when a part is unknown or estimated."""

    amount: Money
    parts: tuple[LimitPart, ...]
    binding: PartCode
    is_provisional: bool


def limit_of(inputs: DecisionInputs, product: Product, need: Need | None, parameters: Parameters) -> Limit:
    """The four parts and the smallest of those known."""
    raise NotImplementedError
