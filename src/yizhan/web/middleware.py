"""A request id for every answer, and the content security policy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from yizhan.kernel.ids import new_id

Handler = Callable[[HttpRequest], HttpResponse]

# Nothing from elsewhere, nothing inline, no framing; forms post to ourselves.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)


def policy_with_forms_to(*origins: str) -> str:
    """The policy of a page whose form posts elsewhere as well: the card's form goes to the switch, never to us."""
    return POLICY.replace("form-action 'self'", " ".join(("form-action 'self'", *origins)))


class RequestIdMiddleware:
    """Gives each request an id that the log, the audit row and the error page share."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = str(new_id())
        response = self.get_response(request)
        response["X-Request-Id"] = request.id
        return response


class ContentSecurityPolicyMiddleware:
    """Sends the policy with every answer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        # A page of one person is never kept by a shared cache, nor shown by the back button after signing out.
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
