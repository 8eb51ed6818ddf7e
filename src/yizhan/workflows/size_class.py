"""The size class of an enterprise from what is known of it, by the rules of the policy floor."""

from datetime import date

from yizhan.enterprise.financials import Statement
from yizhan.enterprise.innovation import Staff
from yizhan.kernel.money import Money
from yizhan.policy.programmes.size_class import INDUSTRIES, classify


def size_class_of(industry: str, staff: Staff | None, revenue: Money | None, statements: tuple[Statement, ...], on: date) -> str | None:
    """micro, small, medium or large; None while what is known leaves more than one class open."""
    latest = statements[-1] if statements else None
    verdict = classify(
        industry=industry if industry in INDUSTRIES else None,
        staff=staff.total if staff else (latest.staff if latest else None),
        revenue=revenue,
        total_assets=latest.total_assets if latest else None,
        on=on,
    )
    return verdict.size_class
