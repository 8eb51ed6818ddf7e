"""One case; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("desk.read")
def case(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


def step_view(step):
    """In work."""
    return case
