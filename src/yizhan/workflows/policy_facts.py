"""The facts of the policy rules as far as the branch knows them of an enterprise, each with where it comes from.

Checked before claimed figures, these before statements, statements before invoices. What nobody stated stays unknown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from yizhan.enterprise.financials import Statement
from yizhan.enterprise.profile import Claimed, Profile
from yizhan.kernel.money import Money
from yizhan.policy.choices import all_choice_words
from yizhan.policy.evaluate import evaluate_all
from yizhan.policy.facts import FactError, FactSheet, definition, read_fact
from yizhan.policy.programmes.registry import PROGRAMMES
from yizhan.policy.units import exact

# Where a fact comes from, the best source first.
VERIFIED, CLAIMED, STATEMENT, INVOICES, IDENTITY = "verified", "claimed", "statement", "invoices", "identity"
_FIGURES = {
    "staff": "staff",
    "technical_staff": "technical_staff",
    "ip_class_one": "class_one_ip",
    "ip_class_two": "class_two_ip",
    "on_dishonest_list": "on_dishonest_list",
}
_TITLES = {
    "high_tech_certificate": ("high_tech",),
    "entry_title": ("tech_sme", "innovative_sme"),
    "srdi_title": ("srdi_sme", "little_giant"),
}
# A fact of three years from one figure of the statements: this year's name, last year's, the one before.
_YEARS = {
    "revenue": ("revenue", "revenue_previous", "revenue_second_previous"),
    "research_spend": ("rd_spend", "rd_spend_previous", "rd_spend_second_previous"),
    "equity": ("net_assets", "net_assets_previous", "net_assets_second_previous"),
}
_REGISTERED_HERE = "9"  # Codes of the market regulator: enterprises and individual businesses registered in the mainland.


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact in the form of a sheet, its source (`VERIFIED` … `IDENTITY`), and the year of a statement."""

    name: str
    value: Any
    source: str
    year: int | None = None


def known_facts(profile: Profile) -> tuple[KnownFact, ...]:
    """Every fact that the profile settles, each once, from its best source."""
    found: dict[str, KnownFact] = {}
    for fact in (
        *_from_figures(profile.figures, profile.as_of),
        *_from_statements(profile),
        *_from_invoices(profile),
        *_from_identity(profile),
    ):
        value = _fitting(fact)
        if value is not None:
            found.setdefault(fact.name, KnownFact(fact.name, value, fact.source, fact.year))
    return tuple(found.values())


def sheet_of(known: tuple[KnownFact, ...]) -> FactSheet:
    """The sheet that the rules read."""
    return FactSheet(MappingProxyType({fact.name: fact.value for fact in known}))


def policies_of(profile: Profile) -> dict[str, str]:
    """The outcome of every programme on the profile's day, as words for the profile and whoever reads it."""
    return {
        verdict.programme: verdict.outcome.value for verdict in evaluate_all(PROGRAMMES, sheet_of(known_facts(profile)), profile.as_of)
    }


def _fitting(fact: KnownFact) -> Any:
    """The value as a sheet holds it; None where it is unknown or outside what the fact can be."""
    if isinstance(fact.value, Fraction):
        low, high = definition(fact.name).range
        return exact(fact.value) if low <= fact.value <= high else None
    try:
        return read_fact(definition(fact.name), fact.value)
    except FactError:
        return None


def _from_figures(figures: Mapping[str, Claimed[Any]], on: date) -> Iterator[KnownFact]:
    for figure, fact in _FIGURES.items():
        if figure in figures:
            yield KnownFact(fact, figures[figure].best, _standing(figures[figure]))
    if "research_spend" in figures:
        yield from _research(figures["research_spend"], on)
    if "titles" in figures and figures["titles"].best is not None:
        held = {title["kind"] for title in figures["titles"].best if _holds(title, on)}
        for fact, kinds in _TITLES.items():
            yield KnownFact(fact, bool(held & set(kinds)), _standing(figures["titles"]))


def _standing(figure: Claimed[Any]) -> str:
    return VERIFIED if figure.is_verified else CLAIMED


def _holds(title: Mapping[str, Any], on: date) -> bool:
    return title["valid_from"] <= on.isoformat() <= (title.get("valid_to") or "9999")


def _research(figure: Claimed[Any], on: date) -> Iterator[KnownFact]:
    for place, name in enumerate(_YEARS["research_spend"]):
        year = on.year - 1 - place
        amount = (figure.best or {}).get(str(year))
        if amount is not None:
            yield KnownFact(name, amount if isinstance(amount, Money) else Money(amount["amount_minor"]), _standing(figure), year)


def _from_statements(profile: Profile) -> Iterator[KnownFact]:
    years = {statement.year: statement for statement in profile.statements}
    for figure, names in _YEARS.items():
        for place, name in enumerate(names):
            year = profile.as_of.year - 1 - place
            if year in years:
                yield KnownFact(name, getattr(years[year], figure), STATEMENT, year)
    last = years.get(profile.as_of.year - 1)
    if last is not None:
        yield from (KnownFact(name, value, STATEMENT, last.year) for name, value in _last_year(last))


def _last_year(last: Statement) -> Iterator[tuple[str, Any]]:
    for name in ("staff", "technical_staff", "total_assets", "total_liabilities"):
        yield name, getattr(last, name)
    if last.cost_of_sales is not None and last.expenses is not None:
        yield "costs_and_expenses", last.cost_of_sales + last.expenses
    if last.net_profit is not None and last.revenue is not None and last.revenue.amount_minor > 0:
        yield "net_profit_margin", Fraction(last.net_profit.amount_minor, last.revenue.amount_minor)


def _from_invoices(profile: Profile) -> Iterator[KnownFact]:
    """Invoiced sales stand in for revenue where no statement of the last year is known; a page says that they do."""
    found = profile.invoices
    if found is not None and found.sales_net_minor_12 > 0:
        yield KnownFact("revenue", Money(found.sales_net_minor_12), INVOICES)
    if found is not None and found.sales_net_minor_previous_12 > 0:
        yield KnownFact("revenue_previous", Money(found.sales_net_minor_previous_12), INVOICES)


def _from_identity(profile: Profile) -> Iterator[KnownFact]:
    identity = profile.identity
    yield KnownFact("industry", identity.industry or None, IDENTITY)
    yield KnownFact("registered_on", identity.registered_on, IDENTITY)
    yield KnownFact("city", _city(identity.region), IDENTITY)
    if identity.uscc.startswith(_REGISTERED_HERE):
        yield KnownFact("legal_resident", True, IDENTITY)


def _city(region: str) -> str | None:
    """The city of the rules that a region names; a region that names none is no other city for certain."""
    words = all_choice_words()["city"]
    return next((code for code, name in words.items() if name.zh in region and code != "elsewhere"), None)
