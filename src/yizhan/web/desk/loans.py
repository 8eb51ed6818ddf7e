"""Pages of the desk: loans; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("desk.read")
def loan(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("desk.read")
def retry(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base.html")
