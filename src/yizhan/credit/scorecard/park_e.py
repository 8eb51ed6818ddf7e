"""The row of the 园区e贷 expert card from what is known of an enterprise. Unknown is None, never zero."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yizhan.enterprise.financials import Statement
from yizhan.enterprise.innovation import Innovation
from yizhan.enterprise.invoice_features import InvoiceFeatures
from yizhan.enterprise.profile import Profile
from yizhan.kernel.money import Money

TITLES_BEST_FIRST = ("little_giant", "srdi_sme", "high_tech", "innovative_sme", "tech_sme")
INVOICE_RATIOS = ("sales_growth", "sales_volatility", "customer_hhi", "top_customer_share", "supplier_hhi",
                  "sales_void_share", "sales_return_share", "purchases_void_share", "margin_proxy")
INVOICE_COUNTS = ("customer_count", "supplier_count", "active_months", "longest_gap_months")


def park_e_row(profile: Profile) -> dict[str, Any]:
    """The columns of the card for one enterprise on `profile.as_of`; `figures["tax_grade"]` may hold A, B,
    M, C or D."""
    tax_grade = profile.figures.get("tax_grade")
    return {
        **invoice_columns(profile.invoices),
        **innovation_columns(profile.innovation, profile.statements, profile.as_of),
        **statement_columns(profile.statements),
        "age_months": months_between(profile.identity.registered_on, profile.as_of),
        "tax_grade": None if tax_grade is None else tax_grade.best,
    }


def invoice_columns(found: InvoiceFeatures | None) -> dict[str, Any]:
    """The sixteen columns from invoices; all None where an enterprise never had one."""
    if found is None or found.first_invoice_on is None:
        names = (
            "sales_net_yuan_12",
            "days_since_last_sale",
            "history_months",
            *INVOICE_RATIOS,
            *INVOICE_COUNTS,
        )
        return dict.fromkeys(names)
    last_sale = found.last_sale_on
    return {
        "sales_net_yuan_12": found.sales_net_minor_12 / 100,
        "days_since_last_sale": None if last_sale is None else (found.as_of - last_sale).days,
        "history_months": months_between(found.first_invoice_on, found.as_of),
        **{name: getattr(found, name) for name in (*INVOICE_RATIOS, *INVOICE_COUNTS)},
    }


def innovation_columns(innovation: Innovation, statements: tuple[Statement, ...], on: date) -> dict[str, Any]:
    """Research, property rights, titles and staff. Nothing stated at all leaves the title unknown, not
    `none`."""
    latest = max(statements, key=lambda statement: statement.year, default=None)
    staff, ip = innovation.staff, innovation.ip
    count = staff.total if staff else latest.staff if latest else None
    held = innovation.titles_on(on)
    stated = bool(innovation.titles or ip or innovation.research_spend)
    share = staff.technical_share if staff else None
    return {
        "staff_count": count,
        "technical_share": None if share is None else float(share),
        "research_ratio": _research_ratio(innovation, statements),
        "class_one_ip_count": ip.class_one if ip else None,
        "class_two_ip_count": ip.class_two if ip else None,
        "best_title": next(
            (title for title in TITLES_BEST_FIRST if title in held), "none" if stated else None
        ),
    }


def statement_columns(statements: tuple[Statement, ...]) -> dict[str, Any]:
    """Ratios of the latest year; None where a part is not stated or the base is not above zero."""
    latest = max(statements, key=lambda statement: statement.year, default=Statement(0))
    receivable_share = _ratio(latest.receivables, latest.revenue)
    return {
        "debt_ratio": _ratio(latest.total_liabilities, latest.total_assets),
        "net_margin": _ratio(latest.net_profit, latest.revenue),
        "receivable_days": None if receivable_share is None else 365 * receivable_share,
        "bank_loans_to_revenue": _ratio(latest.bank_loans, latest.revenue),
    }


def months_between(start: date | None, end: date) -> int | None:
    """Full months from one day to another; None where the start is not known."""
    if start is None:
        return None
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _research_ratio(innovation: Innovation, statements: tuple[Statement, ...]) -> float | None:
    revenue: Mapping[int, Money] = {
        item.year: item.revenue for item in statements if item.revenue is not None
    }
    years = tuple(sorted(set(revenue) & set(innovation.research_spend)))[-3:]
    ratio = innovation.research_ratio(revenue, years)
    return None if ratio is None else float(ratio)


def _ratio(part: Money | None, whole: Money | None) -> float | None:
    if part is None or whole is None or whole.amount_minor <= 0:
        return None
    return part.amount_minor / whole.amount_minor
