"""The style guide's pages and the error pages, for tests."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from tests.web.samples import samples
from yizhan.web import errors

PAGES = ("styleguide", "styleguide_desk", "styleguide_question", "styleguide_public", "styleguide_print")


class Reader:
    """Somebody who is signed in."""

    is_authenticated = True
    role = "credit_officer"

    def __str__(self) -> str:
        return "陈立"


def page(request: HttpRequest, name: str) -> HttpResponse:
    """One page of the style guide."""
    context = samples() | {"user": Reader(), "role": "credit_officer", "demo": True}
    if name == "styleguide_question":
        form = context["form"]
        for field in ("amount", "term", "file", "consent"):
            del form.fields[field]
        context |= {"question_field": form["purpose"], "back_href": "/", "progress_text": "3 / 8"}
    return render(request, f"web/{name}.html", context)


def error(request: HttpRequest, status: int) -> HttpResponse:
    """An error page."""
    return errors.error_page(request, status)


def plain(request: HttpRequest) -> HttpResponse:
    """Where the header's links lead."""
    return HttpResponse("")


urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", plain, name="front"),
    path("home/", plain, name="home"),
    path("applications/", plain, name="applications"),
    path("branch/", plain, name="branch"),
    path("sign-out/", plain, name="logout"),
    path("sign-in/", plain, name="login"),
    path("errors/<int:status>/", error),
    path("<str:name>/", page),
]
