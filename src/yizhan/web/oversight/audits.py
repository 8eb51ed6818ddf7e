"""Pages in work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("audit.read")
def audit(request: HttpRequest, **names) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("audit.read")
def audit_walk(request: HttpRequest, **names) -> HttpResponse:
    """In work."""
    return render(request, "base.html")
