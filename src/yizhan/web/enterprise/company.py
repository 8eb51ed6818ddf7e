"""Pages of company; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("enterprise.read")
def new_code(request: HttpRequest) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("enterprise.read")
def new_details(request: HttpRequest) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("enterprise.read")
def enterprise(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")
