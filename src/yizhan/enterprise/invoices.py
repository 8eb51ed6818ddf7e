"""Invoices as values, and the one way in: `read_invoices` for CSV, XLSX, 数电票 XML and Parquet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from yizhan.kernel.refusal import Refusal

if TYPE_CHECKING:
    import pyarrow as pa


class Side(StrEnum):
    """Whose invoice it is, seen from the enterprise."""

    PURCHASE = "purchase"
    SALE = "sale"


class FileFormat(StrEnum):
    """What a file is by its content, never by its name."""

    CSV = "csv"
    XLSX = "xlsx"
    EINVOICE_XML = "einvoice_xml"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One invoice of an enterprise as a file states it. Amounts are fen (CNY); returns (红字) are negative.

    `enterprise` is the key that the file or the caller gave (a USCC or a population's code such as E1).
    `code` is empty for a 数电票 (20-digit number) and where the file has none; `line` is the line in the file, from 1.
    """

    enterprise: str
    side: Side
    code: str
    number: str
    issued_on: date
    counterparty_id: str
    counterparty_name: str
    net_minor: int
    tax_minor: int
    gross_minor: int
    is_void: bool
    line: int


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one line: the field, a stable code, and the facts that mend it.

    A problem with `row_kept` tells of a row that was taken over after a mend that the code names (`tax_sign_mended`).
    `field` is "file" and `line` 0 or the last line read when the file itself is at fault.
    """

    line: int
    field: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    row_kept: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceBatch:
    """Some rows of a file: the good ones as an Arrow batch of `invoice_schema()`, the problems of the others.

    `lines_read` counts all data lines of this batch, good and bad.
    """

    rows: "pa.RecordBatch"
    problems: tuple[RowProblem, ...]
    lines_read: int


def invoice_schema() -> "pa.Schema":
    """Columns of a batch, in this order.

    enterprise string, side string (purchase | sale), code string, number string, issued_on date32,
    counterparty_id string, counterparty_name string, net_minor int64, tax_minor int64, gross_minor int64,
    is_void bool, line int64, fingerprint fixed_size_binary(16), occurrence int32. No column holds nulls.
    """
    raise NotImplementedError


def read_invoices(
    source: Path | BinaryIO,
    *,
    enterprise: str = "",
    own_id: str = "",
    side: Side | None = None,
    file_format: FileFormat | None = None,
) -> Iterator[InvoiceBatch] | Refusal:
    """Stream a file as batches; the whole file is never in memory.

    `source` is a path or a seekable binary stream. `enterprise` fills the key where the file has no column for it;
    `own_id` is the enterprise's USCC, by which seller and buyer columns become side and counterparty; `side` settles
    the side where the file does not say it. `file_format` None: found from the content.
    Refused at once: `file_format_unknown`, `file_empty`, `file_too_large`, `archive_unsafe`, `xml_unsafe`,
    `encoding_unknown`, `columns_missing`, `side_unknown`. Trouble found later ends the iteration with a problem of
    the field "file"; rows before it stay.
    """
    raise NotImplementedError


def invoice_lines(batch: InvoiceBatch) -> Iterator[InvoiceLine]:
    """The good rows of a batch as values."""
    raise NotImplementedError
