"""Pages of the desk: files; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("desk.read")
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("desk.read")
def download(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")
