"""The loan book as a portfolio: shares, how loans rolled between classes, and how each quarter's loans have fared."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from yizhan.credit.classification import RiskClass
from yizhan.credit.parameters import Parameters
from yizhan.credit.portfolio import Share, is_small_or_medium, share_of
from yizhan.records.models import ClassChange, Loan
from yizhan.workflows.loan_tape import tape_rows


@dataclass(frozen=True, slots=True)
class Vintage:
    """The loans paid out in one quarter: how many, and how many were ever special mention or worse, and non-performing."""

    quarter: str
    loans: int
    ever_late: int
    ever_non_performing: int

    @property
    def late_share(self) -> Decimal:
        """Ever late among all of the quarter."""
        return Decimal(self.ever_late) / self.loans


@dataclass(frozen=True, slots=True)
class Roll:
    """Loans that moved from one class to another in a period."""

    from_class: int
    to_class: int
    loans: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All of it on a day."""

    shares: dict[str, Share]
    rolls: tuple[Roll, ...]
    vintages: tuple[Vintage, ...]


def portfolio(on: date, since: date) -> Portfolio:
    """Shares on a day, moves between classes since another, vintages of all loans."""
    moves = Counter(ClassChange.objects.filter(on__gt=since, on__lte=on).values_list("from_class", "to_class"))
    rolls = tuple(Roll(before, after, count) for (before, after), count in sorted(moves.items()))
    return Portfolio(portfolio_shares(tape_rows(on), on), rolls, _vintages(on))


def portfolio_shares(rows: list[dict[str, Any]], on: date) -> dict[str, Share]:
    """Shares of borrowers with open loans: technology borrowers among all, small and medium firms among those and among all, inclusive by
    each statistic; and non-performing principal among all principal. What is not known is left out and counted apart.
    """
    parameters = Parameters(on)
    borrowers = list({row["enterprise_id"]: row for row in rows if row["outstanding_minor"]}.values())
    small = [is_small_or_medium(row["size_class"], parameters) for row in borrowers]
    bad = sum(row["outstanding_minor"] for row in rows if RiskClass[row["risk_class"].upper()].is_non_performing)
    return {
        "technology": share_of(row["is_technology"] for row in borrowers),
        "small_and_medium_technology": share_of(one for one, row in zip(small, borrowers, strict=True) if row["is_technology"]),
        "small_and_medium": share_of(small),
        "nfra_inclusive": share_of(row["nfra_inclusive"] for row in borrowers),
        "pboc_inclusive": share_of(row["pboc_inclusive"] for row in borrowers),
        "non_performing": Share(bad, sum(row["outstanding_minor"] for row in rows)),
    }


def _vintages(on: date) -> tuple[Vintage, ...]:
    worst: dict = {}
    for loan_id, reached in ClassChange.objects.filter(on__lte=on).values_list("loan_id", "to_class"):
        worst[loan_id] = max(reached, worst.get(loan_id, 1))
    loans: dict[str, list[int]] = {}
    for pk, started_on in Loan.objects.filter(started_on__lte=on).order_by("started_on").values_list("pk", "started_on"):
        loans.setdefault(f"{started_on.year}-Q{(started_on.month + 2) // 3}", []).append(worst.get(pk, 1))
    return tuple(Vintage(quarter, len(found), sum(one >= 2 for one in found), sum(one >= 3 for one in found))
                 for quarter, found in loans.items())
