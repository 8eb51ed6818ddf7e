"""Pages in work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.web.doors import door


@door("book.read")
def book_page(request: HttpRequest, **names) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("book.read")
def accounts(request: HttpRequest, **names) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("book.read")
def account(request: HttpRequest, **names) -> HttpResponse:
    """In work."""
    return render(request, "base.html")


@door("book.read")
def journal(request: HttpRequest, **names) -> HttpResponse:
    """In work."""
    return render(request, "base.html")
