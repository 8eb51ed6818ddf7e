"""Pages of the desk: lists; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("desk.read")
def applications(request: HttpRequest) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("desk.read")
def enterprises(request: HttpRequest) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("desk.read")
def loans(request: HttpRequest) -> HttpResponse:
    """In work."""
    return render(request, "base.html")
