"""The worked examples of the super-deduction (deduction.cases.yaml), and what runs them."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from yizhan.kernel.money import Money
from yizhan.policy.research.assets import CapitalisedResult, Equipment
from yizhan.policy.research.deduction import ResearchYear, compute
from yizhan.policy.research.ledger import Head, LedgerLine, ledgers_of
from yizhan.policy.units import read_money, read_percent

CASES = Path(__file__).with_name("deduction.cases.yaml")


def load_research_cases(path: Path = CASES) -> Mapping[str, list[Mapping[str, Any]]]:
    """The examples by section: `years` and `equipment`."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def run_year(example: Mapping[str, Any]) -> Iterator[str]:
    """Every figure of a year that comes out otherwise than written."""
    found = compute(year_of(example))
    for name, expected in example["expect"].items():
        if getattr(found, name) != money(expected):
            yield f"{example['name']}: {name} is {getattr(found, name)}, expected {expected}"


def run_equipment(example: Mapping[str, Any]) -> Iterator[str]:
    """Every year of depreciation that comes out otherwise than written."""
    bought = example["bought"]
    equipment = Equipment(money(bought["cost"]), bought["bought_year"], bought["bought_month"], bought["tax_years"])
    for year, expected in example["expect"].items():
        if equipment.deducted_in(year) != money(expected):
            yield f"{example['name']}: {year} deducts {equipment.deducted_in(year)}, expected {expected}"


def year_of(example: Mapping[str, Any]) -> ResearchYear:
    """The year that an example describes; each project's heads are booked in the middle of it."""
    year, capitalised = example["year"], example.get("capitalised")
    lines = [LedgerLine(f"P{number}", "", date(year, 6, 30), f"{number}-{head}", Head(head), money(amount))
             for number, heads in enumerate(example["projects"], 1) for head, amount in heads.items()]
    results = (CapitalisedResult(money(capitalised["cost"]), capitalised["first_year"], capitalised["years"]),) if capitalised else ()
    late = example.get("late_part")
    return ResearchYear(year, ledgers_of(lines), example.get("category", "general"), Decimal("0.25"), results,
                        money(example.get("carried_material", "0元")), None if late is None else _decimal(late),
                        example.get("is_taxed_by_audit", True))


def money(text: str) -> Money:
    """A sum with its unit. Anything else raises ValueError."""
    fen = read_money(text)
    if not isinstance(fen, int):
        raise ValueError(f"{text!r} is no sum: write 1200万 or 12000000元")
    return Money(fen)


def _decimal(text: str) -> Decimal:
    share = read_percent(text)
    if share is None:
        raise ValueError(f"{text!r} is no share: write 20%")
    return Decimal(share.numerator) / share.denominator
