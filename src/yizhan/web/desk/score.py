"""Pages of the desk: score; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("desk.read")
def points(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("desk.read")
def replayed(request: HttpRequest, application_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")
