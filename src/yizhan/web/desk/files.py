"""Files and photos of a case, handed out as what they are: images are shown, everything else is downloaded, nothing is a page."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from yizhan.records.models import SitePhoto, Upload
from yizhan.web.doors import door
from yizhan.workflows import access
from yizhan.workflows.uploads import PHOTO_FORMATS

# A file is looked at, never run: no script, no frame, no form, whatever it holds.
FILE_POLICY = "default-src 'none'; sandbox"
IMAGES = frozenset(PHOTO_FORMATS.values())


@door("desk.read")
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """A photo of an on-site check, as an image."""
    found = SitePhoto.objects.select_related("upload", "visit").get(pk=photo_id)
    access.applications(request.user).get(pk=found.visit.application_id)
    return _file(found.upload)


@door("desk.read")
def download(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """An uploaded file as it arrived."""
    upload = Upload.objects.filter(enterprise__in=access.enterprises(request.user)).get(pk=upload_id)
    return _file(upload)


def _file(upload: Upload) -> HttpResponse:
    if not upload.stored_as or not default_storage.exists(upload.stored_as):
        raise Http404
    is_image = upload.media_type in IMAGES
    response = FileResponse(
        default_storage.open(upload.stored_as),
        as_attachment=not is_image,
        filename=upload.file_name,
        content_type=upload.media_type if is_image else "application/octet-stream",
    )
    response["Content-Security-Policy"] = FILE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response
