"""Approval authority (审批权限) by amount and role, dated; who investigated or proposed cannot approve."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Authority:
    """A role may approve up to `amount_max` since a day; `is_assumption`: the figure is the project's own."""

    role: str
    amount_max: Money
    effective_from: date
    is_assumption: bool


def authorities(on: date) -> tuple[Authority, ...]:
    """Who may approve how much on a day, the smallest authority first."""
    raise NotImplementedError


def role_needed(amount: Money, on: date) -> str | Refusal:
    """The first role whose authority covers an amount; `amount_over_branch_authority` when none does."""
    raise NotImplementedError


def may_approve(role: str, person: str, amount: Money, involved: Collection[str], on: date) -> Authority | Refusal:
    """Whether a person may approve; `involved` are the people who investigated or proposed.

    Refusals: `role_without_authority`, `involved_cannot_approve`, `amount_over_authority` (facts name who could).
    """
    raise NotImplementedError
