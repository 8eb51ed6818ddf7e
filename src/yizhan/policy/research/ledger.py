"""Ledgers of research projects (研发支出辅助账) as values: one line a cost, one sum a project and head."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yizhan.kernel.money import Money, money_sum


class Head(StrEnum):
    """What a line of a ledger is. The first five are the heads that set the cap on the sixth (other related costs)."""

    STAFF = "staff"
    DIRECT_INPUT = "direct_input"
    DEPRECIATION = "depreciation"
    AMORTISATION = "amortisation"
    DESIGN_AND_TRIAL = "design_and_trial"
    OTHER_RELATED = "other_related"
    OUTSOURCED_DOMESTIC = "outsourced_domestic"
    OUTSOURCED_ABROAD = "outsourced_abroad"
    OUTSOURCED_ABROAD_INDIVIDUAL = "outsourced_abroad_individual"
    NON_TAXABLE_FUNDED = "non_taxable_funded"
    SOLD_MATERIAL = "sold_material"
    SPECIAL_INCOME = "special_income"


FIVE_HEADS = (Head.STAFF, Head.DIRECT_INPUT, Head.DEPRECIATION, Head.AMORTISATION, Head.DESIGN_AND_TRIAL)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One voucher line of a project. Amounts are not negative; what takes away has a head of its own."""

    project: str
    project_name: str
    booked_on: date
    voucher: str
    head: Head
    amount: Money

    def __post_init__(self) -> None:
        if self.amount.amount_minor < 0 or self.amount.currency != "CNY":
            raise ValueError(f"voucher {self.voucher}: amounts are CNY and not negative")


@dataclass(frozen=True, slots=True)
class ProjectLedger:
    """The lines of one project in one year, in order of booking."""

    project: str
    name: str
    year: int
    lines: tuple[LedgerLine, ...]

    def total(self, *heads: Head) -> Money:
        """The sum of the lines of some heads."""
        return money_sum([line.amount for line in self.lines if line.head in heads])


def ledgers_of(lines: Iterable[LedgerLine]) -> tuple[ProjectLedger, ...]:
    """A ledger a project and year, in order of year and project."""
    grouped: dict[tuple[int, str], list[LedgerLine]] = {}
    for line in lines:
        grouped.setdefault((line.booked_on.year, line.project), []).append(line)
    return tuple(ProjectLedger(project, items[0].project_name, year, tuple(sorted(items, key=_booking)))
                 for (year, project), items in sorted(grouped.items()))


def _booking(line: LedgerLine) -> tuple[date, str]:
    return line.booked_on, line.voucher
