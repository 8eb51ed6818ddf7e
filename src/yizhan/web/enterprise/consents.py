"""Pages of consents; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("application.consent")
def consents(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")
