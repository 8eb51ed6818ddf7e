"""Overrides as data: who departed from the card's grade, why, who approved it, and how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yizhan.credit.scorecard.card import Scorecard
from yizhan.kernel.refusal import Refusal, refuse


@dataclass(frozen=True, slots=True)
class Override:
    """One departure from a card. `outcome_bad` is None while the outcome is not known; `expected_rate` is the card's PD."""

    application: str
    card_id: str
    on: date
    card_grade: str
    given_grade: str
    reason: str
    proposed_by: str
    approved_by: str
    expected_rate: float
    outcome_bad: bool | None = None


@dataclass(frozen=True, slots=True)
class OverrideGroup:
    """Overrides of one reason (or all, reason ""): how many went up or down, and how those with an outcome ended."""

    reason: str
    count: int
    upgrades: int
    downgrades: int
    outcomes: int
    bads: int
    bad_rate: float | None
    expected_rate: float | None


@dataclass(frozen=True, slots=True)
class OverrideReport:
    """`rate` is overrides over scored applications, None without any; groups by reason, most frequent first."""

    scored: int
    rate: float | None
    total: OverrideGroup
    groups: tuple[OverrideGroup, ...]


def check_override(card: Scorecard, override: Override) -> Refusal | None:
    """What is wrong: `reason_missing`, `same_person`, `grade_unknown`, `grade_unchanged`, `other_card`; else None."""
    codes = {grade.code for grade in card.grades}
    if override.card_id != card.card_id:
        return refuse("other_card", card=card.card_id, given=override.card_id)
    if unknown := {override.card_grade, override.given_grade} - codes:
        return refuse("grade_unknown", grade=min(unknown))
    if override.card_grade == override.given_grade:
        return refuse("grade_unchanged", grade=override.given_grade)
    if not override.reason.strip():
        return refuse("reason_missing")
    if override.approved_by == override.proposed_by:
        return refuse("same_person", person=override.approved_by)
    return None


def override_report(card: Scorecard, overrides: Sequence[Override], scored: int) -> OverrideReport:
    """Override rate and performance of one card; `scored` counts all applications that the card scored."""
    order = {grade.code: position for position, grade in enumerate(card.grades)}
    return report_of([override for override in overrides if override.card_id == card.card_id], scored, order)


def report_of(mine: Sequence[Override], scored: int, order: Mapping[str, int]) -> OverrideReport:
    """The report over overrides whose two codes stand in `order`, the best for the applicant first.

    The codes need not be grades: a branch that departs from the model's outcome (approve, manual_review, refuse) overrides as well.
    """
    reasons = sorted({override.reason for override in mine})
    groups = [_group(reason, [one for one in mine if one.reason == reason], order) for reason in reasons]
    groups.sort(key=lambda group: (-group.count, group.reason))
    return OverrideReport(scored, len(mine) / scored if scored else None, _group("", mine, order), tuple(groups))


def _group(reason: str, overrides: Sequence[Override], order: Mapping[str, int]) -> OverrideGroup:
    upgrades = sum(order[one.given_grade] < order[one.card_grade] for one in overrides)
    ended = [one for one in overrides if one.outcome_bad is not None]
    bads = sum(bool(one.outcome_bad) for one in ended)
    rate = bads / len(ended) if ended else None
    expected = sum(one.expected_rate for one in ended) / len(ended) if ended else None
    return OverrideGroup(reason, len(overrides), upgrades, len(overrides) - upgrades, len(ended), bads, rate, expected)
