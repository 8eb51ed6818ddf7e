"""Pages of the desk: enterprises; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("desk.read")
def enterprise(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("desk.read")
def contact(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")
