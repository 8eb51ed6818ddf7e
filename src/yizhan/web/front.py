"""The front page for everybody, and the home that fits the user's role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yizhan.credit.products import products
from yizhan.records.models import Role
from yizhan.web.doors import door, today

HOMES = {Role.APPLICANT: "my_cases", Role.MERCHANT: "merchant_home", Role.TRAVELLER: "wallet_home"}


@door("public.read")
def front(request: HttpRequest) -> HttpResponse:
    """What the branch offers and where to begin."""
    return render(request, "front.html", {"products": products(today())})


@door("home.read")
def home(request: HttpRequest) -> HttpResponse:
    """Staff come to the desk, everybody else to their own pages."""
    return redirect("desk" if request.user.is_branch_staff else HOMES[request.user.role])
