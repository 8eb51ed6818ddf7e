"""The switch as an RSGI application: one bare callable, the hot route first."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from yizhan.connectors.switch_signature import KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER
from yizhan.kernel.clock import Clock
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.switch.http import messages as m
from yizhan.switch.http.failures import told
from yizhan.switch.http.payments import PaymentRoutes
from yizhan.switch.http.registers import RegisterRoutes
from yizhan.switch.zone.callers import Caller, Callers

BODY_MAX: Final = 256 * 1024
HEADERS: Final = (KEY_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER, "content-type")
Route = Callable[[Caller, m.Request], Awaitable[m.Response]]
OpenRoute = Callable[[m.Request], Awaitable[m.Response]]


class Door:
    """Finds the route of a request, checks its signature, answers. `open_routes` are those of a browser: they carry a token instead."""

    def __init__(self, callers: Callers, payments: PaymentRoutes, registers: RegisterRoutes, clock: Clock,
                 extra: dict[tuple[str, str], Route] | None = None, open_routes: dict[tuple[str, str], OpenRoute] | None = None) -> None:
        self._callers, self._payments, self._registers, self._clock = callers, payments, registers, clock
        self._open = open_routes or {}
        self._routes: dict[tuple[str, str], Route] = {
            ("POST", "/v1/payments"): payments.pay, ("POST", "/v1/payments/bulk"): payments.pay_many,
            ("GET", "/v1/payments"): payments.find,
            ("POST", "/v1/payers"): registers.keep_payer, ("POST", "/v1/merchants"): registers.keep_merchant,
            ("POST", "/v1/payment-codes"): registers.make_code, ("POST", "/v1/callback"): registers.keep_callback, **(extra or {})}

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """One request."""
        body = await _body(scope.headers, protocol)
        if body is None:
            response = m.refused(refuse("body_too_large", bytes_max=BODY_MAX))
        else:
            headers = {name: scope.headers.get(name) or "" for name in HEADERS}
            response = await self.handle(m.Request(scope.method, scope.path, scope.query_string, headers, body))
        protocol.response_bytes(response.status, list(response.headers), response.body)

    async def handle(self, request: m.Request) -> m.Response:
        """The answer to a request; whatever goes wrong inside is told by its kind, never by its text."""
        try:
            open_route = self._open.get((request.method, request.path))
            if open_route is not None:
                return await open_route(request)
            return await self._signed(request)
        except Exception as error:
            return told(error, f"{request.method} {request.path.split('?')[0][:80]}")

    async def _signed(self, request: m.Request) -> m.Response:
        caller = await self._callers.check(request.method, request.target, request.headers, request.body, self._clock.now())
        if isinstance(caller, Refusal):
            return m.refused(caller)
        route = self._routes.get((request.method, request.path))
        return await (route(caller, request) if route else self._with_id(caller, request))

    async def _with_id(self, caller: Caller, request: m.Request) -> m.Response:
        """Routes with an id in their path."""
        parts = request.path.split("/")[1:]
        if parts[:2] == ["v1", "payments"] and len(parts) in (3, 4):
            payment_id = m.shown("payment", parts[2])
            if len(parts) == 3 and request.method == "GET":
                return await self._payments.payment(caller, payment_id)
            if parts[3:] == ["refunds"] and request.method == "POST":
                return await self._payments.refund(caller, payment_id, request)
        if parts[:2] == ["v1", "cards"] and parts[3:] == ["unbind"] and request.method == "POST":
            return await self._registers.unbind(caller, m.shown("card", parts[2]))
        prefix = self._routes.get((request.method, f"/{'/'.join(parts[:2])}/"))
        return await prefix(caller, request) if prefix else m.refused(refuse("route_unknown"))


async def _body(headers: Any, protocol: Any) -> bytes | None:
    """A request's body, or None for one that is too long. What tells its length is read in one call, for the server reads no more;
    what comes in pieces of no told length is counted as it comes, because nobody has signed yet.
    """
    length = headers.get("content-length")
    if length is not None and "transfer-encoding" not in headers:
        return await protocol() if length.isdigit() and int(length) <= BODY_MAX else None
    body = bytearray()
    async for piece in protocol:
        body += piece
        if len(body) > BODY_MAX:
            return None
    return bytes(body)
