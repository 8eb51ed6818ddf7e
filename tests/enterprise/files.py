"""Writes the files that the readers are tested with: real CSV, workbooks, XML and Parquet."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
import pyarrow as pa

from yizhan.enterprise.invoices import InvoiceBatch, InvoiceLine, RowProblem, Side, invoice_lines, read_invoices
from yizhan.kernel.refusal import Refusal

CHINESE = ["发票代码", "发票号码", "开票日期", "对方识别号", "对方名称", "金额", "税额", "价税合计", "发票状态"]
GOOD = ["1100171130", "00000043", "2019-03-04", "91350100M000100Y43", "甲公司", "100.00", "13.00", "113.00", "正常"]


def csv_file(rows: Iterable[Sequence[str]], encoding: str = "utf-8") -> io.BytesIO:
    """A list whose cells are written as they are, without quoting."""
    return io.BytesIO("".join(",".join(row) + "\r\n" for row in rows).encode(encoding))


def xlsx_file(rows: Iterable[Sequence[Any]], title: str = "发票基础信息") -> io.BytesIO:
    """A workbook of one sheet."""
    workbook = openpyxl.Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(list(row))
    stream = io.BytesIO()
    workbook.save(stream)
    return stream


def read(source: Any, **arguments: Any) -> tuple[list[InvoiceLine], list[RowProblem]]:
    """All good rows and all problems of a file that can be read."""
    batches = read_invoices(source, **({"enterprise": "E1", "side": Side.SALE} | arguments))
    assert not isinstance(batches, Refusal), batches
    found: list[InvoiceBatch] = list(batches)
    return ([line for batch in found for line in invoice_lines(batch)],
            [problem for batch in found for problem in batch.problems])


def refused(source: Any, **arguments: Any) -> Refusal:
    """The refusal of a file that cannot be read."""
    refusal = read_invoices(source, **({"enterprise": "E1", "side": Side.SALE} | arguments))
    assert isinstance(refusal, Refusal), list(refusal)
    return refusal


def column(values: Sequence[Any], kind: pa.DataType | None = None) -> pa.Array:
    """An Arrow column."""
    return pa.array(values, kind or pa.string())
