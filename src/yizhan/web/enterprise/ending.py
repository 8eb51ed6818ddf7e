"""Pages of ending; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("application.answer")
def answer(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("application.answer")
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")
