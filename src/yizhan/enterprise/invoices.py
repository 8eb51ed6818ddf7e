"""Invoices as values, and the one way in: `read_invoices` for CSV, XLSX, 数电票 XML and Parquet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from yizhan.enterprise.reader_limits import ReaderLimits, reader_limits
from yizhan.kernel.refusal import Refusal, refuse

if TYPE_CHECKING:
    import pyarrow as pa

    from yizhan.enterprise.cleaning.parties import Owner
    from yizhan.enterprise.readers.reading import Reading


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
    `code` is empty for a 数电票 (20-digit number) and where the file has none; `line` is the line in the
    file, from 1.
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

    `row_kept` tells of a row that was taken over after a mend that the code names (`tax_sign_mended`).
    `field` is "file", and `line` the last line read, when the file itself is at fault.
    """

    line: int
    field: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    row_kept: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceBatch:
    """Some rows of a file: the good ones as an Arrow batch of `invoice_schema()`, the others as problems.

    `lines_read` counts the data lines of this batch, good and bad.
    """

    rows: "pa.RecordBatch"
    problems: tuple[RowProblem, ...]
    lines_read: int


def invoice_schema() -> "pa.Schema":
    """Columns of a batch, in this order; none holds nulls. See docs/algorithms/invoice-identity.md for the last two."""
    import pyarrow as pa

    texts = ("enterprise", "side", "code", "number")
    others = ("counterparty_id", "counterparty_name")
    money = ("net_minor", "tax_minor", "gross_minor")
    return pa.schema([
        *((name, pa.string()) for name in texts), ("issued_on", pa.date32()), *((name, pa.string()) for name in others),
        *((name, pa.int64()) for name in money), ("is_void", pa.bool_()), ("line", pa.int64()),
        ("fingerprint", pa.binary(16)), ("occurrence", pa.int32()),
    ])


def read_invoices(
    source: Path | BinaryIO,
    *,
    enterprise: str = "",
    own_id: str = "",
    side: Side | None = None,
    file_format: FileFormat | None = None,
    limits: ReaderLimits | None = None,
) -> Iterator[InvoiceBatch] | Refusal:
    """Stream a file as batches; the whole file is never in memory.

    `source` is a path or a seekable binary stream. `enterprise` fills the key where the file has no column for
    it; `own_id` is the enterprise's USCC, by which seller and buyer columns become side and counterparty;
    `side` settles the side where the file does not say it. `file_format` None: found from the content.
    Refused at once, by code: `file_empty`, `file_too_large`, `file_format_unknown`, `file_damaged`,
    `archive_unsafe`, `xml_unsafe`, `encoding_unknown`, `columns_missing`, `columns_repeated`, `side_unknown`.
    Trouble found later ends the iteration with a problem of the field "file"; the rows before it stay.
    """
    from yizhan.enterprise.cleaning.parties import Owner, is_side_known
    from yizhan.enterprise.readers.opening import open_file

    limits = limits or reader_limits()
    opened = open_file(source, file_format, limits)
    if isinstance(opened, Refusal):
        return opened
    owner = Owner(enterprise, own_id.upper(), side)
    if not is_side_known(opened.fields, owner):
        return refuse("side_unknown")
    return _batches(opened, owner, limits)


def invoice_lines(batch: InvoiceBatch) -> Iterator[InvoiceLine]:
    """The good rows of a batch as values."""
    names = InvoiceLine.__dataclass_fields__
    columns = [batch.rows[name].to_pylist() for name in names]
    for values in zip(*columns, strict=True):
        line = dict(zip(names, values, strict=True))
        yield InvoiceLine(**(line | {"side": Side(line["side"])}))


def _batches(opened: "Reading", owner: "Owner", limits: ReaderLimits) -> Iterator[InvoiceBatch]:
    from yizhan.enterprise.cleaning.copies import CopyCounter
    from yizhan.enterprise.cleaning.rows import clean, nothing

    counter, lines_read = CopyCounter(), 0
    for raw in opened.batches:
        lines_read += raw.rows.num_rows + len(raw.problems)
        if lines_read > limits.rows_max:
            problem = RowProblem(lines_read, "file", "too_many_rows", {"rows_max": limits.rows_max})
            yield InvoiceBatch(nothing(), (problem,), 0)
            return
        batch = clean(raw.rows, owner, counter, limits.text_length_max)
        problems = sorted((*raw.problems, *batch.problems), key=lambda problem: problem.line)
        yield InvoiceBatch(batch.rows, tuple(problems), batch.lines_read + len(raw.problems))
