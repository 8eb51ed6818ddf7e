"""An upload as its card shows it: progress, what was taken over, what needs a look; and conflicts side by side."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.kernel.money import Money
from yizhan.records.models import Application, Invoice, InvoiceConflict, Upload, UploadState
from yizhan.web.components import Figure, Pill, Progress
from yizhan.web.formats import day, money, number
from yizhan.web.labels import state_pill
from yizhan.web.refusals import refusal_text

CONFLICTS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ShownUpload:
    """One file: its state, counts, and where its problems are listed."""

    record: Upload
    pill: Pill
    work: Progress
    counts: list[Figure]
    failure: str
    problems_href: str
    csv_href: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """An invoice that stands, and what a later file says of it."""

    title: str
    line: int
    fields: list[tuple[str, str, str, bool]]


def shown_upload(application: Application, upload: Upload) -> ShownUpload:
    """The card of an upload."""
    arguments = [application.id, upload.id]
    is_done = upload.state in (UploadState.DONE, UploadState.FAILED)
    note = "" if is_done else _("%(count)s lines read so far. It is safe to leave this page.") % {"count": number(upload.rows_read)}
    work = Progress(_("Reading %(file)s") % {"file": upload.file_name}, upload.rows_read, upload.rows_total,
                    reverse("my_upload_progress", args=arguments), is_done, note)
    has_problems = upload.rows_bad or upload.rows_conflicting or upload.problems.exists()
    failure = refusal_text({"code": upload.failure_code, "facts": upload.failure_facts}) if upload.failure_code else ""
    hrefs = [reverse(name, args=arguments) if has_problems else "" for name in ("my_upload_problems", "my_upload_problems_csv")]
    return ShownUpload(upload, state_pill("upload", upload.state), work, _counts(upload), failure, *hrefs)


def conflicts_of(upload: Upload) -> list[Conflict]:
    """The conflicts of an upload, field by field, in the order of its lines."""
    found = list(InvoiceConflict.objects.filter(upload_id=upload.id).order_by("line")[:CONFLICTS_SHOWN])
    standing = Invoice.objects.filter(enterprise_id=upload.enterprise_id).in_bulk([conflict.invoice_id for conflict in found])
    return [_conflict(conflict, standing[conflict.invoice_id]) for conflict in found if conflict.invoice_id in standing]


def _counts(upload: Upload) -> list[Figure]:
    if upload.state != UploadState.DONE:
        return []
    if upload.kind == "statements":
        shown = [(_("Years taken over"), upload.rows_added), (_("Problems"), upload.rows_bad)]
        return [Figure(label, number(count)) for label, count in shown]
    shown = [(_("New"), upload.rows_added), (_("Known already"), upload.rows_known), (_("Now void"), upload.rows_voided),
             (_("Conflicts"), upload.rows_conflicting), (_("Lines to mend"), upload.rows_bad)]
    return [Figure(label, number(count)) for label, count in shown if count or label == shown[0][0]]


def _conflict(conflict: InvoiceConflict, invoice: Invoice) -> Conflict:
    content = conflict.content
    rows = [
        (_("Date of issue"), day(invoice.issued_on), day(content.get("issued_on"))),
        (_("Counterparty"), invoice.counterparty_name, str(content.get("counterparty_name", ""))),
        *((label, money(Money(getattr(invoice, name))), _amount(content.get(name)))
          for label, name in ((_("Net amount"), "net_minor"), (_("Tax"), "tax_minor"), (_("Total with tax"), "gross_minor"))),
    ]
    title = _("Invoice %(code)s %(number)s") % {"code": invoice.code, "number": invoice.number}
    return Conflict(title, conflict.line, [(label, ours, theirs, ours != theirs) for label, ours, theirs in rows])


def _amount(minor: Any) -> str:
    return money(Money(int(minor))) if minor is not None else "–"
