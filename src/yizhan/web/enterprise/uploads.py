"""Uploads: files in, how far the reading is, and the problems of each with line, field and fix."""

import csv
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.enterprise.reader_limits import reader_limits
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Application, Upload, UploadProblem
from yizhan.web.doors import door, run
from yizhan.web.enterprise.base import own_application
from yizhan.web.enterprise.upload_view import ShownUpload, conflicts_of, shown_upload
from yizhan.web.forms import KeyedForm, form_of
from yizhan.web.refusals import refusal_text
from yizhan.web.tables import Column, Table
from yizhan.web.vocabulary import DOCUMENTS, row_field
from yizhan.workflows.uploads import SIZE_MAX_BYTES, receive_upload

PROBLEMS_A_PAGE = 50
PROBLEM_COLUMNS = [Column("line", gettext_lazy("Line"), "number"), Column("field", gettext_lazy("Field")),
                   Column("text", gettext_lazy("What is wrong, and the fix"))]
# Spreadsheet programs run a cell that begins with one of these as a formula.
FORMULA_HEADS = ("=", "+", "-", "@", "\t", "\r")


class FilesInput(forms.ClearableFileInput):
    """A file field that takes several files, as digital invoices come one a file."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; cleans to a list. A file that is empty is told by the workflow, with its name."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file checked by itself."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files if file] or [super().clean(None, initial)]


class FilesForm(KeyedForm):
    """The files."""

    file = FilesField(label=gettext_lazy("Choose files"), widget=FilesInput, allow_empty_file=True, max_length=255,
                      error_messages={"required": gettext_lazy("Choose a file first."),
                                      "max_length": gettext_lazy("The file's name is too long. Rename it and choose it again.")})


@door("application.upload", "GET", "POST")
def uploads(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Files of one kind: those here already, and more."""
    application = own_application(request, application_id)
    kind = request.GET.get("kind") if request.GET.get("kind") in DOCUMENTS else "invoices"
    form = form_of(FilesForm, request)
    if request.method == "POST" and form.is_valid():
        refused = [answer for answer in _receive(request, application, kind, form.cleaned_data["file"]) if isinstance(answer, Refusal)]
        if not refused:
            return redirect(f"{reverse('my_application_uploads', args=[application.id])}?kind={kind}")
        for refusal in refused:
            form.add_error("file", refusal_text(refusal))
    return render(request, "enterprise/uploads.html", {
        "application": application, "kind": kind, "kind_words": DOCUMENTS[kind], "form": form, "size_max": size_max(kind),
        "uploads": _shown(application, kind), "back_href": reverse("my_application", args=[application.id])})


@door("application.upload")
def progress(request: HttpRequest, application_id: UUID, upload_id: UUID) -> HttpResponse:
    """How far one file is, for the page to swap in; when it is done the page is loaded anew with all that follows."""
    application = own_application(request, application_id)
    upload = shown_upload(application, application.uploads.get(pk=upload_id))
    response = render(request, "enterprise/upload_state.html", {"upload": upload})
    if upload.work.done:
        response["HX-Refresh"] = "true"
    return response


@door("application.upload")
def problems(request: HttpRequest, application_id: UUID, upload_id: UUID) -> HttpResponse:
    """Each line that could not be taken over, and each invoice that is here with other content."""
    application = own_application(request, application_id)
    upload = application.uploads.get(pk=upload_id)
    page = Paginator(upload.problems.order_by("line", "id"), PROBLEMS_A_PAGE).get_page(request.GET.get("page"))
    table = Table(_("Problems of %(file)s") % {"file": upload.file_name}, PROBLEM_COLUMNS, [_problem(row) for row in page.object_list])
    return render(request, "enterprise/problems.html", {
        "upload": shown_upload(application, upload), "table": table, "page": page, "conflicts": conflicts_of(upload),
        "back_href": f"{reverse('my_application_uploads', args=[application.id])}?kind={upload.kind}"})


@door("application.upload")
def problems_csv(request: HttpRequest, application_id: UUID, upload_id: UUID) -> HttpResponse:
    """The same as a file, to work through in a spreadsheet."""
    upload = own_application(request, application_id).uploads.get(pk=upload_id)
    writer = csv.writer(_Echo())
    head = [str(column.label) for column in PROBLEM_COLUMNS]
    rows = ([row["line"], row["field"], row["text"]] for row in map(_problem, upload.problems.order_by("line", "id").iterator(2000)))
    lines = (writer.writerow([_safe(cell) for cell in row]) for row in (head, *rows))
    response = StreamingHttpResponse(("\N{ZERO WIDTH NO-BREAK SPACE}", *lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="problems-{upload.sha256[:8]}.csv"'
    return response


def size_max(kind: str) -> int:
    """The largest file that is taken over and read: the least of the limits of arriving, keeping and reading."""
    return min(settings.UPLOAD_BYTES_MAX, SIZE_MAX_BYTES[kind], reader_limits().file_bytes_max)


class _Echo:
    """Hands each written line straight back to the caller."""

    def write(self, value: str) -> str:
        """The line as it is."""
        return value


def _receive(request: HttpRequest, application: Application, kind: str, files: list[Any]) -> list[Upload | Refusal]:
    """Each file by itself, so that a bad one does not hold back the others."""
    return [run(request, receive_upload, application.id, kind, file.name, file, part=part) for part, file in enumerate(files)]


def _shown(application: Application, kind: str) -> list[ShownUpload]:
    return [shown_upload(application, upload) for upload in application.uploads.filter(kind=kind).order_by("-created_at", "-id")]


def _problem(row: UploadProblem) -> dict[str, Any]:
    return {"line": row.line or "–", "field": row_field(row.field), "text": refusal_text({"code": row.code, "facts": row.facts})}


def _safe(cell: Any) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_HEADS) else text
