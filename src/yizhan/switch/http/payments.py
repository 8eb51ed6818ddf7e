"""Payments and refunds over HTTP: one, up to a hundred, and looking one up."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs

from yizhan.connectors.switch_signature import TAKEN_WITHIN_S
from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal, refuse
from yizhan.payments import ids
from yizhan.payments.codes.payment_code import PaymentCode, is_genuine, redeem, stored_as
from yizhan.payments.limits import check
from yizhan.payments.response_codes import handling
from yizhan.payments.row_values import Payment
from yizhan.payments.states import Stage
from yizhan.payments.stored import Outcome
from yizhan.payments.tiers import required
from yizhan.switch.charges import Charged
from yizhan.switch.finishing import Finishing
from yizhan.switch.http import messages as m
from yizhan.switch.http.failures import told
from yizhan.switch.http.wishes import caller_number, fingerprint, refusal_of, require, way_back, wish
from yizhan.switch.rooms import Room, Rooms
from yizhan.switch.shard.items import Wanted
from yizhan.switch.shard.lookups import KeptCode
from yizhan.switch.shard.registers import CardInfo, MerchantInfo, Registers
from yizhan.switch.verifying import WayBack
from yizhan.switch.zone.callers import Caller, CallerScope

BULK_MAX: Final = 100
TAKEN_WITHIN: Final = timedelta(seconds=TAKEN_WITHIN_S)
ITEM: Final = "an item of a bulk request"
LIMITS: Final = (Outcome.LIMIT_SINGLE, Outcome.LIMIT_DAY, Outcome.LIMIT_YEAR)


@dataclass(frozen=True, slots=True)
class _Ask:
    """A payment that can be charged: everything it names is known."""

    room: Room
    card: CardInfo
    merchant: MerchantInfo
    wanted: Wanted
    back: WayBack | None
    now: datetime


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """A charge that has begun."""

    ask: _Ask
    task: asyncio.Task[Charged]


class PaymentRoutes:
    """`patience_s`: how long a caller waits before it is told to ask again; the charge goes on by itself."""

    def __init__(self, rooms: Rooms, clock: Clock, code_key: bytes, patience_s: float,
                 return_origins: Collection[str] = ()) -> None:
        self._rooms, self._clock = rooms, clock
        self._code_key, self._patience_s, self._return_origins = code_key, patience_s, return_origins
        self._finishing = Finishing()

    async def pay(self, caller: Caller, request: m.Request) -> m.Response:
        """POST /v1/payments"""
        asked = self._start(await self._asked(caller, m.parsed(request.body)))
        await asyncio.wait((asked.task,), timeout=self._patience_s)
        return await self._answer(asked)

    async def pay_many(self, caller: Caller, request: m.Request) -> m.Response:
        """POST /v1/payments/bulk: each item has its own key, and its own status in the answer."""
        items = m.parsed(request.body).get("payments")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise m.FieldRefused(refuse("field_malformed", field="payments", expected="list of objects"))
        if len(items) > BULK_MAX:
            raise m.FieldRefused(refuse("too_many_items", field="payments", items_max=BULK_MAX))
        answers = await self._pay_all(caller, items)
        body = b",".join(b'{"status":%d,"answer":%s}' % (one.status, one.body) for one in answers)
        return m.Response(200, b'{"results":[' + body + b"]}")

    async def payment(self, caller: Caller, payment_id: int) -> m.Response:
        """GET /v1/payments/{payment}"""
        found = await self._rooms.of_payment(payment_id).lookups.payment(payment_id)
        if found is None or not _may_see(caller, found):
            return m.refused(refuse("payment_unknown"))
        told = self._told(found)
        if caller.scope is CallerScope.TERMINAL:
            told.pop("verify_url", None)  # For the traveller alone, whom the wallet reaches.
        return m.answer(200, told)

    async def find(self, caller: Caller, request: m.Request) -> m.Response:
        """GET /v1/payments?card=…&key=…"""
        query = {name: values[0] for name, values in parse_qs(request.query).items()}
        card_id, key, number = m.shown("card", m.text(query, "card")), m.uuid(query), caller_number(caller)
        room = self._rooms.of_card(card_id)
        if room.collector.is_under_way(key, number):  # Asked first: what is written meanwhile stands in the shard by then.
            return _checking(key, card_id)
        found = await room.lookups.find(key, number)
        if found is None:
            return m.refused(refuse("unknown_key"))
        payment_id, outcome = found
        if outcome is not Outcome.DONE:
            return m.refused(refuse(refusal_of(outcome)))
        return await self.payment(caller, payment_id)

    async def refund(self, caller: Caller, payment_id: int, request: m.Request) -> m.Response:
        """POST /v1/payments/{payment}/refunds"""
        require(caller, CallerScope.BRANCH, CallerScope.WALLET, CallerScope.TERMINAL)
        content = m.parsed(request.body)
        part, key = m.whole(content, "amount_minor", 1, 10**12), m.uuid(content)
        lookups = self._rooms.of_payment(payment_id).lookups
        paid = await lookups.payment(payment_id)
        if paid is None or not _may_see(caller, paid):
            return m.refused(refuse("payment_unknown"))
        only = caller.merchant_id if caller.scope is CallerScope.TERMINAL else m.whole(content, "merchant_id", 0, 2**31 - 1, 0)
        done = await lookups.refund(key, caller_number(caller), fingerprint(("refund", payment_id, part)), payment_id, part, only or 0,
                                    self._clock.now())
        if done.outcome not in (Outcome.DONE, Outcome.REPLAY):
            return m.refused(refuse(refusal_of(done.outcome), left=Money(done.left_minor)))
        made = next(row for row in await lookups.refunds(payment_id) if row.id == done.refund_id)
        return m.answer(201, {"refund": made.shown_id, "payment": ids.shown_id("payment", payment_id), "amount_minor": part,
                              "fee_minor": made.fee_part.amount_minor, "to_card_minor": made.to_card.amount_minor, "send_at": made.send_at})

    async def settle(self) -> None:
        """Wait until no charge is under way."""
        await self._finishing.settle()

    async def _pay_all(self, caller: Caller, items: Sequence[Mapping[str, Any]]) -> list[m.Response]:
        """All at once: unknown cards are read in one query, charges go on side by side, and one patience holds for them together."""
        await self._know_cards(items)
        # Codes ask the shards one by one, so they do it side by side; everything else is at hand now, and a task for each would cost more.
        codes = iter(await asyncio.gather(*(self._asked_or_refused(caller, item) for item in items if "code" in item)))
        asks = [next(codes) if "code" in item else await self._asked_or_refused(caller, item) for item in items]
        under_way = [self._start(ask) if isinstance(ask, _Ask) else ask for ask in asks]
        tasks = [ask.task for ask in under_way if isinstance(ask, _UnderWay)]
        if tasks:
            await asyncio.wait(tasks, timeout=self._patience_s)
        return [await self._answer_or_told(ask) if isinstance(ask, _UnderWay) else ask for ask in under_way]

    async def _know_cards(self, items: Sequence[Mapping[str, Any]]) -> None:
        wanted: dict[Registers, list[int]] = {}
        for item in items:
            number = ids.read_id("card", item["card"]) if isinstance(item.get("card"), str) else None
            if isinstance(number, int) and (room := self._rooms.find_of_card(number)) is not None:
                wanted.setdefault(room.registers, []).append(number)
        for registers, numbers in wanted.items():
            await registers.know(numbers)

    async def _asked_or_refused(self, caller: Caller, content: Mapping[str, Any]) -> _Ask | m.Response:
        try:
            return await self._asked(caller, content)
        except Exception as error:
            return told(error, ITEM)

    async def _answer_or_told(self, under_way: _UnderWay) -> m.Response:
        try:
            return await self._answer(under_way)
        except Exception as error:
            return told(error, ITEM)

    async def _asked(self, caller: Caller, content: Mapping[str, Any]) -> _Ask:
        now = self._clock.now()
        if caller.scope is CallerScope.TERMINAL and content.get("merchant_id", caller.merchant_id) != caller.merchant_id:
            raise m.FieldRefused(refuse("not_permitted", scope=caller.scope.value))
        code = await self._code(content, caller_number(caller), now) if "code" in content else None
        card = await self._card(caller, content, code)
        room = self._rooms.of_card(card.id)
        merchant = room.registers.merchant(caller.merchant_id or m.whole(content, "merchant_id", 1, 2**31 - 1))
        wanted = wish(content, caller, card, merchant, branch_date(now), code)
        if merchant is None:
            raise m.FieldRefused(refuse("merchant_unknown"))
        wanted = replace(wanted, until=now + TAKEN_WITHIN)
        return _Ask(room, card, merchant, wanted, way_back(content, caller, self._return_origins), now)

    def _start(self, ask: _Ask) -> _UnderWay:
        """The charge has a task of its own: it goes on when nobody waits for it any more."""
        return _UnderWay(ask, self._finishing.start(ask.room.charges.charge(ask.wanted, ask.card, ask.merchant, ask.back)))

    async def _card(self, caller: Caller, content: Mapping[str, Any], code: KeptCode | None) -> CardInfo:
        if code is None:
            require(caller, CallerScope.BRANCH, CallerScope.WALLET)
        card_id = m.shown("card", m.text(content, "card")) if code is None else code.card_id
        card = await self._rooms.of_card(card_id).registers.card(card_id)
        if card is None:
            raise m.FieldRefused(refuse("card_unknown"))
        return card

    async def _code(self, content: Mapping[str, Any], caller: int, now: datetime) -> KeptCode:
        """The code that was shown. A terminal that asks again under its key finds it again, however late."""
        digits, key = m.text(content, "code", length_max=24), m.uuid(content)
        if not is_genuine(self._code_key, digits, branch_date(now)):
            raise m.FieldRefused(refuse("payment_code_unknown"))
        hashed = stored_as(self._code_key, digits)
        kept = [found for room in self._rooms.all() if (found := await room.lookups.code(hashed)) is not None]
        if not kept:
            raise m.FieldRefused(refuse("payment_code_unknown"))
        code = kept[0]
        redeemed = redeem(PaymentCode(digits, str(code.card_id), code.issued_at), code.used_by not in (None, key), now)
        if isinstance(redeemed, Refusal) and await self._rooms.of_card(code.card_id).lookups.find(key, caller) is None:
            raise m.FieldRefused(redeemed)
        return code

    async def _answer(self, under_way: _UnderWay) -> m.Response:
        ask = under_way.ask
        if not under_way.task.done():
            return _checking(ask.wanted.key, ask.card.id)
        charged = under_way.task.result()
        taken = charged.taken
        if taken.outcome is Outcome.REPLAY:
            found = await ask.room.lookups.payment(taken.payment_id)
            return m.refused(refuse("payment_unknown")) if found is None else m.answer(_status(found.stage), self._told(found))
        if taken.outcome is not Outcome.DONE:
            return m.refused(await _why(ask, taken.outcome))
        content: dict[str, Any] = {
            "payment": ids.shown_id("payment", taken.payment_id), "state": _state(charged.stage),
            "order_minor": ask.wanted.order_minor, "user_fee_minor": taken.fee_minor, "charged_minor": taken.charged_minor}
        if charged.handling is not None and charged.stage is Stage.DECLINED:
            content["decline"] = {"code": charged.handling.code, "words": charged.handling.words, "offers": charged.handling.offers}
        return m.answer(_status(charged.stage), content | self._verifying(taken.payment_id))

    def _told(self, paid: Payment) -> dict[str, Any]:
        return _told(paid) | (self._verifying(paid.id) if paid.stage is Stage.RESERVED else {})

    def _verifying(self, payment_id: int) -> dict[str, Any]:
        """Where the traveller goes, while a payment waits for the bank's page; nothing else."""
        found = self._rooms.of_payment(payment_id).charges.verifications.waiting(payment_id, self._clock.now())
        return {} if found is None else {"state": "verifying", "verify_url": found.verify_url, "verify_until": found.valid_until}


