"""Files that arrive: checked, stored once under their hash, and handed to the worker to read."""

import hashlib
from typing import Any, BinaryIO
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image, UnidentifiedImageError
from procrastinate.contrib.django import app as queue

from yizhan.kernel.ids import new_id
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import Application, Upload
from yizhan.workflows.action import Act, action

# Kinds of file and the largest size of each; engineering limits of this program, not rules of a regulator.
SIZE_MAX_BYTES = {"invoices": 300 * 2**20, "statements": 20 * 2**20, "site_photo": 15 * 2**20, "travel_document": 15 * 2**20}
PHOTO_KINDS = ("site_photo", "travel_document")
DELETABLE_KINDS = ("travel_document",)
PHOTO_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PHOTO_PIXELS_MAX = 60_000_000
CHUNK_BYTES = 1024 * 1024


@action("application.upload")
def receive_upload(act: Act, application_id: UUID, kind: str, file_name: str, content: BinaryIO) -> Upload | Refusal:
    """Take a file over for an application; the worker reads it afterwards and the page shows how far it is."""
    application = act.application(application_id)
    upload = store_file(act, application, kind, file_name, content)
    if isinstance(upload, Refusal):
        return upload
    act.changed(upload, after={"kind": kind, "file_name": upload.file_name, "sha256": upload.sha256})
    queue.configure_task("read_upload", lock=str(application.enterprise_id)).defer(upload_id=str(upload.id))
    return upload


def store_file(act: Act, application: Application, kind: str, file_name: str, content: BinaryIO) -> Upload | Refusal:
    """Check a file of an application and keep it under its hash; the same content is stored once."""
    return keep_file(act, kind, file_name, content, enterprise=application.enterprise, application=application)


def keep_file(act: Act, kind: str, file_name: str, content: BinaryIO, **owner: Any) -> Upload | Refusal:
    """The same for a file that may belong to no enterprise; `owner` are columns of Upload."""
    size, digest = measure(content)
    if kind not in SIZE_MAX_BYTES:
        return refuse("upload_kind_unknown", field="kind", kind=kind)
    if size == 0:
        return refuse("upload_empty", field="file", file_name=file_name)
    if size > SIZE_MAX_BYTES[kind]:
        return refuse("upload_too_large", field="file", size_bytes=size, max_bytes=SIZE_MAX_BYTES[kind])
    media_type = photo_type(content) if kind in PHOTO_KINDS else "application/octet-stream"
    if isinstance(media_type, Refusal):
        return media_type
    # A file that will be deleted belongs to one record alone; the others are stored once for all.
    stored_as = f"{kind}/{new_id()}" if kind in DELETABLE_KINDS else f"{kind}/{digest[:2]}/{digest}"
    content.seek(0)
    if not default_storage.exists(stored_as):
        default_storage.save(stored_as, File(content))
    return Upload.objects.create(
        kind=kind,
        file_name=file_name[-255:],
        stored_as=stored_as,
        media_type=media_type,
        sha256=digest,
        size_bytes=size,
        uploaded_by=act.actor,
        created_at=act.now,
        **owner,
    )


def drop_file(upload: Upload) -> None:
    """Delete a file with its record, when the transaction stands; nothing may point at it any more."""
    if upload.kind not in DELETABLE_KINDS:
        raise ValueError(f"files of kind {upload.kind} are kept")
    name = upload.stored_as
    upload.delete()
    # Before such files had names of their own, two records could share one.
    if not Upload.objects.filter(stored_as=name).exists():
        transaction.on_commit(lambda: default_storage.delete(name))


def photo_type(content: BinaryIO) -> str | Refusal:
    """The media type by content, not by name; the image is decoded once so that a broken or disguised file is found."""
    content.seek(0)
    try:
        with Image.open(content) as image:
            if image.format not in PHOTO_FORMATS or image.width * image.height > PHOTO_PIXELS_MAX:
                return refuse("photo_type", field="file", allowed=", ".join(PHOTO_FORMATS))
            media_type = PHOTO_FORMATS[image.format]
            image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return refuse("photo_type", field="file", allowed=", ".join(PHOTO_FORMATS))
    return media_type


def measure(content: BinaryIO) -> tuple[int, str]:
    """Size and SHA-256, a chunk at a time."""
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()
