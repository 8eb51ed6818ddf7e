"""Pages of assessment; filled in next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("public.self_assess")
def begin(request: HttpRequest) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("public.self_assess")
def question(request: HttpRequest) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("public.self_assess")
def result(request: HttpRequest) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")
