"""Approval authority (审批权限) by amount and role, dated; who investigated or proposed cannot approve."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from yizhan.credit.parameters import Parameters
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse

FILE = "authority.yaml"


@dataclass(frozen=True, slots=True)
class Authority:
    """A role may approve up to `amount_max` since a day; `is_assumption`: no source sets the figure."""

    role: str
    amount_max: Money
    effective_from: date
    is_assumption: bool


def authorities(on: date) -> tuple[Authority, ...]:
    """Who may approve how much on a day, the smallest authority first."""
    parameters = Parameters(on)
    found = [(role, parameters.version_or_none(FILE, role)) for role in parameters.names(FILE)]
    listed = [Authority(role, Money.of(version.value), version.effective_from, version.is_assumption)
              for role, version in found if version is not None]
    return tuple(sorted(listed, key=lambda authority: authority.amount_max))


def role_needed(amount: Money, on: date) -> str | Refusal:
    """The first role whose authority covers an amount; `amount_over_branch_authority` when none does."""
    listed = authorities(on)
    found = next((authority.role for authority in listed if amount <= authority.amount_max), None)
    highest = listed[-1].amount_max if listed else None
    return found or refuse("amount_over_branch_authority", amount=amount, highest=highest)


def may_approve(role: str, person: str, amount: Money, involved: Collection[str], on: date) -> Authority | Refusal:
    """Whether a person may take the decision; `involved` are the people who investigated or proposed.

    A refusal of a loan needs the same authority as its approval, with the amount that was asked for.
    Refusals: `role_without_authority`, `involved_cannot_approve`, `amount_over_authority` (with the role needed).
    """
    authority = next((item for item in authorities(on) if item.role == role), None)
    if authority is None:
        return refuse("role_without_authority", role=role)
    if person in involved:
        return refuse("involved_cannot_approve")
    if amount <= authority.amount_max:
        return authority
    needed = role_needed(amount, on)
    if isinstance(needed, Refusal):
        return needed
    return refuse("amount_over_authority", amount=amount, amount_max=authority.amount_max, role_needed=needed)
