"""Files of an application: sent, read by the worker, with every faulty row by line, field and mend."""

from typing import Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import File, Form, Router, Status, UploadedFile

from yizhan.api import shapes
from yizhan.api.doors import KEYED, door, one, page_of, run
from yizhan.api.problems import PROBLEMS
from yizhan.api.results import Page, Record, Thing
from yizhan.api.types import PageNumber
from yizhan.kernel.refusal import Refusal
from yizhan.records.models import Upload, User
from yizhan.workflows import access
from yizhan.workflows.uploads import receive_upload

router = Router(tags=["files"])
Kind = Literal["invoices", "statements"]


@router.post("/applications/{uuid:application_id}/uploads", response={201: Record, **PROBLEMS}, openapi_extra=KEYED)
@door("application.upload")
def send_file(request: HttpRequest, application_id: UUID, file: File[UploadedFile], kind: Form[Kind]):
    """Send a file; it is read afterwards, and /uploads/{id} tells how far it is."""
    return Status(201, shapes.upload(run(request, receive_upload, application_id, kind, file.name or "", file)))


@router.get("/applications/{uuid:application_id}/uploads", response={200: Page, **PROBLEMS})
@door("application.read")
def list_uploads(request: HttpRequest, application_id: UUID, page: PageNumber = 1):
    """The files of an application, oldest first."""
    return page_of(one(access.applications(request.user), application_id).uploads.order_by("created_at", "id"), page, shapes.upload)


@router.get("/uploads/{uuid:upload_id}", response={200: Record, **PROBLEMS})
@door("application.read")
def read_upload(request: HttpRequest, upload_id: UUID):
    """One file and how far its reading is."""
    return shapes.upload(one(uploads_of(request.user), upload_id))


@router.get("/uploads/{uuid:upload_id}/problems", response={200: Thing, **PROBLEMS})
@door("application.read")
def list_problems(request: HttpRequest, upload_id: UUID, page: PageNumber = 1):
    """The rows that could not be taken over, with what is wrong in words."""
    words = request.api_words
    rows = one(uploads_of(request.user), upload_id).problems.order_by("line", "id")
    return page_of(rows, page, lambda row: shapes.upload_problem(row) | {"message": words(Refusal(row.code, row.facts))})


def uploads_of(user: User) -> QuerySet[Upload]:
    """The files of the applications that a user may see."""
    return Upload.objects.filter(application__in=access.applications(user))
