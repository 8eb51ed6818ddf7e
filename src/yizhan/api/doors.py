"""What every endpoint stands behind: its permission, and how a workflow's answer becomes a response."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from yizhan.api.callers import CLOCK
from yizhan.api.problems import Refused
from yizhan.kernel.refusal import Refusal, refuse

KEY_HEADER = "Idempotency-Key"
KEY_LENGTH_MAX = 200
PAGE_SIZE = 50
T = TypeVar("T")

# For operations that change something; named in the schema.
KEYED: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": KEY_HEADER,
            "required": False,
            "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LENGTH_MAX},
            "description": "The same key with the same content gives the same answer again; with other content it is refused.",
        }
    ]
}


def door(action: str) -> Callable[[Callable], Callable]:
    """Open an endpoint to those who may do `action`; `callers` sees to it before the content is read. Another role gets 403."""

    def decorate(endpoint: Callable) -> Callable:
        endpoint.action_name = action
        return endpoint

    return decorate


def run(request: HttpRequest, workflow: Callable, *args: Any, **kwargs: Any) -> Any:
    """Call a workflow as the caller; a refusal becomes the answer."""
    return kept(workflow(request.user, CLOCK, *args, key=_key(request), request_id=request.id, **kwargs))


def kept(result: T | Refusal) -> T:
    """The result; a refusal is raised and becomes the answer."""
    if isinstance(result, Refusal):
        raise Refused(result)
    return result


def _key(request: HttpRequest) -> str | None:
    """The caller's key made the caller's own, so that nobody gets an answer by another's key."""
    key = request.headers.get(KEY_HEADER)
    if key is None:
        return None
    if not 1 <= len(key) <= KEY_LENGTH_MAX:
        raise Refused(refuse("request_invalid", faults=[f"{KEY_HEADER}: 1 to {KEY_LENGTH_MAX} characters are needed"]))
    return hashlib.sha256(f"{request.user.pk}:{key}".encode("utf-8", "surrogatepass")).hexdigest()


def page_of(rows: QuerySet | Sequence, page: int, show: Callable[[Any], Any]) -> dict[str, Any]:
    """One page of rows with how many there are in all."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    start = (page - 1) * PAGE_SIZE
    return {"items": [show(row) for row in rows[start : start + PAGE_SIZE]], "total": total, "page": page, "page_size": PAGE_SIZE}


def one(rows: QuerySet, identity: UUID) -> Any:
    """The row with an id among those the caller may see; otherwise not found."""
    return rows.get(pk=identity)
