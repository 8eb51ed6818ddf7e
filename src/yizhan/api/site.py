"""The HTTP API as a whole: routers, callers, problems; and its schema as JSON and as a page of our own."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from yizhan.api import (
    applications,
    assessments,
    branch,
    claims,
    decisions,
    enterprises,
    evaluations,
    loan_life,
    loans,
    merchants,
    offers,
    payments,
    policy,
    rates,
    scorecards,
    session,
    uploads,
    visits,
)
from yizhan.api.callers import CALLERS
from yizhan.api.problems import Words, handle_problems
from yizhan.api.reference import reference_page

ROUTERS = (
    session,
    assessments,
    enterprises,
    applications,
    uploads,
    evaluations,
    visits,
    decisions,
    offers,
    loans,
    loan_life,
    claims,
    scorecards,
    branch,
    policy,
    merchants,
    payments,
    rates,
)
DESCRIPTION = (
    "Everything the pages do, for programs. Sign in with a session (CSRF enforced) or `Authorization: Bearer …` (`yizhan user token`). "
    "Amounts are whole minor units (fen), days and moments ISO text, times Asia/Shanghai. A refusal is {code, facts, message, request_id}: "
    "422, 409 when the record stands against it, 403, 404, 401, 413. `Idempotency-Key` makes a retry safe."
)


def build_api(words: Words) -> NinjaAPI:
    """The API; `words` turns a refusal into a sentence in the request's language."""
    api = NinjaAPI(
        title="Yizhan", version="1", description=DESCRIPTION, auth=list(CALLERS), docs_url=None, openapi_url=None, urls_namespace="api"
    )
    for module in ROUTERS:
        api.add_router("", module.router)
    handle_problems(api, words)
    return api


def api_urls(words: Words) -> list[URLPattern]:
    """The operations, the schema at openapi.json and the reference at docs. Each view tells the action of each of its methods."""
    api = build_api(words)
    known = _actions()

    def opened(pattern: URLPattern) -> URLPattern:
        view = _telling(pattern.callback, words)
        view.action_names = known[str(pattern.pattern)]
        # Names of pages and of the API share one list, and a page must never lead here by accident.
        return path(str(pattern.pattern), view, name=f"api_{pattern.name}")

    # The last address of the library is its own front page, which says nothing.
    operations = [opened(pattern) for pattern in api.urls[0][:-1]]
    return [
        path("openapi.json", _reading(api, _as_json), name="api_schema"),
        path("docs", _reading(api, reference_page), name="api_docs"),
        *operations,
    ]


def _actions() -> dict[str, dict[str, str]]:
    """The action of each method of each address."""
    found: dict[str, dict[str, str]] = {}
    for module in ROUTERS:
        for template, view in module.router.path_operations.items():
            route = template.lstrip("/").replace("{", "<").replace("}", ">")
            found[route] = {method: operation.view_func.action_name for operation in view.operations for method in operation.methods}
    return found


def _telling(view: Callable, words: Words) -> Callable:
    """Endpoints whose answer holds sentences find the words at the request."""

    @functools.wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.api_words = words
        return view(request, *args, **kwargs)

    return enter


def _reading(api: NinjaAPI, show: Callable[[HttpRequest, dict[str, Any]], HttpResponse]) -> Callable:
    """The schema shown, for everybody, by GET alone."""

    @require_safe
    def read(request: HttpRequest) -> HttpResponse:
        return show(request, api.get_openapi_schema(path_prefix="/api/v1/"))

    read.action_names = {"GET": "public.read"}
    return read


def _as_json(request: HttpRequest, schema: dict[str, Any]) -> HttpResponse:
    return JsonResponse(schema, json_dumps_params={"ensure_ascii": False})
