"""A print-ready ledger and the list of what to keep, as rows and words; pages and files are made elsewhere."""

import functools
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from yizhan.kernel.money import Money
from yizhan.kernel.text import Bilingual
from yizhan.policy.research.ledger import Head, ProjectLedger

HEAD_LABELS = {
    Head.STAFF: Bilingual("人员人工费用", "staff"),
    Head.DIRECT_INPUT: Bilingual("直接投入费用", "direct input"),
    Head.DEPRECIATION: Bilingual("折旧费用", "depreciation"),
    Head.AMORTISATION: Bilingual("无形资产摊销", "amortisation of intangibles"),
    Head.DESIGN_AND_TRIAL: Bilingual("新产品设计费等", "design, process and trial"),
    Head.OTHER_RELATED: Bilingual("其他相关费用", "other related costs"),
    Head.OUTSOURCED_DOMESTIC: Bilingual("委托境内研发", "outsourced at home"),
    Head.OUTSOURCED_ABROAD: Bilingual("委托境外机构研发", "outsourced to institutions abroad"),
    Head.OUTSOURCED_ABROAD_INDIVIDUAL: Bilingual("委托境外个人（不得加计）", "outsourced to individuals abroad (not eligible)"),
    Head.NON_TAXABLE_FUNDED: Bilingual("减：不征税收入形成的支出", "less: paid from non-taxable income"),
    Head.SOLD_MATERIAL: Bilingual("减：对外销售产品的材料", "less: material of products sold"),
    Head.SPECIAL_INCOME: Bilingual("减：特殊收入", "less: special income"),
}


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row of a printed ledger: the voucher, its head and amount, and the running total of the project."""

    booked_on: date
    voucher: str
    head: Bilingual
    amount: Money
    running: Money


def printed(ledger: ProjectLedger) -> tuple[PrintedRow, ...]:
    """The rows of one project's ledger; what takes away lowers the running total."""
    rows, running = [], Money.zero()
    for line in ledger.lines:
        takes_away = line.head in (Head.NON_TAXABLE_FUNDED, Head.SOLD_MATERIAL, Head.SPECIAL_INCOME)
        running = running - line.amount if takes_away else running + line.amount
        rows.append(PrintedRow(line.booked_on, line.voucher, HEAD_LABELS[line.head], line.amount, running))
    return tuple(rows)


@functools.cache
def papers_to_keep() -> tuple[Bilingual, ...]:
    """What an enterprise keeps to show on request; nothing of it is filed."""
    content = yaml.safe_load(Path(__file__).with_name("papers.yaml").read_text(encoding="utf-8"))
    return tuple(Bilingual(item["zh"], item["en"]) for item in content)
