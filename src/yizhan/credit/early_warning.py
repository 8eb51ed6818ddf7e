"""Early-warning signals of a borrower from its fresh invoices. What is unknown gives no signal: it is not a warning that nobody looked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from yizhan.credit.parameters import Parameters
from yizhan.kernel.money import Money

FILE = "early_warning.yaml"


@dataclass(frozen=True, slots=True)
class Trade:
    """What the invoices of two years say: sales, voids, months without any, and the main customer of the year before the last days."""

    sales: Money
    sales_before: Money
    void_share: Decimal | None
    gap_months: int
    main_customer: str = ""
    main_customer_share: Decimal | None = None
    main_customer_last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal: its code and the facts behind it."""

    code: str
    facts: dict[str, Any]


def signals(trade: Trade, on: date) -> tuple[Signal, ...]:
    """The signals of a day: `sales_fall`, `void_share`, `gap_months`, `lost_main_customer`, each over its dated threshold."""
    parameters, found = Parameters(on), []
    fall = parameters.decimal(FILE, "sales_fall_share")
    if trade.sales_before and trade.sales.amount_minor < (1 - fall) * trade.sales_before.amount_minor:
        found.append(Signal("sales_fall", {"sales": trade.sales, "before": trade.sales_before}))
    if trade.void_share is not None and trade.void_share > parameters.decimal(FILE, "void_share"):
        found.append(Signal("void_share", {"share": trade.void_share}))
    if trade.gap_months >= parameters.version(FILE, "gap_months").value:
        found.append(Signal("gap_months", {"months": trade.gap_months}))
    is_main = trade.main_customer_share is not None and trade.main_customer_share >= parameters.decimal(FILE, "main_customer_share")
    if is_main and trade.main_customer_last_on is not None:
        days = (on - trade.main_customer_last_on).days
        if days > parameters.version(FILE, "lost_customer_days").value:
            found.append(Signal("lost_main_customer", {"customer": trade.main_customer, "share": trade.main_customer_share, "days": days}))
    return tuple(found)
