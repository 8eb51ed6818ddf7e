"""The files that the demo cast hands in, as bytes: yearly statements by the template and lists of coded invoices."""

from collections.abc import Sequence
from datetime import date

from yizhan.enterprise.financials import Statement
from yizhan.enterprise.statement_reader import template_rows
from yizhan.kernel.money import Money

INVOICE_HEADER = "进销项,发票代码,发票号码,开票日期,对方名称,金额,税额,价税合计,是否作废"
BAD_ROW = "销项,044032600111,notanumber,2026-13-45,客户甲,一千,130.00,1130.00,否"


def statement_file(statements: Sequence[Statement]) -> bytes:
    """A CSV of the statement template for some years, amounts in yuan."""
    from yizhan.enterprise.financials import FIGURES

    header, *rows = template_rows([statement.year for statement in statements])
    filled = [[row[0], *(_cell(getattr(statement, figure)) for statement in statements)] for figure, row in zip(FIGURES, rows, strict=True)]
    return "\n".join(",".join(row) for row in (header, *filled)).encode()


def coded_invoice_row(number: int, day: date, net_fen: int, tax_percent: int, is_void: bool = False) -> str:
    """One sales invoice with a code, so that a later file can void or contradict it."""
    tax = (net_fen * tax_percent + 50) // 100
    amounts = ",".join(f"{fen / 100:.2f}" for fen in (net_fen, tax, net_fen + tax))
    return f"销项,044032600111,{number:08},{day},深圳市新客户有限公司,{amounts},{'是' if is_void else '否'}"


def invoice_file(rows: Sequence[str]) -> bytes:
    """A CSV of invoice rows under the usual header."""
    return "\n".join((INVOICE_HEADER, *rows)).encode()


def _cell(value: Money | int | None) -> str:
    if value is None:
        return ""
    return f"{value.major:.2f}" if isinstance(value, Money) else str(value)
