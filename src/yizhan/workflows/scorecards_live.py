"""What became of the applicants that a card scored: the latest use of each, and whether the loan that followed went bad."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from yizhan.credit.scorecard.bins import CategoryBins
from yizhan.credit.scorecard.card import Scorecard
from yizhan.credit.scorecard.watch import Outcome, WatchLimits, outcome_of
from yizhan.kernel.clock import branch_date
from yizhan.records.models import CardUse, ClassChange, Loan


@dataclass(frozen=True, slots=True)
class Scored:
    """One scored applicant with the outcome as far as it is known."""

    use: CardUse
    outcome: Outcome


def latest_uses(product_code: str, card_id: str) -> list[CardUse]:
    """The last evaluation of each application that a card scored for a product, oldest first; demonstrations count as others do."""
    uses = CardUse.objects.filter(artefact__card_id=card_id, application__product_code=product_code)
    last: dict[UUID, CardUse] = {}
    for use in uses.select_related("application", "artefact").order_by("at", "id"):
        last.pop(use.application_id, None)
        last[use.application_id] = use
    return list(last.values())


def outcomes(uses: Sequence[CardUse], on: date, limits: WatchLimits) -> list[Scored]:
    """Each use with the outcome of its loan: bad once classed as substandard or worse, good when closed or old enough without it."""
    ids = [use.application_id for use in uses]
    loans = {loan.application_id: loan for loan in Loan.objects.filter(application__in=ids).select_related("standing")}
    worst: dict[UUID, int] = {}
    for loan_id, to_class in ClassChange.objects.filter(loan__application__in=ids).values_list("loan_id", "to_class"):
        worst[loan_id] = max(to_class, worst.get(loan_id, 1))
    return [Scored(use, _outcome(loans.get(use.application_id), worst, on, limits)) for use in uses]


def table_of(card: Scorecard, uses: Sequence[CardUse]) -> dict[str, Any]:
    """The kept rows as columns, as the watch takes them."""
    import pyarrow as pa

    kinds = {variable.name: pa.string() if isinstance(variable.bins, CategoryBins) else pa.float64() for variable in card.variables}
    return {name: pa.array([use.row.get(name) for use in uses], kind) for name, kind in kinds.items()}


def months_of(uses: Sequence[CardUse]) -> np.ndarray:
    """The month of each use, such as 2026-11, by the branch's day."""
    return np.array([f"{branch_date(use.at):%Y-%m}" for use in uses])


def _outcome(loan: Loan | None, worst: dict[UUID, int], on: date, limits: WatchLimits) -> Outcome:
    if loan is None:
        return Outcome.NOT_LENT
    standing = getattr(loan, "standing", None)
    standing_class = standing.risk_class if standing else 1
    return outcome_of(max(worst.get(loan.pk, 1), standing_class), loan.state == "closed", loan.started_on, on, limits)
