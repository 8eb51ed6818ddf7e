"""Binding over HTTP: a token for a wallet's or our own page, the form that the browser posts here, and the way back from a challenge."""

import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.refusal import refuse
from yizhan.payments import ids
from yizhan.payments.binding import Ending, Result
from yizhan.payments.three_domain import Authentication, TransStatus
from yizhan.switch.addresses import back, challenge_page, is_allowed, origin_of, see_other, with_query
from yizhan.switch.authenticating import HolderCheck
from yizhan.switch.binding.checking import CardCheck, CheckLink
from yizhan.switch.binding.desk import BindingDesk
from yizhan.switch.binding.flow import Binder
from yizhan.switch.binding.form import CardForm, FieldFault, fields_of, read_card
from yizhan.switch.browser_pages import BINDING, for_browser, sorry_page
from yizhan.switch.finishing import Finishing
from yizhan.switch.http import messages as m
from yizhan.switch.http.wishes import LANGUAGES, require, require_programme
from yizhan.switch.rooms import Rooms
from yizhan.switch.zone.callers import Caller, CallerScope
from yizhan.switch.zone.cards import CardZone
from yizhan.switch.zone.keys import Connections, ZoneKeys
from yizhan.vault.bindings import Binding
from yizhan.vault.cards import OpenCard

log = logging.getLogger(__name__)
PATH: Final = "/v1/bind-tokens"
_TOKEN: Final = re.compile(r"bt_[A-Za-z0-9_-]{43}")
Signed = Callable[[Caller, m.Request], Awaitable[m.Response]]
Open = Callable[[m.Request], Awaitable[m.Response]]


@dataclass(frozen=True, slots=True)
class BindingConfig:
    """`public_url` is where browsers reach the switch; `return_origins` are the origins that they may be sent back to."""

    public_url: str
    return_origins: frozenset[str]
    timeout_s: float

    def form_origins(self, return_url: str) -> list[str]:
        """What the policy of the form's page names: the form's answer redirects back. A challenge is reached by a page of ours."""
        return list(dict.fromkeys((origin_of(self.public_url), origin_of(return_url))))


