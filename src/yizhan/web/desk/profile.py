"""Pages of the desk: profile; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("desk.read")
def of_case(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("desk.read")
def of_enterprise(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")
