"""Pages of figures; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("enterprise.describe")
def of_enterprise(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("enterprise.describe")
def of_application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")
