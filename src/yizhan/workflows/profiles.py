"""企业画像: the profile of an enterprise on a day, gathered from records, features and the size-class rules."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from yizhan.enterprise.innovation import Innovation, IpCounts, Staff, Title
from yizhan.enterprise.invoice_features import InvoiceFeatures
from yizhan.enterprise.profile import Claimed, Identity, Profile
from yizhan.enterprise.profile import build_profile as profile_from
from yizhan.kernel.money import Money
from yizhan.records.models import Enterprise
from yizhan.workflows.facts import best, claimed_facts, invoice_features, statements_of
from yizhan.workflows.policy_facts import policies_of
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
    identity = Identity(
        str(enterprise.id),
        enterprise.name,
        enterprise.uscc or "",
        enterprise.industry,
        enterprise.region,
        enterprise.registered_on,
        enterprise.in_park,
    )
    size_class = size_class_of(enterprise.industry, innovation.staff, revenue, statements, as_of)
    profile = profile_from(
        identity, as_of, size_class=size_class, invoices=features, statements=statements, innovation=innovation, figures=figures
    )
    return replace(profile, policies=policies_of(profile)) if has_records else profile


def innovation_of(figures: Mapping[str, Claimed], statements: tuple) -> Innovation:
    """Research, property rights, titles and staff; verified values before claims."""
    counts = [best(figures, name) for name in ("ip_class_one", "ip_class_two", "ip_in_application")]
    total = best(figures, "staff")
    return Innovation(
        research_spend={statement.year: statement.research_spend for statement in statements if statement.research_spend},
        ip=IpCounts(*(count or 0 for count in counts)) if any(count is not None for count in counts) else None,
        titles=tuple(_title(title) for title in best(figures, "titles") or ()),
        staff=Staff(total, best(figures, "technical_staff")) if total is not None else None,
    )


def _invoiced(features: InvoiceFeatures | None) -> Money | None:
    return Money(features.sales_net_minor_12) if features and features.sales_net_minor_12 > 0 else None


def _title(data: Mapping) -> Title:
    end = data.get("valid_to")
    return Title(data["kind"], date.fromisoformat(data["valid_from"]), date.fromisoformat(end) if end else None, data.get("number", ""))
