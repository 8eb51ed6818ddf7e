"""Pages of samples; filled in next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("public.read")
def invoices(request: HttpRequest) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("public.read")
def statements(request: HttpRequest) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")
