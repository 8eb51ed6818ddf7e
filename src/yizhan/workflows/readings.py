"""An uploaded file becomes records: invoices by the bulk path, yearly statements one by one."""

from pathlib import Path
from uuid import UUID

from django.core.files.storage import default_storage

from yizhan.enterprise.statement_reader import read_statements
from yizhan.kernel.clock import Clock
from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import plain
from yizhan.records.models import FinancialYear, Upload, UploadProblem, UploadState
from yizhan.workflows.action import Act, action
from yizhan.workflows.invoice_import import Progress, fail_upload, import_invoices


def read_upload(clock: Clock, upload_id: UUID, progress: Progress = lambda upload: None) -> Upload | Refusal:
    """Read a file that arrived; one that has been read is left alone, so a repeated job does nothing."""
    upload = Upload.objects.select_related("enterprise").get(pk=upload_id)
    if upload.state == UploadState.DONE:
        return upload
    path = Path(default_storage.path(upload.stored_as))
    if upload.kind == "statements":
        return _read_statement_file(clock, upload, path.read_bytes())
    enterprise = upload.enterprise
    return import_invoices(None, clock, upload, path, progress, enterprise=str(enterprise.id), own_id=enterprise.uscc or "")


def _read_statement_file(clock: Clock, upload: Upload, content: bytes) -> Upload | Refusal:
    parsed = read_statements(content)
    if isinstance(parsed, Refusal):
        fail_upload(None, clock, upload.id, parsed)
        return parsed
    return keep_statements(None, clock, upload.id, *parsed)


@action("upload.read")
def keep_statements(act: Act, upload_id: UUID, statements: tuple, problems: tuple) -> Upload:
    """Keep each year that reconciles; what does not, and each bad line, becomes a problem with its field."""
    upload = Upload.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=upload_id)
    upload.problems.all().delete()
    UploadProblem.objects.bulk_create(
        UploadProblem(upload=upload, line=problem.line, field=problem.field, code=problem.code, facts=plain(problem.facts))
        for problem in problems
    )
    for statement in statements:
        FinancialYear.objects.update_or_create(
            enterprise=upload.enterprise,
            year=statement.year,
            source=f"upload:{upload.sha256[:12]}",
            defaults={"figures": plain(statement), "upload": upload, "created_at": act.now},
        )
    upload.rows_total = upload.rows_read = len(statements)
    upload.rows_added, upload.rows_bad = len(statements), len(problems)
    upload.state, upload.finished_at = UploadState.DONE, act.now
    upload.save()
    act.changed(upload, after={"years": len(statements), "problems": len(problems)})
    return upload
