"""Pages in work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("branch.read")
def branch(request: HttpRequest, **names) -> HttpResponse:
    """In work."""
    return render(request, "base.html")
