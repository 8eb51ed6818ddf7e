"""Refusals and errors as answers: always {code, facts, message, request_id}, the message in the language of Accept-Language."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from yizhan.api.statuses import status_of
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.kernel.text import plain
from yizhan.workflows.action import PermissionRefused

Words = Callable[[Refusal], str]


class Problem(Schema):
    """What is wrong, for machines (`code`, `facts`) and for people (`message`); the log knows more under `request_id`."""

    code: str
    facts: dict[str, Any]
    message: str
    request_id: str


class Refused(Exception):
    """Carries a refusal from an endpoint to its answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


# Every operation may end like this; named in the schema of each.
PROBLEMS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 409, 413, 422}): Problem}


def handle_problems(api: NinjaAPI, words: Words) -> None:
    """Make every exception that an endpoint may raise an answer of one shape. What is left is our fault and stays a 500."""

    def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        body = {"code": refusal.code, "facts": plain(refusal.facts), "message": words(refusal), "request_id": getattr(request, "id", "")}
        response = api.create_response(request, body, status=status_of(refusal.code))
        if response.status_code == 401:
            response["WWW-Authenticate"] = 'Bearer realm="yizhan"'
        return response

    def on(kind: type[Exception], refusal_of: Callable[[Any], Refusal]) -> None:
        api.add_exception_handler(kind, lambda request, error: answer(request, refusal_of(error)))

    on(Refused, lambda error: error.refusal)
    on(PermissionRefused, lambda error: refuse("not_permitted"))
    on(AuthenticationError, lambda error: refuse("not_signed_in"))
    on(ObjectDoesNotExist, lambda error: refuse("not_found"))
    on(Http404, lambda error: refuse("not_found"))
    on(ValidationError, lambda error: refuse("request_invalid", faults=[_fault(item) for item in error.errors]))
    on(RequestDataTooBig, lambda error: refuse("body_too_large"))
    on(HttpError, _http_refusal)


def _fault(error: dict[str, Any]) -> str:
    """Where in the request, and what is wrong there; what was sent is not repeated."""
    places = [str(part) for part in error["loc"]]
    # The first two parts name the source and the parameter of the endpoint's function, which callers do not know.
    shown = places[2:] if places[0] == "body" and len(places) > 2 else places[1:]
    return f"{'.'.join(shown) or places[0]}: {error['msg']}"


def _http_refusal(error: HttpError) -> Refusal:
    return refuse("body_too_large" if isinstance(error.__cause__, RequestDataTooBig) else "body_unreadable")
