"""Invoices in PostgreSQL: in by COPY and a set-based merge, out to Arrow; an unmanaged model for pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from django.db import IntegrityError, models, transaction

from yizhan.records.base import AppendOnly, minor
from yizhan.records.queries import queries

if TYPE_CHECKING:
    import pyarrow as pa

OUT_COLUMNS = ("enterprise", "side", "issued_on", "counterparty_id", "counterparty_name", "net_minor", "is_void")


class Invoice(models.Model):
    """One VAT invoice of an enterprise; the table is owned by sql/invoice.sql."""

    id = models.BigIntegerField(primary_key=True)
    enterprise = models.ForeignKey("Enterprise", models.DO_NOTHING, related_name="invoices", db_constraint=False)
    side = models.TextField()
    code = models.TextField()
    number = models.TextField()
    issued_on = models.DateField()
    counterparty_id = models.TextField()
    counterparty_name = models.TextField()
    net_minor = minor()
    tax_minor = minor()
    gross_minor = minor()
    is_void = models.BooleanField()
    occurrence = models.IntegerField()
    upload_id = models.UUIDField()
    line = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "invoice"

    def __str__(self) -> str:
        return f"{self.code}{self.number}"


class InvoiceEvent(AppendOnly):
    """What happened to an invoice after it arrived: today only `voided`."""

    invoice_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=20)
    upload_id = models.UUIDField()
    at = models.DateTimeField()


class InvoiceConflict(AppendOnly):
    """A coded invoice that arrived again with other content; the first stands, and a person looks at both."""

    invoice_id = models.BigIntegerField(db_index=True)
    upload_id = models.UUIDField(db_index=True)
    line = models.BigIntegerField()
    content = models.JSONField()
    at = models.DateTimeField()


def prepare(cursor: Any) -> None:
    """Make or empty the connection's staging tables, before the first batch of a file."""
    for name in ("stage_create", "stage_void_create", "stage_clear", "stage_void_clear"):
        cursor.execute(queries()[name])


def stage(cursor: Any, batch: "pa.RecordBatch", enterprise_ids: Mapping[str, UUID]) -> None:
    """Copy a batch of `enterprise.invoices.invoice_schema()` into the staging table, which is emptied first.

    `enterprise_ids` must know every enterprise key of the batch, else KeyError.
    """
    from pyarrow import csv

    cursor.execute(queries()["stage_clear"])
    buffer = BytesIO()
    csv.write_csv(_stage_table(batch, enterprise_ids), buffer, csv.WriteOptions(include_header=False))
    with cursor.copy(queries()["stage_copy"]) as copy:
        copy.write(buffer.getbuffer())


def merge(cursor: Any, upload_id: UUID) -> tuple[int, list[dict[str, Any]]]:
    """Take the staged rows over: how many were new, and the conflicts (`invoice_id`, `line`, `content`)."""
    cursor.execute(queries()["stage_has_coded"])
    has_coded = cursor.fetchone()[0]
    if has_coded:
        cursor.execute(queries()["stage_analyze"])
        cursor.execute(queries()["stage_conflicts"])
    names = ("code", "number", "issued_on", "counterparty_name", "net_minor", "tax_minor", "gross_minor")
    conflicts = [
        {"invoice_id": row[0], "line": row[1], "content": dict(zip(names, row[2:], strict=True))}
        for row in (cursor.fetchall() if has_coded else ())
    ]
    added = _insert(cursor, upload_id)
    cursor.execute(queries()["stage_keep_voids"])
    return added, conflicts


def _insert(cursor: Any, upload_id: UUID) -> int:
    """The staged rows that are not held yet.

    A plain INSERT is nearly twice as fast as one that looks for held rows, and a file mostly brings new ones; the first held row
    ends it, and the batch is taken the careful way.
    """
    statement = queries()["stage_insert"]
    try:
        with transaction.atomic():
            cursor.execute(statement.replace("{known}", ""), {"upload_id": upload_id})
    except IntegrityError:
        cursor.execute(statement.replace("{known}", "ON CONFLICT DO NOTHING"), {"upload_id": upload_id})
    return cursor.rowcount


def apply_voids(cursor: Any) -> list[int]:
    """After the last batch: mark held copies void where the file has more void copies; the ids of those rows."""
    cursor.execute(queries()["void_apply"])
    return [row[0] for row in cursor.fetchall()]


def read_arrow(cursor: Any, start: date, end: date, enterprise_ids: Sequence[UUID] | None = None) -> "pa.Table":
    """Invoices of some days (both included) as Arrow: OUT_COLUMNS; all enterprises, or some."""
    import pyarrow as pa
    from psycopg import sql
    from pyarrow import csv

    whose = sql.SQL("" if enterprise_ids is None else "AND enterprise_id = ANY({ids})").format(ids=sql.Literal(list(enterprise_ids or [])))
    cursor.execute(sql.SQL(queries()["invoices_out"]).format(start=sql.Literal(start), end=sql.Literal(end), whose=whose))
    groups = cursor.fetchall()
    if not groups:
        return empty_out()
    rows = csv.read_csv(
        BytesIO("\n".join(text for *_, text in groups).encode()),
        csv.ReadOptions(column_names=list(OUT_COLUMNS[2:])),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=_out_schema(), true_values=["t"], false_values=["f"], strings_can_be_null=False, quoted_strings_can_be_null=False
        ),
    )
    counts = [count for _, _, count, _ in groups]
    owners = [_repeated(column, counts) for column in ([owner for owner, *_ in groups], [side for _, side, *_ in groups])]
    return pa.table([*owners, *rows.columns], schema=_out_schema())


def _repeated(values: list[str], counts: list[int]) -> "pa.Array":
    """Each value as often as its count says."""
    import pyarrow as pa

    return pa.array(values, pa.string()).take(pa.array(np.repeat(np.arange(len(values)), counts)))


def empty_out() -> "pa.Table":
    """No invoices, with the columns of `read_arrow`."""
    return _out_schema().empty_table()


def _out_schema() -> "pa.Schema":
    import pyarrow as pa

    texts = {name: pa.string() for name in ("enterprise", "side", "counterparty_id", "counterparty_name")}
    types = texts | {"issued_on": pa.date32(), "net_minor": pa.int64(), "is_void": pa.bool_()}
    return pa.schema([(name, types[name]) for name in OUT_COLUMNS])


def _stage_table(batch: "pa.RecordBatch", enterprise_ids: Mapping[str, UUID]) -> "pa.Table":
    """The batch with the enterprise's id for its key, and the fingerprint as two 64-bit numbers."""
    import pyarrow as pa

    keys = batch.column("enterprise").dictionary_encode()
    ids = pa.array([str(enterprise_ids[key]) for key in keys.dictionary.to_pylist()], pa.string())
    halves = np.frombuffer(batch.column("fingerprint").buffers()[1], dtype=">i8").astype("i8")
    first = batch.column("fingerprint").offset * 2
    halves = halves[first : first + 2 * batch.num_rows]
    columns = {"enterprise_id": ids.take(keys.indices)}
    for name in (
        "side",
        "code",
        "number",
        "issued_on",
        "counterparty_id",
        "counterparty_name",
        "net_minor",
        "tax_minor",
        "gross_minor",
        "is_void",
    ):
        columns[name] = batch.column(name)
    columns |= {
        "fingerprint_high": pa.array(halves[0::2]),
        "fingerprint_low": pa.array(halves[1::2]),
        "occurrence": batch.column("occurrence"),
        "line": batch.column("line"),
    }
    return pa.table(columns)
