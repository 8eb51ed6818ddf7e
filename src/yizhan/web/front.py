"""The front page for everybody, and the home that fits the user's role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yizhan.credit.products import products
from yizhan.records.models import Role
from yizhan.web.doors import door, today


@door("public.read")
def front(request: HttpRequest) -> HttpResponse:
    """What the branch offers and where to begin."""
    return render(request, "front.html", {"products": products(today())})


@door("home.read")
def home(request: HttpRequest) -> HttpResponse:
    """Applicants come to their cases, merchants' people to their shop, staff to the desk."""
    if request.user.role == Role.MERCHANT:
        return redirect("merchant_home")
    return redirect("desk" if request.user.is_branch_staff else "my_cases")
