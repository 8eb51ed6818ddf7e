"""The papers of a case: files with what was read from them, problems, conflicts with invoices that stand, consents."""

from dataclasses import dataclass, field
from typing import Any

from yizhan.records.models import Application, Consent, Invoice, InvoiceConflict, Upload, UploadProblem
from yizhan.web.components import Pill
from yizhan.web.desk.words import UPLOAD_KINDS
from yizhan.web.labels import state_pill
from yizhan.web.refusals import refusal_text
from yizhan.web.vocabulary import CONSENTS, row_field, word

UPLOADS_SHOWN = 30
PROBLEMS_SHOWN = 20
CONFLICTS_SHOWN = 20
COMPARED = ("issued_on", "counterparty_name", "net_minor", "tax_minor", "gross_minor")


@dataclass(slots=True)
class File:
    """One file with the first of its problems and conflicts; the counts of the upload tell how many there are."""

    upload: Upload
    kind: str
    state: Pill
    failure: str
    problems: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Documents:
    """All files of a case, photos apart, and its consents."""

    files: list[File]
    consents: list[dict[str, Any]]


def of_application(application: Application) -> Documents:
    """Files, problems, conflicts and consents, in five queries."""
    uploads = application.uploads.exclude(kind="site_photo").select_related("uploaded_by").order_by("-created_at")[:UPLOADS_SHOWN]
    files = {upload.pk: _file(upload) for upload in uploads}
    _add_problems(files)
    _add_conflicts(files)
    consents = Consent.objects.filter(application=application).select_related("given_by").order_by("given_at")
    return Documents(list(files.values()), [{"kind": word(CONSENTS, consent.kind), "consent": consent} for consent in consents])


def _file(upload: Upload) -> File:
    failure = refusal_text({"code": upload.failure_code, "facts": upload.failure_facts}) if upload.failure_code else ""
    return File(upload, word(UPLOAD_KINDS, upload.kind), state_pill("upload", upload.state), failure)


def _add_problems(files: dict[Any, File]) -> None:
    wanted = [key for key, file in files.items() if file.upload.rows_bad]
    for problem in (
        UploadProblem.objects.filter(upload__in=wanted).order_by("line", "id")[: PROBLEMS_SHOWN * max(len(wanted), 1)] if wanted else ()
    ):
        shown = files[problem.upload_id].problems
        if len(shown) < PROBLEMS_SHOWN:
            shown.append(
                {
                    "line": problem.line,
                    "field": row_field(problem.field),
                    "text": refusal_text({"code": problem.code, "facts": problem.facts}),
                }
            )


def _add_conflicts(files: dict[Any, File]) -> None:
    wanted = [key for key, file in files.items() if file.upload.rows_conflicting]
    if not wanted:
        return
    found = list(InvoiceConflict.objects.filter(upload_id__in=wanted).order_by("line", "id")[:CONFLICTS_SHOWN])
    standing = Invoice.objects.in_bulk([conflict.invoice_id for conflict in found])
    for conflict in found:
        files[conflict.upload_id].conflicts.append(_conflict(conflict, standing.get(conflict.invoice_id)))


def _conflict(conflict: InvoiceConflict, standing: Invoice | None) -> dict[str, Any]:
    """Only what differs, the standing value beside the one that came."""
    came = conflict.content
    differing = [
        {
            "field": row_field(name.removesuffix("_minor")),
            "stands": getattr(standing, name),
            "came": came.get(name),
            "is_money": name.endswith("_minor"),
        }
        for name in COMPARED
        if standing is not None and str(getattr(standing, name)) != str(came.get(name))
    ]
    return {"line": conflict.line, "number": came.get("number"), "differing": differing}
