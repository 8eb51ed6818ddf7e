"""Pages of the desk: visits; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("desk.read")
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("desk.read")
def item(request: HttpRequest, visit_id: UUID, item_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("desk.read")
def photo(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("desk.read")
def finish(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")