class BindingRoutes:
    """The routes. Call `tidy` every minute or so, and `settle` before the links are stopped."""

    def __init__(self, config: BindingConfig, rooms: Rooms, zone: CardZone, keys: ZoneKeys, connections: Connections,
                 links: Mapping[str, CheckLink], holder: HolderCheck, clock: Clock) -> None:
        self._config, self._rooms, self._holder, self._clock = config, rooms, holder, clock
        self._desk = BindingDesk(connections, keys, clock)
        self._binder = Binder(self._desk, zone, rooms, CardCheck(links, clock, config.timeout_s), holder, clock)
        self._finishing = Finishing()

    @property
    def signed(self) -> dict[tuple[str, str], Signed]:
        """For the Door's `extra`."""
        return {("POST", PATH): self.make_token, ("GET", f"{PATH}/"): self.state}

    @property
    def open(self) -> dict[tuple[str, str], Open]:
        """For the Door's `open_routes`."""
        return {("POST", "/bind"): for_browser(self.take_form, BINDING, self._way_back), ("GET", "/bind"): self.no_form,
                ("GET", "/bind/returned"): for_browser(self.returned, BINDING, self._way_back)}

    async def tidy(self) -> int:
        """End bindings that have run out or were cut off, forget old ones; how many ended."""
        return await self._desk.tidy()

    async def settle(self) -> None:
        """Wait for the checks under way."""
        await self._finishing.settle()

    async def make_token(self, caller: Caller, request: m.Request) -> m.Response:
        """POST /v1/bind-tokens"""
        require(caller, CallerScope.BRANCH, CallerScope.WALLET)
        content = m.parsed(request.body)
        payer_id = m.shown("payer", m.text(content, "payer"))
        return_url, language = m.text(content, "return_url"), m.one_of(content, "language", LANGUAGES)
        await self._require_payer(caller, payer_id)
        if not is_allowed(return_url, self._config.return_origins):
            return m.refused(refuse("return_url_not_allowed"))
        token = f"bt_{secrets.token_urlsafe(32)}"
        binding = await self._desk.begin(token, payer_id, return_url, language)
        return m.answer(201, {"bind_token": token, "action_url": f"{self._config.public_url}/bind", "valid_until": binding.valid_until,
                              "form_origins": self._config.form_origins(return_url)})

    async def state(self, caller: Caller, request: m.Request) -> m.Response:
        """GET /v1/bind-tokens/{bind_token}"""
        require(caller, CallerScope.BRANCH, CallerScope.WALLET)
        binding = await self._find(request.path.removeprefix(f"{PATH}/"))
        if binding is None:
            return m.refused(refuse("bind_token_unknown"))
        await self._require_payer(caller, binding.payer_id)
        code = binding.code or ""
        words = binding.words or (code if binding.state == "refused" else "")  # A refusal of ours is told by its own code.
        told: dict[str, Any] = {"state": binding.state, "code": code, "words": words, "offers": list(binding.offers)}
        if binding.card_id is not None:
            told |= {"card": ids.shown_id("card", binding.card_id), "masked": binding.masked, "scheme": binding.scheme}
        return m.answer(200, told)

    async def take_form(self, request: m.Request) -> m.Response:
        """POST /bind, by a browser"""
        fields = fields_of(request.body, request.headers.get("content-type", ""))
        if fields is None:
            return sorry_page("body_malformed", BINDING)
        token = fields.get("bind_token", "")
        binding = await self._find(token)
        if binding is None:
            return sorry_page("bind_token_unknown", BINDING)
        if binding.state != "open":
            return self._is_over(binding, token)
        form = read_card(fields, branch_date(self._clock.now()))
        if isinstance(form, FieldFault):
            is_open = await self._desk.note_form_try(binding)
            return back(binding.return_url, token, form.code if is_open else Result.FORM_TRIES_USED_UP, form.field)
        if not await self._desk.begin_check(binding):
            return back(binding.return_url, token, Result.USED)
        return await self._finishing.whole(self._check(binding, token, form))

    async def no_form(self, request: m.Request) -> m.Response:
        """GET /bind, by a browser that opens the form's address again"""
        return sorry_page("method_not_allowed", BINDING)

    async def returned(self, request: m.Request) -> m.Response:
        """GET /bind/returned, by a browser that comes back from a challenge. Its transaction is ours, not the one in the address."""
        token = _token_in(request)
        binding = await self._find(token)
        if binding is None:
            return sorry_page("bind_token_unknown", BINDING)
        if binding.state != "challenge" or not self._holder.is_possible:
            return self._is_over(binding, token)
        found = await self._holder.result(binding.transaction_id or "")
        if found.status is TransStatus.CHALLENGE and found.challenge_url:
            return see_other(found.challenge_url)
        card = await self._desk.take_challenge(binding)
        if card is None:
            return back(binding.return_url, token, Result.USED)
        return await self._finishing.whole(self._finish(binding, token, card, found))

    async def _check(self, binding: Binding, token: str, form: CardForm) -> m.Response:
        returned_url = f"{self._config.public_url}/bind/returned?{urlencode({'bind': token})}"
        return await self._told(binding, token, self._binder.check(binding, form, returned_url))

    async def _finish(self, binding: Binding, token: str, card: OpenCard, found: Authentication) -> m.Response:
        return await self._told(binding, token, self._binder.finish(binding, card, found))

    async def _told(self, binding: Binding, token: str, work: Awaitable[Ending | str]) -> m.Response:
        try:
            result = await work
        except Exception as error:
            # Our own tracebacks name no values, but a library's message may: the kind alone is told.
            log.error("a binding was cut off: %s", type(error).__name__)
            result = Ending(Result.CUT_OFF)
            try:
                await self._desk.end(binding, result)
            except Exception as second:
                log.error("and could not be ended: %s", type(second).__name__)  # `tidy` ends it.
        return challenge_page(result) if isinstance(result, str) else back(binding.return_url, token, result.result)

    def _is_over(self, binding: Binding, token: str) -> m.Response:
        outcome = Result.EXPIRED if binding.code == Result.EXPIRED else Result.USED
        return back(binding.return_url, token, outcome)

    async def _way_back(self, request: m.Request) -> str:
        """The page that asks what became of a form, where the form or the address tells its token."""
        fields = fields_of(request.body, request.headers.get("content-type", "")) or {}
        token = fields.get("bind_token") or _token_in(request)
        binding = await self._find(token)
        return with_query(binding.return_url, {"bind": token}) if binding is not None else ""

    async def _find(self, token: str) -> Binding | None:
        return await self._desk.find(token) if _TOKEN.fullmatch(token) else None

    async def _require_payer(self, caller: Caller, payer_id: int) -> None:
        payer = await self._rooms.of_payer(payer_id).lookups.payer(payer_id)
        if payer is None:
            raise m.FieldRefused(refuse("payer_unknown"))
        require_programme(caller, payer.programme)


def _token_in(request: m.Request) -> str:
    return parse_qs(request.query).get("bind", [""])[0]
