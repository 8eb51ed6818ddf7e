"""Pages of application; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("application.read")
def start(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("application.read")
def overview(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("application.read")
def details(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("application.read")
def payee(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("application.read")
def check(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")
