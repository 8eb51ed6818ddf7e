"""Invoices in: one transaction a batch, so that an interrupted import starts again and adds nothing twice."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.db import connection

from yizhan.enterprise.invoices import InvoiceBatch, RowProblem, read_invoices
from yizhan.kernel.clock import Clock
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.records import invoices as store
from yizhan.records.models import (
    Enterprise,
    InvoiceConflict,
    InvoiceEvent,
    Upload,
    UploadProblem,
    UploadState,
    User,
)
from yizhan.workflows.action import Act, action
from yizhan.workflows.prefetch import one_ahead

Progress = Callable[[Upload], None]
PROBLEMS_KEPT_MAX = 10_000


def import_invoices(
    actor: User | None, clock: Clock, upload: Upload, source: Path, progress: Progress = lambda upload: None, **reading
) -> Upload | Refusal:
    """Read a file into the invoice table. `reading` goes to `read_invoices` (enterprise, own_id, side).

    Bad rows become problems of the upload while the good ones stay. Running it again on the same file adds nothing.
    """
    batches = read_invoices(source, **reading)
    if isinstance(batches, Refusal):
        fail_upload(actor, clock, upload.id, batches)
        return batches
    start_reading(actor, clock, upload.id)
    with connection.cursor() as cursor:
        store.prepare(cursor)
    for batch in one_ahead(batches):
        taken = take_batch(actor, clock, upload.id, batch)
        if isinstance(taken, Refusal):
            fail_upload(actor, clock, upload.id, taken)
            return taken
        progress(taken)
    return finish_reading(actor, clock, upload.id)


@action("upload.read")
def start_reading(act: Act, upload_id: UUID) -> Upload:
    """Begin, or begin again after an interruption: counts start from zero."""
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    upload.problems.all().delete()
    upload.state = UploadState.READING
    upload.rows_read = upload.rows_added = upload.rows_known = upload.rows_voided = upload.rows_conflicting = upload.rows_bad = 0
    upload.save()
    act.changed(upload, after={"state": upload.state})
    return upload


@action("upload.read")
def take_batch(act: Act, upload_id: UUID, batch: InvoiceBatch) -> Upload | Refusal:
    """One batch: new invoices, conflicts and problems, in one transaction."""
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    keys = set(batch.rows.column("enterprise").unique().to_pylist())
    ids = _enterprise_ids(upload, keys)
    if missing := sorted(keys - set(ids)):
        return refuse("enterprise_unknown", field="enterprise", enterprises=", ".join(missing[:10]))
    added, conflicts = 0, []
    if batch.rows.num_rows:
        with connection.cursor() as cursor:
            store.stage(cursor, batch.rows, ids)
            added, conflicts = store.merge(cursor, upload_id)
    InvoiceConflict.objects.bulk_create(
        InvoiceConflict(upload_id=upload_id, at=act.now, invoice_id=row["invoice_id"], line=row["line"], content=plain(row["content"]))
        for row in conflicts
    )
    bad = _keep_problems(upload, batch.problems)
    upload.rows_read += batch.lines_read
    upload.rows_added += added
    upload.rows_conflicting += len(conflicts)
    upload.rows_known += batch.rows.num_rows - added - len(conflicts)
    upload.rows_bad += bad
    upload.save()
    act.changed(upload, after={"rows_read": upload.rows_read, "rows_added": upload.rows_added, "rows_bad": upload.rows_bad})
    return upload


@action("upload.read")
def finish_reading(act: Act, upload_id: UUID) -> Upload:
    """Mark what a later file says is void, and close the upload."""
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    with connection.cursor() as cursor:
        voided = store.apply_voids(cursor)
    InvoiceEvent.objects.bulk_create(
        (InvoiceEvent(invoice_id=invoice_id, kind="voided", upload_id=upload_id, at=act.now) for invoice_id in voided), batch_size=5000
    )
    upload.rows_voided = len(voided)
    upload.rows_total = upload.rows_read
    upload.state, upload.finished_at = UploadState.DONE, act.now
    upload.save()
    act.changed(upload, after={"state": upload.state, "rows_added": upload.rows_added, "rows_voided": upload.rows_voided})
    return upload


@action("upload.read")
def fail_upload(act: Act, upload_id: UUID, refusal: Refusal) -> Upload:
    """The file as a whole cannot be read; the page says why and how to mend it."""
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    upload.state, upload.finished_at = UploadState.FAILED, act.now
    upload.failure_code, upload.failure_facts = refusal.code, plain(refusal.facts)
    upload.save()
    act.changed(upload, after={"state": upload.state, "failure_code": refusal.code})
    return upload


def _enterprise_ids(upload: Upload, keys: set[str]) -> dict[str, UUID]:
    """The enterprises that a batch names; a file of one enterprise has its id as the only key."""
    if upload.enterprise_id is not None:
        return {str(upload.enterprise_id): upload.enterprise_id}
    return dict(Enterprise.objects.filter(external_code__in=keys).values_list("external_code", "id"))


def _keep_problems(upload: Upload, problems: tuple[RowProblem, ...]) -> int:
    """Keep the problems (up to a bound, so that a broken file does not fill the table); the number of rows left out."""
    room = max(0, PROBLEMS_KEPT_MAX - upload.rows_bad)
    UploadProblem.objects.bulk_create(
        UploadProblem(upload=upload, line=problem.line, field=problem.field, code=problem.code, facts=plain(problem.facts))
        for problem in problems[:room]
    )
    return len({problem.line for problem in problems if not problem.row_kept})
