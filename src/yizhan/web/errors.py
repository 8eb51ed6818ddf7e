"""Error pages: what happened, what to do, and the id under which the log knows more. Nothing else leaks."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read; 413 when it is larger than we read."""
    return error_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not permitted."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such thing, or somebody else's; the page does not tell which."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing was booked by halves."""
    return error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form that was open too long or came from elsewhere."""
    return error_page(request, 403, template="errors/csrf.html")


def error_page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    """An error page with its status."""
    context = {"status": status, "request_id": getattr(request, "id", "")}
    return render(request, template or f"errors/{status}.html", context, status=status)
