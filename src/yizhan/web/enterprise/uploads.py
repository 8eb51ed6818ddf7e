"""Pages of uploads; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("application.upload")
def uploads(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("application.upload")
def progress(request: HttpRequest, application_id: UUID, upload_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("application.upload")
def problems(request: HttpRequest, application_id: UUID, upload_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("application.upload")
def problems_csv(request: HttpRequest, application_id: UUID, upload_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")
