"""The front page for everybody, and the home that fits the user's role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yizhan.credit.products import products
from yizhan.web.doors import door, today


@door("public.read")
def front(request: HttpRequest) -> HttpResponse:
    """What the branch offers and where to begin."""
    return render(request, "front.html", {"products": products(today())})


@door("home.read")
def home(request: HttpRequest) -> HttpResponse:
    """Applicants come to their cases, staff to the desk."""
    return redirect("desk" if request.user.is_branch_staff else "my_cases")
