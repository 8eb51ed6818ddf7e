"""Pages of offer; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("application.read")
def offer(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("application.read")
def offer_print(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("application.read")
def accept(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")
