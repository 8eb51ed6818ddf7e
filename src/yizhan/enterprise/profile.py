"""企业画像: what is known about an enterprise on a day, each figure with its source, verified against claimed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, TypeVar

from yizhan.enterprise.financials import Statement, revenue_growth
from yizhan.enterprise.innovation import Innovation
from yizhan.enterprise.invoice_features import InvoiceFeatures
from yizhan.enterprise.lifecycle import LifecycleInput, StageVerdict, age_months, stage_of
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """What someone found, where and when; `by` names the person or the data."""

    value: T
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Claimed(Generic[T]):
    """A figure as the enterprise stated it and, oldest first, what checks found. Nothing is overwritten."""

    value: T | None
    source: str
    findings: tuple[Finding[T], ...] = ()

    @property
    def is_verified(self) -> bool:
        """Whether someone checked this figure."""
        return bool(self.findings)

    @property
    def verified_value(self) -> T | None:
        """What the latest check found."""
        return self.findings[-1].value if self.findings else None

    @property
    def verified_by(self) -> str:
        """Who or what found it; empty without a check."""
        return self.findings[-1].by if self.findings else ""

    @property
    def best(self) -> T | None:
        """The latest finding where there is one, else the claim."""
        return self.findings[-1].value if self.findings else self.value

    @property
    def differs(self) -> bool:
        """Whether the latest check found another value than the claim."""
        return bool(self.findings) and self.findings[-1].value != self.value

    def found(self, value: T, by: str, on: date) -> "Claimed[T]":
        """This figure after a check; the claim and earlier findings stay."""
        return replace(self, findings=(*self.findings, Finding(value, by, on)))


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the enterprise is; `industry` is a code of the size-class rules."""

    key: str
    name: str
    uscc: str = ""
    industry: str = ""
    region: str = ""
    registered_on: date | None = None
    in_park: bool | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """The one-page portrait. `size_class` and `policies` (outcome by programme) come from the policy floor; `figures` holds claims
    by name."""

    identity: Identity
    as_of: date
    size_class: str | None
    lifecycle: StageVerdict
    invoices: InvoiceFeatures | None
    statements: tuple[Statement, ...]
    innovation: Innovation
    figures: Mapping[str, Claimed[Any]] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)

    @property
    def latest_statement(self) -> Statement | None:
        """The statement of the latest year."""
        return max(self.statements, key=lambda statement: statement.year, default=None)

    @property
    def differing(self) -> tuple[str, ...]:
        """Names of the figures where a check found another value than was claimed."""
        return tuple(sorted(name for name, figure in self.figures.items() if figure.differs))


def build_profile(
    identity: Identity, as_of: date, *, size_class: str | None = None, invoices: InvoiceFeatures | None = None,
    statements: tuple[Statement, ...] = (), innovation: Innovation | None = None,
    figures: Mapping[str, Claimed[Any]] | None = None,
) -> Profile:
    """A profile with its lifecycle stage, decided from the best known figures on `as_of`."""
    innovation = innovation or Innovation()
    figures = dict(figures or {})
    known = _lifecycle_input(identity, as_of, invoices, statements, innovation, figures)
    return Profile(identity, as_of, size_class, stage_of(known, as_of), invoices, tuple(statements), innovation, figures)


def with_finding(profile: Profile, name: str, value: Any, by: str, on: date) -> Profile | Refusal:
    """The profile after a finding on site; `figure_unknown` when nobody claimed that figure."""
    if name not in profile.figures:
        return refuse("figure_unknown", figure=name)
    figures = {**profile.figures, name: profile.figures[name].found(value, by, on)}
    return build_profile(profile.identity, profile.as_of, size_class=profile.size_class, invoices=profile.invoices,
                         statements=profile.statements, innovation=profile.innovation, figures=figures)


def _lifecycle_input(
    identity: Identity, as_of: date, invoices: InvoiceFeatures | None, statements: tuple[Statement, ...],
    innovation: Innovation, figures: Mapping[str, Claimed[Any]],
) -> LifecycleInput:
    """Checked or claimed figures before statements, statements before invoices."""
    years = sorted(statements, key=lambda statement: statement.year)
    latest = years[-1] if years else None
    growth = revenue_growth(years[-2], years[-1]) if len(years) > 1 and years[-1].year == years[-2].year + 1 else None
    revenue = _best(figures, "revenue")
    if revenue is None and latest:
        revenue = latest.revenue
    headcount = _best(figures, "staff")
    if headcount is None:
        headcount = innovation.staff.total if innovation.staff else latest.staff if latest else None
    if revenue is None and invoices and not invoices.is_empty:
        revenue = Money(invoices.sales_net_minor_12)
    if growth is None and invoices:
        growth = _invoice_growth(invoices)
    age = age_months(identity.registered_on, as_of) if identity.registered_on else None
    return LifecycleInput(age, revenue, growth, headcount)


def _invoice_growth(invoices: InvoiceFeatures) -> Any:
    """Growth of net sales exactly, from the sums and not from the model's float."""
    previous = invoices.sales_net_minor_previous_12
    return Money(invoices.sales_net_minor_12).major / Money(previous).major - 1 if previous > 0 else None


def _best(figures: Mapping[str, Claimed[Any]], name: str) -> Any:
    return figures[name].best if name in figures else None
