"""What is known about an enterprise, gathered from records into the values that the rules read."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from yizhan.enterprise.financials import Statement
from yizhan.enterprise.invoice_features import InvoiceFeatures, features_of
from yizhan.enterprise.profile import Claimed, Finding
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.records import invoices as store
from yizhan.records.models import Enterprise, Fact

# The figures that an enterprise may claim and a visit may verify: name → type, for forms, checks and the profile.
FACT_TYPES: dict[str, type] = {
    "staff": int,
    "technical_staff": int,
    "ip_class_one": int,
    "ip_class_two": int,
    "ip_in_application": int,
    "titles": list,
    "tax_grade": str,
    "on_dishonest_list": bool,
    "overdue_days": int,
    "bank_debt": Money,
    "research_spend": dict,
    "premises": str,
}
# Invoices of 25 calendar months are enough for 24 whole months and the month of the day.
INVOICE_DAYS = 800


def claimed_facts(enterprise: Enterprise) -> dict[str, Claimed]:
    """Each figure with its latest claim and every finding about it, oldest first."""
    claims: dict[str, Fact] = {}
    checks: dict[str, list[Fact]] = {}
    for fact in enterprise.facts.select_related("recorded_by").order_by("recorded_at", "id"):
        if fact.status == "verified":
            checks.setdefault(fact.name, []).append(fact)
        else:
            claims[fact.name] = fact
    return {name: _claimed(claims.get(name), checks.get(name, [])) for name in sorted(claims.keys() | checks.keys())}


def _claimed(claim: Fact | None, checks: list[Fact]) -> Claimed:
    findings = tuple(
        Finding(from_plain(fact.value), str(fact.recorded_by or fact.source), branch_date(fact.recorded_at)) for fact in checks
    )
    return Claimed(from_plain(claim.value) if claim else None, claim.source if claim else "", findings)


def from_plain(value: Any) -> Any:
    """A fact's JSON value as the value the rules read."""
    if isinstance(value, Mapping) and "amount_minor" in value:
        return Money(value["amount_minor"], value["currency"])
    return value


def best(figures: Mapping[str, Claimed], name: str) -> Any:
    """The verified value of a figure, else its claim, else None."""
    return figures[name].best if name in figures else None


def verified(figures: Mapping[str, Claimed], name: str) -> Any:
    """What a check found of a figure, else None."""
    return figures[name].verified_value if name in figures else None


def statements_of(enterprise: Enterprise) -> list[Statement]:
    """Yearly statements, oldest first; of two sources for a year the later one stands."""
    by_year = {row.year: row.figures for row in enterprise.financial_years.order_by("created_at", "id")}
    return [statement_from_plain(figures) for _, figures in sorted(by_year.items())]


def statement_from_plain(figures: Mapping[str, Any]) -> Statement:
    """A statement from its stored JSON."""
    return Statement(**{name: from_plain(value) for name, value in figures.items()})


def invoice_features(as_of: date, enterprise_ids: list[UUID] | None = None) -> dict[str, InvoiceFeatures]:
    """Features by enterprise id (as text) from the invoices in PostgreSQL, for some enterprises or for all."""
    with connection.cursor() as cursor:
        table = store.read_arrow(cursor, as_of - timedelta(days=INVOICE_DAYS), as_of, enterprise_ids)
    return features_of(table, as_of)
