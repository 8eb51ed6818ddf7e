"""Pages of cases; filled in next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("home.read")
def my_cases(request: HttpRequest) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")
