"""Pages of early; filled in next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("loan.repay")
def early(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")


@door("loan.repay")
def pay(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """In work."""
    return render(request, "base_public.html")
