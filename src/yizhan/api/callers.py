"""Who calls: a signed-in person (session cookie, CSRF enforced) or a machine (bearer token)."""

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from ninja.security import HttpBearer, SessionAuth

from yizhan.api.problems import Refused
from yizhan.kernel.clock import SystemClock
from yizhan.kernel.refusal import refuse
from yizhan.records.models import User
from yizhan.workflows.permissions import may
from yizhan.workflows.second_step import lacks_second_step
from yizhan.workflows.tokens import user_of_token

CLOCK = SystemClock()


def check_permission(request: HttpRequest) -> None:
    """Refuse a caller whose role may not do this, before anything of the request's content is read."""
    actions = request.resolver_match.func.action_names
    if request.method in actions and not may(request.user.role, actions[request.method]):
        raise Refused(refuse("not_permitted"))


class Token(HttpBearer):
    """`Authorization: Bearer yz_…`, made by `yizhan user token`."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The token's user, or nobody."""
        user = user_of_token(token, CLOCK.now())
        if user is not None:
            request.user = user
            check_permission(request)
        return user


class _Csrf(CsrfViewMiddleware):
    """Django's check, which tells its reason instead of drawing the pages' error page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


class Session(SessionAuth):
    """The session of the pages. A request with a token is the token's alone, whatever cookies come with it."""

    def __call__(self, request: HttpRequest) -> User | None:
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        check = _Csrf(lambda _request: None)
        check.process_request(request)
        if check.process_view(request, None, (), {}):
            raise Refused(refuse("csrf_failed"))
        if lacks_second_step(request.user):
            raise Refused(refuse("second_step_missing"))
        check_permission(request)
        return super().__call__(request)


CALLERS = (Token(), Session(csrf=False))
