"""What every view stands behind: its permission, its method, and how a workflow's answer becomes a response."""

import functools
from collections.abc import Callable
from datetime import date

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from yizhan.kernel.clock import SystemClock, branch_date
from yizhan.web.errors import error_page
from yizhan.web.kept import keep_form
from yizhan.workflows.action import PermissionRefused
from yizhan.workflows.permissions import PUBLIC, may
from yizhan.workflows.second_step import lacks_second_step

View = Callable[..., HttpResponse]
CLOCK = SystemClock()
NO_SECOND_STEP = PUBLIC | {"account.protect"}
KEY_LENGTH_MAX = 64


def door(action: str, *methods: str) -> Callable[[View], View]:
    """Open a view to those who may do `action`, by the named methods (GET alone when none is named).

    A stranger is sent to sign in and comes back to the page; another role gets 403; somebody else's record 404.
    A GET never changes state: workflows are called by POST only, which the CSRF middleware guards.
    """
    allowed = methods or ("GET",)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def enter(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method not in allowed and not (request.method == "HEAD" and "GET" in allowed):
                response = error_page(request, 405)
                response["Allow"] = ", ".join(allowed)
                return response
            if "%00" in request.META.get("QUERY_STRING", ""):
                return error_page(request, 400)  # PostgreSQL's text holds no null byte, and no page of ours sends one
            if action not in PUBLIC and not request.user.is_authenticated:
                keep_form(request)
                return redirect_to_login(_return_address(request))
            role = request.user.role if request.user.is_authenticated else None
            if not may(role, action):
                return error_page(request, 403)
            if action not in NO_SECOND_STEP and lacks_second_step(request.user):
                return redirect("second_step")
            try:
                return view(request, *args, **kwargs)
            except PermissionRefused:
                return error_page(request, 403)
            except ObjectDoesNotExist as error:
                raise Http404 from error

        enter.action_name = action
        enter.methods = allowed
        return enter

    return decorate


def _return_address(request: HttpRequest) -> str:
    """Where to come back to after signing in: the page itself, or for a POST the page it was sent from."""
    if request.method == "GET":
        return request.get_full_path()
    referrer = request.headers.get("Referer", "")
    origin = f"{request.scheme}://{request.get_host()}"
    return referrer.removeprefix(origin) if referrer.startswith(origin + "/") else "/"


def run(request: HttpRequest, workflow: Callable, *args, part: int | None = None, **kwargs):
    """Call a workflow as the signed-in user; the form's hidden `request_key` makes a double click safe.

    A form that calls a workflow several times numbers its calls by `part`.
    """
    key = _request_key(request)
    if key and part is not None:
        key = f"{key}-{part}"
    return workflow(request.user, CLOCK, *args, key=key, request_id=request.id, **kwargs)


def _request_key(request: HttpRequest) -> str | None:
    """The key of the form that was sent; our own are letters and digits, so anything else did not come from a page of ours."""
    key = request.POST.get("request_key", "")
    if key and not (len(key) <= KEY_LENGTH_MAX and key.isascii() and key.isalnum()):
        raise BadRequest("request_key")
    return key or None


def today() -> date:
    """The branch's day, for pages that show what is in force now."""
    return branch_date(CLOCK.now())
