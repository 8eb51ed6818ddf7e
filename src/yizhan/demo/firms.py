"""The generated enterprises of the park: who they are and how they trade. No real enterprise is meant.

How they trade is drawn from quantiles of the invoice features of 425 real enterprises (bounds in docs/reference/demo-park.md), one
firm from each equal slice of the distribution, so that a small park still looks like a real population.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from stdnum.cn import uscc

QUANTILE_LEVELS = (0.0, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 1.0)
# Rounded quantiles of the real population: net yearly sales in yuan, monthly volatility, shares of void and returned sales,
# share of the largest customer and supplier, share of months without a sale, invoices in 24 months (thinned: a park is quick to build).
QUANTILES = {
    "sales_year_yuan": (60_000, 180_000, 350_000, 900_000, 6_000_000, 22_000_000, 44_000_000, 65_000_000, 120_000_000),
    "volatility": (0.20, 0.34, 0.41, 0.63, 0.95, 1.39, 1.97, 2.50, 3.2),
    "void_share": (0.0, 0.015, 0.030, 0.059, 0.093, 0.143, 0.225, 0.32, 0.40),
    "return_share": (0.0, 0.0, 0.0, 0.004, 0.017, 0.035, 0.06, 0.08, 0.11),
    "top_customer": (0.05, 0.074, 0.105, 0.184, 0.318, 0.544, 0.811, 0.91, 1.0),
    "top_supplier": (0.07, 0.107, 0.131, 0.202, 0.328, 0.58, 0.89, 0.999, 1.0),
    "purchase_ratio": (0.02, 0.05, 0.10, 0.22, 0.48, 0.78, 0.95, 1.05, 1.2),
    "gap_share": (0.0, 0.0, 0.02, 0.05, 0.10, 0.25, 0.45, 0.6, 0.7),
    "invoices": (26, 40, 80, 210, 500, 950, 1500, 1900, 2200),
}
TRADES = (  # industry code of policy/size_class, words of a name, share of the park
    ("software", "软件", 0.22),
    ("software", "数据科技", 0.12),
    ("industry", "精密制造", 0.16),
    ("industry", "生物医药", 0.10),
    ("industry", "新材料", 0.10),
    ("information_transmission", "网络", 0.06),
    ("other", "检测技术", 0.10),
    ("wholesale", "电子贸易", 0.08),
    ("leasing_business", "商务服务", 0.06),
)
PLACES = ("深圳市", "深圳", "深圳市南山区", "深圳市光明区")
FIRST = "云海晨星智汇启明锐捷博远恒信卓越新域联创"
SECOND = "光辰芯驰图谱微纳蓝鲸青禾北斗天工知行元界"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class Firm:
    """One generated enterprise. Amounts are yuan a year; shares are parts of one."""

    code: str
    uscc: str
    name: str
    industry: str
    registered_on: date
    staff: int
    technical_staff: int
    class_one_ip: int
    class_two_ip: int
    research_share: float
    growth: float
    sales_year_yuan: float
    volatility: float
    void_share: float
    return_share: float
    top_customer: float
    top_supplier: float
    purchase_ratio: float
    gap_share: float
    invoices: int
    own_funds_share: float
    loan_share: float
    months_closed: int = 0


def make_firms(count: int, seed: int, today: date) -> list[Firm]:
    """The park's enterprises; the same seed and day give the same park."""
    random = np.random.default_rng(seed)
    drawn = {name: _stratified(random, count, values) for name, values in QUANTILES.items()}
    return [_firm(random, index, {name: float(values[index]) for name, values in drawn.items()}, today) for index in range(count)]


def _stratified(random: np.random.Generator, count: int, values: tuple[float, ...]) -> np.ndarray:
    levels = (np.arange(count) + random.uniform(0.3, 0.7, count)) / count
    return random.permutation(np.interp(levels, QUANTILE_LEVELS, values))


def _firm(random: np.random.Generator, index: int, trade: dict[str, float], today: date) -> Firm:
    shares = np.array([share for _, _, share in TRADES])
    industry, word, _ = TRADES[random.choice(len(TRADES), p=shares / shares.sum())]
    age_years = float(random.choice([1.2, 2.5, 4, 7, 11, 18], p=[0.12, 0.22, 0.26, 0.22, 0.12, 0.06]) * random.uniform(0.85, 1.15))
    # Larger firms sell more per head; the spread is wide on purpose.
    staff = max(3, int(trade["sales_year_yuan"] / random.uniform(180_000, 900_000)))
    technical = int(staff * random.uniform(0.1, 0.75))
    return Firm(
        code=f"P{index + 1:03}",
        uscc=make_uscc(random),
        name=_name(random, index, word),
        industry=industry,
        registered_on=date.fromordinal(today.toordinal() - int(age_years * 365)),
        staff=staff,
        technical_staff=technical,
        class_one_ip=int(random.poisson(1.5)),
        class_two_ip=int(random.poisson(4)),
        research_share=float(random.beta(2, 14)),
        growth=float(random.normal(0.12, 0.35)),
        **(trade | {"invoices": int(trade["invoices"])}),
        own_funds_share=float(random.uniform(0.01, 0.05)),
        loan_share=float(random.choice([0.0, 0.02, 0.05])),
    )


def make_uscc(random: np.random.Generator) -> str:
    """A code with a right check digit in the division 440399, which no authority uses."""
    organisation = "".join(random.choice(list(ALPHABET)) for _ in range(9))
    first = f"91440399{organisation}"
    return first + uscc.calc_check_digit(first)


def _name(random: np.random.Generator, index: int, word: str) -> str:
    place = PLACES[index % len(PLACES)]
    first = FIRST[2 * (index % (len(FIRST) // 2)) :][:2]
    second = SECOND[2 * (index // (len(FIRST) // 2) % (len(SECOND) // 2)) :][:2]
    return f"{place}{first}{second}{word}有限公司"
