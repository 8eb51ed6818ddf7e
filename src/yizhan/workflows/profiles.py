"""企业画像: the profile of an enterprise on a day, gathered from records, features and the size-class rules."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from yizhan.enterprise.innovation import Innovation, IpCounts, Staff, Title
from yizhan.enterprise.invoice_features import InvoiceFeatures
from yizhan.enterprise.lifecycle import LifecycleInput, stage_of
from yizhan.enterprise.profile import Claimed, Identity, Profile
from yizhan.kernel.money import Money
from yizhan.records.models import Enterprise
from yizhan.workflows.facts import best, claimed_facts, invoice_features, statements_of
from yizhan.workflows.size_class import size_class_of


def profile_of(enterprise: Enterprise, as_of: date) -> Profile:
    """All that is known of one enterprise on a day."""
    features = invoice_features(as_of, [enterprise.id]).get(str(enterprise.id))
    return build_profile(enterprise, features, as_of)


def build_profile(enterprise: Enterprise, features: InvoiceFeatures | None, as_of: date, has_records: bool = True) -> Profile:
    """The profile from an enterprise and its features; `has_records` False skips what an imported population lacks."""
    figures = claimed_facts(enterprise) if has_records else {}
    statements = tuple(statements_of(enterprise)) if has_records else ()
    innovation = innovation_of(figures, statements)
    revenue = statements[-1].revenue if statements else _invoiced(features)
    growth = features.sales_growth if features else None
    stage = stage_of(LifecycleInput(
        age_months=age_months(enterprise.registered_on, as_of), revenue=revenue,
        growth=None if growth is None else Decimal(str(round(growth, 6))),
        headcount=innovation.staff.total if innovation.staff else None), as_of)
    return Profile(
        identity=Identity(str(enterprise.id), enterprise.name, enterprise.uscc or "", enterprise.industry, enterprise.region,
                          enterprise.registered_on, enterprise.in_park),
        as_of=as_of, size_class=size_class_of(enterprise.industry, innovation.staff, revenue, statements, as_of), lifecycle=stage,
        invoices=features, statements=statements, innovation=innovation, figures=figures)


def innovation_of(figures: Mapping[str, Claimed], statements: tuple) -> Innovation:
    """Research, property rights, titles and staff; verified values before claims."""
    counts = [best(figures, name) for name in ("ip_class_one", "ip_class_two", "ip_in_application")]
    total = best(figures, "staff_total")
    return Innovation(
        research_spend={statement.year: statement.research_spend for statement in statements if statement.research_spend},
        ip=IpCounts(*(count or 0 for count in counts)) if any(count is not None for count in counts) else None,
        titles=tuple(_title(title) for title in best(figures, "titles") or ()),
        staff=Staff(total, best(figures, "staff_technical")) if total is not None else None)


def age_months(registered_on: date | None, on: date) -> int | None:
    """Whole months since registration; None when the day of registration is not known."""
    if registered_on is None:
        return None
    months = (on.year - registered_on.year) * 12 + on.month - registered_on.month
    return max(0, months - (on.day < registered_on.day))


def _invoiced(features: InvoiceFeatures | None) -> Money | None:
    return Money(features.sales_net_minor_12) if features and features.sales_net_minor_12 > 0 else None


def _title(data: Mapping) -> Title:
    end = data.get("valid_to")
    return Title(data["kind"], date.fromisoformat(data["valid_from"]), date.fromisoformat(end) if end else None, data.get("number", ""))
