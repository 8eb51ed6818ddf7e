"""The papers of a generated enterprise: thirty months of invoices or more, as the population files have them, and yearly statements
that agree.
"""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from yizhan.demo.firms import Firm
from yizhan.enterprise.financials import Statement
from yizhan.kernel.money import Money, Rounding

if TYPE_CHECKING:
    import pyarrow as pa

MONTHS = 30
MONTHS_OPEN = 9
TAX_RATES = {
    "software": 6,
    "information_transmission": 6,
    "other": 6,
    "leasing_business": 6,
    "industry": 13,
    "wholesale": 13,
    "real_estate": 9,
}


def opening_day(today: date) -> date:
    """The first day of the branch's own story: nine months before the month of `today`."""
    month = today.year * 12 + today.month - 1 - MONTHS_OPEN
    return date(month // 12, month % 12 + 1, 1)


def month_starts(today: date) -> list[date]:
    """The first days of the months up to the one before `today`'s, oldest first: thirty, or as many as the years of the statements need."""
    last = today.year * 12 + today.month - 2
    first = min(last - MONTHS + 1, (opening_day(today).year - 2) * 12)
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]


def invoices(firm: Firm, seed: int, today: date) -> "pa.Table":
    """The firm's invoices with the columns of the shared population files (side input | output, amounts in yuan)."""
    import pyarrow as pa

    random = np.random.default_rng([seed, int(firm.code[1:])])
    months = [start for start in month_starts(today) if start >= firm.registered_on.replace(day=1)]
    sides = [
        _side(random, firm, months, "output", firm.sales_year_yuan, firm.top_customer, firm.invoices // 2),
        _side(random, firm, months, "input", firm.sales_year_yuan * firm.purchase_ratio, firm.top_supplier, firm.invoices // 2),
    ]
    return pa.concat_tables([side for side in sides if side is not None])


def _side(
    random: np.random.Generator, firm: Firm, months: list[date], side: str, year_yuan: float, top_share: float, count_24: int
) -> "pa.Table | None":
    import pyarrow as pa

    count = max(4, count_24 * len(months) // 24)
    weights = _month_weights(random, firm, months)
    if side == "output":
        weights *= _open_months(random, firm, len(months))
    month_index = np.sort(random.choice(len(months), size=count, p=weights / weights.sum()))
    amounts = random.lognormal(0, 0.9, count)
    monthly = np.bincount(month_index, amounts, len(months))
    target = weights / weights.mean() * year_yuan / 12
    amounts_fen = np.maximum(100, amounts * (target / np.maximum(monthly, 1e-9))[month_index] * 100).astype("i8")
    is_return = random.random(count) < (firm.return_share if side == "output" else firm.return_share / 3)
    is_void = ~is_return & (random.random(count) < (firm.void_share if side == "output" else firm.void_share / 4))
    amounts_fen = np.where(is_return, -amounts_fen // 3 - 1, amounts_fen)
    tax_fen = np.rint(amounts_fen * TAX_RATES[firm.industry] / 100).astype("i8")
    days = np.array([months[index].toordinal() for index in month_index]) + random.integers(0, 28, count)
    first = int(random.integers(10_000_000, 80_000_000))
    return pa.table(
        {
            "enterprise": [firm.code] * count,
            "side": [side] * count,
            "invoice_no": np.arange(first, first + count),
            "date": pa.array([date.fromordinal(int(day)) for day in days], pa.date32()).cast(pa.timestamp("us")),
            "counterparty": _counterparties(random, firm, side, count, top_share),
            "amount": amounts_fen / 100,
            "tax": tax_fen / 100,
            "total": (amounts_fen + tax_fen) / 100,
            "void": is_void,
        }
    )


def _open_months(random: np.random.Generator, firm: Firm, count: int) -> np.ndarray:
    """1 for months with sales, 0 for gaps; the last two months are open unless the firm has stopped selling."""
    is_open = random.random(count) >= firm.gap_share
    is_open[-2:] = True
    if firm.months_closed:
        is_open[-firm.months_closed :] = False
    return is_open.astype(float)


def _month_weights(random: np.random.Generator, firm: Firm, months: list[date]) -> np.ndarray:
    """Sales of each month: a trend by the firm's growth and noise of the firm's volatility."""
    sigma = np.sqrt(np.log1p(firm.volatility**2))
    trend = (1 + max(-0.7, min(firm.growth, 1.5))) ** (np.arange(len(months)) / 12)
    noise = np.clip(random.lognormal(-(sigma**2) / 2, sigma, len(months)), 0.02, 12)
    return trend * noise


def _counterparties(random: np.random.Generator, firm: Firm, side: str, count: int, top_share: float) -> list[str]:
    """Names whose largest has about `top_share` of the invoices; the others follow Zipf's law."""
    others = max(1, min(400, int(count / 6)))
    tail = 1 / np.arange(1, others + 1) ** 0.8
    shares = np.concatenate(([top_share], (1 - top_share) * tail / tail.sum()))
    picked = random.choice(len(shares), size=count, p=shares / shares.sum())
    return [f"{'客户' if side == 'output' else '供应商'}{firm.code}-{index:03}" for index in picked]


def statements(firm: Firm, table: "pa.Table", today: date) -> list[Statement]:
    """Statements of two whole years before the opening day: revenue is the invoiced net sales of the year; the balance sheet balances."""
    opening = opening_day(today)
    years = [opening.year - 2, opening.year - 1]
    return [_statement(firm, year, _net_sales(table, year)) for year in years if firm.registered_on < date(year, 7, 1)]


def _net_sales(table: "pa.Table", year: int) -> Money:
    import pyarrow.compute as pc

    rows = table.filter(
        pc.and_(pc.and_(pc.equal(table["side"], "output"), pc.invert(table["void"])), pc.equal(pc.year(table["date"]), year))
    )
    return Money(round(sum(rows["amount"].to_pylist()) * 100))


def _statement(firm: Firm, year: int, revenue: Money) -> Statement:
    def part(share: float) -> Money:
        return revenue.times(Decimal(str(round(share, 4))), Rounding.HALF_UP)

    margin = 0.08 + 0.3 * (1 - min(firm.purchase_ratio, 1.0))
    cash, receivables, inventory, prepayments, fixed = part(0.12), part(0.22), part(0.11), part(0.03), part(0.3)
    payables, advances, loans = part(0.13), part(0.03), part(firm.loan_share)
    assets = cash + receivables + inventory + prepayments + fixed
    liabilities = payables + advances + loans
    cost = part(1 - margin)
    return Statement(
        year=year,
        revenue=revenue,
        cost_of_sales=cost,
        expenses=part(margin * 0.6),
        net_profit=part(margin * 0.3),
        total_assets=assets,
        total_liabilities=liabilities,
        equity=assets - liabilities,
        inventory=inventory,
        receivables=receivables,
        payables=payables,
        prepayments=prepayments,
        advances_received=advances,
        cash=cash,
        bank_loans=loans,
        working_capital_loans=loans,
        own_funds=part(firm.own_funds_share),
        other_funding=Money(0),
        research_spend=part(firm.research_share),
        staff=firm.staff,
        technical_staff=firm.technical_staff,
    )
