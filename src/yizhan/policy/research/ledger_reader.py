"""Project ledgers from a spreadsheet: one row a voucher line, each problem named by its line and field.

Columns by heading, Chinese or English, in any order: 项目编号 project, 项目名称 project_name, 日期 date, 凭证号 voucher,
费用类别 head, 金额 amount (yuan). A bad row is reported and left out; the good rows are kept. Rows pasted from a spreadsheet
(tabs) or typed (commas) are read alike; without headings the columns stand in the order above.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from yizhan.enterprise.invoices import RowProblem
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import normalise
from yizhan.policy.research.ledger import Head, LedgerLine

COLUMNS = {"项目编号": "project", "项目名称": "project_name", "日期": "booked_on", "凭证号": "voucher", "费用类别": "head",
           "金额": "amount", "project": "project", "project_name": "project_name", "date": "booked_on",
           "voucher": "voucher", "head": "head", "amount": "amount"}
HEADS = {"人员人工": Head.STAFF, "直接投入": Head.DIRECT_INPUT, "折旧": Head.DEPRECIATION, "无形资产摊销": Head.AMORTISATION,
         "设计试验等": Head.DESIGN_AND_TRIAL, "其他相关费用": Head.OTHER_RELATED, "委托境内": Head.OUTSOURCED_DOMESTIC,
         "委托境外机构": Head.OUTSOURCED_ABROAD, "委托境外个人": Head.OUTSOURCED_ABROAD_INDIVIDUAL,
         "不征税收入支出": Head.NON_TAXABLE_FUNDED, "销售产品材料": Head.SOLD_MATERIAL, "特殊收入": Head.SPECIAL_INCOME,
         **{head.value: head for head in Head}}
ROWS_MAX = 100_000
UNPACKED_BYTES_MAX = 64 * 1024 * 1024
FIELDS = ("project", "project_name", "booked_on", "voucher", "head", "amount")
_AMOUNT_MAX = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class LedgerImport:
    """The good lines and the problems of a file."""

    lines: tuple[LedgerLine, ...]
    problems: tuple[RowProblem, ...]


class _BadField(ValueError):
    """One field of a row is wrong."""

    def __init__(self, field: str, code: str, value: Any) -> None:
        super().__init__(code)
        self.field, self.code, self.value = field, code, value


def read_ledger(content: bytes) -> LedgerImport | Refusal:
    """Lines of an XLSX file. Refusals: `ledger_not_xlsx`, `ledger_columns_missing` (columns), `ledger_too_long` (rows_max)."""
    rows = _rows(content)
    if rows is None:
        return refuse("ledger_not_xlsx")
    return _read_table(rows)


def read_ledger_text(text: str) -> LedgerImport | Refusal:
    """Lines typed or pasted, with or without headings. Refusal: `ledger_too_long` (rows_max); `ledger_columns_missing` (columns)."""
    separator = "\t" if "\t" in text else ","
    rows = list(csv.reader(StringIO(text.replace("，", ",").strip("\r\n")), delimiter=separator))
    has_head = bool(rows) and any(_heading(cell) in COLUMNS for cell in rows[0])
    if has_head:
        return _read_table(rows)
    if len(rows) > ROWS_MAX:
        return refuse("ledger_too_long", rows_max=ROWS_MAX)
    return _read(rows, {name: place for place, name in enumerate(FIELDS)}, first=1)


def ledger_text(lines: Iterable[LedgerLine]) -> str:
    """The lines as `read_ledger_text` reads them again."""
    text = StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(
        (line.project, line.project_name, line.booked_on.isoformat(), line.voucher, line.head.value, f"{line.amount.major:f}")
        for line in lines)
    return text.getvalue()


def _read_table(rows: list[Sequence[Any]]) -> LedgerImport | Refusal:
    """Rows below a row of headings."""
    places = {COLUMNS[name]: place for place, name in enumerate(map(_heading, rows[0] if rows else ())) if name in COLUMNS}
    missing = sorted(set(COLUMNS.values()) - set(places))
    if missing:
        return refuse("ledger_columns_missing", columns=", ".join(missing))
    if len(rows) - 1 > ROWS_MAX:
        return refuse("ledger_too_long", rows_max=ROWS_MAX)
    return _read(rows[1:], places)


def _rows(content: bytes) -> list[Sequence[Any]] | None:
    from openpyxl import load_workbook

    try:
        # A small archive can unpack to more than the memory holds.
        if sum(part.file_size for part in ZipFile(BytesIO(content)).infolist()) > UNPACKED_BYTES_MAX:
            return None
        workbook = load_workbook(BytesIO(content), read_only=True, data_only=True)
        return list(workbook.worksheets[0].iter_rows(values_only=True, max_row=ROWS_MAX + 2))
    except (BadZipFile, KeyError, ValueError, OSError, IndexError):
        return None


def _heading(value: Any) -> str:
    return normalise(str(value or "")).lower()


def _read(rows: list[Sequence[Any]], places: Mapping[str, int], first: int = 2) -> LedgerImport:
    lines, problems = [], []
    for number, row in enumerate(rows, first):
        if all(value is None or not str(value).strip() for value in row):
            continue
        try:
            lines.append(_line({name: row[place] if place < len(row) else None for name, place in places.items()}))
        except _BadField as bad:
            problems.append(RowProblem(number, bad.field, bad.code, {"value": str(bad.value)}))
    return LedgerImport(tuple(lines), tuple(problems))


def _line(row: Mapping[str, Any]) -> LedgerLine:
    head = HEADS.get(_heading(row["head"]))
    if head is None:
        raise _BadField("head", "head_unknown", row["head"])
    return LedgerLine(_text(row, "project"), normalise(str(row["project_name"] or "")), _day(row["booked_on"]),
                      _text(row, "voucher"), head, _amount(row["amount"]))


def _text(row: Mapping[str, Any], name: str) -> str:
    text = normalise(str(row[name] if row[name] is not None else ""))
    if not text:
        raise _BadField(name, "field_empty", "")
    return text


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    try:
        return value if isinstance(value, date) else date.fromisoformat(normalise(str(value)).replace("/", "-"))
    except ValueError:
        raise _BadField("booked_on", "date_unreadable", value) from None


def _amount(value: Any) -> Money:
    text = normalise(str(value if value is not None else "")).replace(",", "")
    if text.endswith(("万", "万元", "亿")):
        raise _BadField("amount", "amount_not_in_yuan", value)
    try:
        # A spreadsheet stores floats: 0.1 + 0.2 comes as 0.30000000000000004, so cells are read to the fen.
        amount = Decimal(text).quantize(Decimal("0.01")) if isinstance(value, float) else Decimal(text)
        if not 0 <= amount <= _AMOUNT_MAX:
            raise _BadField("amount", "amount_out_of_range", value)
        return Money.of(amount)
    except (InvalidOperation, ValueError) as error:
        raise error if isinstance(error, _BadField) else _BadField("amount", "amount_unreadable", value) from None
