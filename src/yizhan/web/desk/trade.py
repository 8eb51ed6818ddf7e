"""The profile's figures as components: stage and size, trade of 24 months with its charts, innovation, statements."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yizhan.enterprise.financials import Statement
from yizhan.enterprise.invoice_features import MONTHS, InvoiceFeatures
from yizhan.enterprise.lifecycle import StageVerdict
from yizhan.enterprise.profile import Profile
from yizhan.kernel.money import Money
from yizhan.web import charts
from yizhan.web.components import Figure, SummaryRow
from yizhan.web.desk.words import SIZE_CLASSES
from yizhan.web.formats import day, fact, language, number, percent
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import STAGES, STATEMENT_FIGURES, TITLES, word

RECENT_DAYS = 400
STATEMENT_LINES = (
    "revenue",
    "cost_of_sales",
    "net_profit",
    "total_assets",
    "total_liabilities",
    "equity",
    "inventory",
    "receivables",
    "payables",
    "cash",
    "bank_loans",
    "research_spend",
    "staff",
)


def cards(profile: Profile) -> list[Figure]:
    """Stage, size class and the sales of twelve months."""
    verdict, found = profile.lifecycle, profile.invoices
    words = verdict.zh if language() == "zh" else verdict.en
    stage = word(STAGES, verdict.stage.value) if verdict.stage.value in STAGES else _("not known")
    return [
        Figure(_("Stage"), stage, words, assumption=_("thresholds set by the project") if verdict.is_assumption else ""),
        Figure(_("Size class"), word(SIZE_CLASSES, profile.size_class) if profile.size_class else _("open"), _("rules of 2011, order 300")),
        Figure(
            _("Net sales of 12 months"),
            Money(found.sales_net_minor_12) if found else _("not known"),
            _change(found.sales_growth if found else None),
        ),
        Figure(
            _("Net purchases of 12 months"),
            Money(found.purchases_net_minor_12) if found else _("not known"),
            _change(found.purchases_growth if found else None),
        ),
    ]


def decided_rows(verdict: StageVerdict) -> list[SummaryRow]:
    """The rule that decided the stage, and the figures it used."""
    names = {
        "age_months": _("Age in months"),
        "growth": _("Growth"),
        "headcount": _("People"),
        "revenue_minor": _("Revenue"),
        "revenue": _("Revenue"),
    }
    used = "; ".join(f"{names.get(name, name)} {_stage_fact(name, value)}" for name, value in verdict.facts.items() if value is not None)
    return [
        SummaryRow(
            _("Rule that decided the stage"),
            (verdict.zh if language() == "zh" else verdict.en) or _("no rule held"),
            used,
            assumption=verdict.source if verdict.is_assumption else "",
        )
    ]


def trade_rows(found: InvoiceFeatures | None) -> list[SummaryRow]:
    """Growth, volatility, concentration, voids, returns and gaps, sales beside purchases."""
    if found is None:
        return []
    return [
        SummaryRow(
            _("Growth of sales and purchases"),
            _pair(percent(_exact(found.sales_growth), 1), percent(_exact(found.purchases_growth), 1)),
            _("12 months against the 12 before"),
        ),
        SummaryRow(
            _("Volatility of sales and purchases"),
            _pair(_decimal(found.sales_volatility), _decimal(found.purchases_volatility)),
            _("coefficient of variation of the months"),
        ),
        _parties(_("Customers"), found.customer_count, found.customer_hhi, found.top_customer_share),
        _parties(_("Suppliers"), found.supplier_count, found.supplier_hhi, found.top_supplier_share),
        SummaryRow(
            _("Void share of sales and purchases"),
            _pair(percent(_exact(found.sales_void_share), 1), percent(_exact(found.purchases_void_share), 1)),
        ),
        SummaryRow(
            _("Return share of sales and purchases"),
            _pair(percent(_exact(found.sales_return_share), 1), percent(_exact(found.purchases_return_share), 1)),
        ),
        SummaryRow(
            _("Months with and without invoices"),
            f"{found.active_months} / {found.gap_months}",
            _("longest gap %(months)s months") % {"months": found.longest_gap_months},
        ),
        SummaryRow(_("Margin by invoices"), percent(_exact(found.margin_proxy), 1)),
        SummaryRow(
            _("Invoices"),
            number(found.invoice_count),
            _("from %(first)s to %(last)s") % {"first": day(found.first_invoice_on), "last": day(found.last_invoice_on)},
        ),
    ]


def _parties(label: str, count: int, hhi: float | None, top_share: float | None) -> SummaryRow:
    """How many there are on one side of the trade, and how much hangs on the largest."""
    words = _("%(count)s; HHI %(hhi)s; largest %(share)s")
    return SummaryRow(label, words % {"count": number(count), "hhi": _decimal(hhi), "share": percent(_exact(top_share), 1)})


def charts_of(found: InvoiceFeatures | None) -> list[SafeString]:
    """Sales and purchases of 24 months; each title states the answer, the figures stand in a table below."""
    if found is None or found.is_empty:
        return []
    months = month_labels(found.as_of)
    sales = [charts.Point(month, Money(minor)) for month, minor in zip(months, found.sales_by_month_minor, strict=True)]
    purchases = [charts.Point(month, Money(minor)) for month, minor in zip(months, found.purchases_by_month_minor, strict=True)]
    return [
        charts.bar(_title(_("Sales"), found.sales_growth), sales, (_("Month"), _("Net sales"))),
        charts.bar(_title(_("Purchases"), found.purchases_growth), purchases, (_("Month"), _("Net purchases"))),
    ]


def month_labels(as_of: date) -> list[str]:
    """The 24 months that end with the month of a day, as 2026-11."""
    last = as_of.year * 12 + as_of.month - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(last - MONTHS + 1, last + 1)]


def innovation_rows(profile: Profile) -> list[SummaryRow]:
    """Research, property rights, titles and people, verified values before claims."""
    innovation = profile.innovation
    spend = "; ".join(f"{year}: {fact(amount)}" for year, amount in sorted(innovation.research_spend.items()))
    held = ", ".join(word(TITLES, kind) for kind in innovation.titles_on(profile.as_of))
    staff, rights = innovation.staff, innovation.ip
    people = number(staff.total) if staff else _("not known")
    return [
        SummaryRow(_("Research spend"), spend or _("not known")),
        SummaryRow(_("Intellectual property, class I and II"), f"{rights.class_one} / {rights.class_two}" if rights else _("not known")),
        SummaryRow(_("Titles"), held or _("none")),
        SummaryRow(
            _("People"),
            people,
            _("%(share)s in science and technology") % {"share": percent(staff.technical_share, 0)}
            if staff and staff.technical_share is not None
            else "",
        ),
    ]


def statement_table(statements: Sequence[Statement]) -> Table | None:
    """The years side by side; None without statements."""
    if not statements:
        return None
    years = sorted(statements, key=lambda statement: statement.year)[-3:]
    columns = [Column("name", _("Figure")), *(Column(str(statement.year), str(statement.year), "end") for statement in years)]
    rows = [
        {"name": word(STATEMENT_FIGURES, name), **{str(statement.year): fact(getattr(statement, name)) for statement in years}}
        for name in STATEMENT_LINES
    ]
    return Table(_("Yearly statements"), columns, rows)


def _title(name: str, growth: float | None) -> str:
    if growth is None:
        return _("%(name)s by month") % {"name": name}
    facts = {"name": name, "change": percent(abs(_exact(growth) or Decimal(0)), 1)}
    return (
        _("%(name)s grew by %(change)s in twelve months") % facts
        if growth >= 0
        else _("%(name)s fell by %(change)s in twelve months") % facts
    )


def _change(growth: float | None) -> str:
    """Growth as a short note; nothing when it is not known."""
    if growth is None:
        return ""
    return _("%(change)s against the 12 months before") % {"change": ("+" if growth >= 0 else "") + percent(_exact(growth), 1)}


def _stage_fact(name: str, value: Any) -> str:
    if name == "growth":
        return percent(value, 1)
    return fact(Money(int(value))) if name.startswith("revenue") else fact(value)


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _decimal(value: float | None) -> str:
    return number(_exact(value), 2)


def _pair(first: str, second: str) -> str:
    return f"{first} / {second}"
