"""People in front of a served branch, by plain HTTP; every address of the branch; and all that its records hold."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import httpx
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import PASSWORD
from yizhan.web.desk.files import FILE_POLICY
from yizhan.web.middleware import POLICY


class Visitor:
    """One browser: keeps cookies, sends the CSRF token back, and looks at every answer for what must never be missing."""

    def __init__(self, address: str, language: str = "en") -> None:
        self.http = httpx.Client(base_url=address, trust_env=False, timeout=60, headers={"Origin": address})
        self.http.cookies.set("yizhan_language", language)

    def sign_in(self, username: str) -> "Visitor":
        """Sign in with the cast's password."""
        self.get("/sign-in/")
        answer = self.post("/sign-in/", {"username": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return self

    def get(self, path: str) -> httpx.Response:
        """A page."""
        return sound(self.http.get(path))

    def post(self, path: str, data: Mapping[str, Any] | bytes | None = None, **options: Any) -> httpx.Response:
        """A form as a page of ours would send it."""
        headers = {"X-CSRFToken": self.http.cookies.get("csrftoken", ""), **options.pop("headers", {})}
        body = {"content": data} if isinstance(data, bytes) else {"data": data or {}}
        return sound(self.http.post(path, headers=headers, **body, **options))


def sound(answer: httpx.Response) -> httpx.Response:
    """What every answer keeps: an id, the strict policy, nothing secret, and never a failure of ours."""
    told = f"{answer.request.method} {answer.request.url} → {answer.status_code}"
    assert answer.status_code < 500, told
    assert answer.headers["X-Request-Id"], told
    assert answer.headers["Content-Security-Policy"] in (POLICY, FILE_POLICY), told
    assert "Traceback" not in answer.text and settings.SECRET_KEY not in answer.text and "psycopg" not in answer.text, told
    return answer


def everything() -> dict[str, list[str]]:
    """All rows of all records but sessions, to compare before and after."""
    models = [model for model in apps.get_app_config("records").get_models() if model._meta.managed]
    return {model.__name__: sorted(map(repr, model.objects.values_list())) for model in models if model.__name__ != "User"}


def changed_since(before: Mapping[str, list[str]]) -> set[str]:
    """Names of the records that are not as they were."""
    now = everything()
    return {name for name in now if now[name] != before[name]}


def addresses(ids: Mapping[str, UUID]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Name, path and methods of every route that can be filled with the given ids."""
    for pattern in all_patterns():
        wanted = pattern.pattern.converters
        if pattern.name and hasattr(pattern.callback, "methods") and set(wanted) <= set(ids):
            yield pattern.name, reverse(pattern.name, kwargs={name: ids[name] for name in wanted}), pattern.callback.methods


def all_patterns() -> Iterator[URLPattern]:
    """Every route of the branch."""
    return _patterns(get_resolver())


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry)
        else:
            yield entry