async def _why(ask: _Ask, outcome: Outcome) -> Refusal:
    """A limit is told with what is left, and with the next tier where that would let the order through."""
    payer, on = await ask.room.lookups.payer(ask.card.payer_id), branch_date(ask.now)
    rate = await ask.room.lookups.dollar_rate(on)
    if outcome in LIMITS and payer is not None and not isinstance(rate, Refusal):
        found = check(ask.card.programme, required(payer.tier, on), Money(ask.wanted.order_minor), payer.usage_on(on), rate)
        if isinstance(found, Refusal):
            return found
    return refuse(refusal_of(outcome))


def _checking(key: str, card_id: int) -> m.Response:
    return m.answer(202, {"state": "checking", "key": key, "card": ids.shown_id("card", card_id)})


def _told(paid: Payment) -> dict[str, Any]:
    content: dict[str, Any] = {
        "payment": paid.shown_id, "state": "checking" if paid.stage is Stage.RESERVED else paid.shown_state, "masked": paid.masked,
        "merchant_id": paid.merchant_id, "order_minor": paid.order.amount_minor, "user_fee_minor": paid.user_fee.amount_minor,
        "charged_minor": paid.charged.amount_minor, "refunded_minor": paid.refunded.amount_minor, "created_at": paid.created_at}
    if paid.stage is Stage.DECLINED and paid.response_code:
        found = handling(paid.response_code, paid.on_day)
        content["decline"] = {"code": found.code, "words": found.words, "offers": found.offers}
    if paid.billing is not None:
        content["billing"] = {"amount_minor": paid.billing.amount_minor, "currency": paid.billing.currency}
    return content


def _may_see(caller: Caller, paid: Payment) -> bool:
    if caller.scope is CallerScope.WALLET:
        return paid.programme == caller.programme
    return caller.scope is CallerScope.BRANCH or paid.merchant_id == caller.merchant_id


def _state(stage: Stage | None) -> str:
    return "checking" if stage is None or stage is Stage.RESERVED else stage.value


def _status(stage: Stage | None) -> int:
    if stage is None or stage is Stage.RESERVED:
        return 202
    return 402 if stage in (Stage.DECLINED, Stage.REVERSED) else 201
