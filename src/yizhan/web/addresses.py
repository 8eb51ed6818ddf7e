"""Where to go on to: only to pages of this branch."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def next_address(request: HttpRequest, wanted: str) -> str:
    """The wanted address if it is one of ours, else the user's home."""
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()) else "/home/"
