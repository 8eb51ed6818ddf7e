"""Payers, merchants, payment codes and callbacks over HTTP."""

import secrets
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from yizhan.kernel.clock import Clock, branch_date
from yizhan.kernel.refusal import refuse
from yizhan.payments import ids
from yizhan.payments.codes.payment_code import issue, stored_as, valid_seconds
from yizhan.payments.permitted import check_category
from yizhan.payments.stored import CARD_STATE_NUMBERS, MERCHANT_STATE_NUMBERS, PROGRAMME_NUMBERS
from yizhan.payments.tiers import Tier
from yizhan.switch.addresses import is_callback
from yizhan.switch.http import messages as m
from yizhan.switch.http.wishes import caller_number, require, require_programme, verified
from yizhan.switch.rooms import Rooms
from yizhan.switch.shard.lookups import Verified
from yizhan.switch.shard.registers import MerchantInfo
from yizhan.switch.zone.callers import Caller, CallerScope
from yizhan.switch.zone.cards import CardZone

MILLION: Final = 1_000_000
HEALED: Final = timedelta(days=7)
UNBOUND: Final = CARD_STATE_NUMBERS["unbound"]


class RegisterRoutes:
    """What the branch and the wallets tell the switch of people and shops."""

    def __init__(self, rooms: Rooms, zone: CardZone, clock: Clock, code_key: bytes) -> None:
        self._rooms, self._zone, self._clock, self._code_key = rooms, zone, clock, code_key

    async def keep_payer(self, caller: Caller, request: m.Request) -> m.Response:
        """POST /v1/payers"""
        require(caller, CallerScope.BRANCH, CallerScope.WALLET)
        content = m.parsed(request.body)
        payer_id = m.shown("payer", m.text(content, "payer"))
        programme = m.one_of(content, "programme", tuple(PROGRAMME_NUMBERS))
        require_programme(caller, programme)
        tier = Tier(m.one_of(content, "tier", tuple(tier.value for tier in Tier)))
        refusal = await self._rooms.of_payer(payer_id).registers.keep_payer(payer_id, programme, tier, self._clock.now())
        return m.refused(refusal) if refusal else m.answer(200, {"payer": content["payer"], "programme": programme, "tier": tier.value})

    async def keep_merchant(self, caller: Caller, request: m.Request) -> m.Response:
        """POST /v1/merchants: told to every shard, for a merchant has a part in each."""
        require(caller, CallerScope.BRANCH)
        content = m.parsed(request.body)
        category = m.text(content, "category_code", length_max=4)
        if refusal := check_category(category, branch_date(self._clock.now())):
            return m.refused(refusal)
        merchant = MerchantInfo(m.whole(content, "merchant_id", 1, 2**31 - 1), m.text(content, "name_latin", length_max=25),
                                m.text(content, "city_latin", length_max=15), category,
                                MERCHANT_STATE_NUMBERS[m.one_of(content, "status", tuple(MERCHANT_STATE_NUMBERS))])
        fee_ppm = _ppm(m.text(content, "rate", length_max=12))
        for room in self._rooms.all():
            await room.registers.keep_merchant(merchant, fee_ppm, self._clock.now())
        return m.answer(200, {"merchant_id": merchant.id, "status": content["status"]})

    async def make_code(self, caller: Caller, request: m.Request) -> m.Response:
        """POST /v1/payment-codes: who issues a code says how strongly its payer was verified, and that is kept with it."""
        require(caller, CallerScope.BRANCH, CallerScope.WALLET)
        content = m.parsed(request.body)
        card_id, payer = m.shown("card", m.text(content, "card")), verified(content, Verified())
        room, now = self._rooms.of_card(card_id), self._clock.now()
        card = await room.registers.card(card_id)
        if card is None or card.status != 1:
            refusal = "card_unbound" if card is not None and card.status == UNBOUND else "card_blocked"
            return m.refused(refuse("card_unknown" if card is None else refusal))
        require_programme(caller, card.programme)
        code = issue(self._code_key, ids.shown_id("card", card_id), now, secrets.randbelow)
        await room.lookups.add_code(stored_as(self._code_key, code.digits), card_id, payer, now)
        return m.answer(201, {"code": code.digits, "valid_until": now + timedelta(seconds=valid_seconds(branch_date(now)))})

    async def unbind(self, caller: Caller, card_id: int) -> m.Response:
        """POST /v1/cards/{card}/unbind: no new payment; those under way end, and refunds still reach the card. Twice is once."""
        require(caller, CallerScope.BRANCH, CallerScope.WALLET)
        registers, now = self._rooms.of_card(card_id).registers, self._clock.now()
        card = await registers.card(card_id)
        if card is None:
            return m.refused(refuse("card_unknown"))
        require_programme(caller, card.programme)
        # The shard first: while it says that the card is bound, nobody else may have the number. `release_unbound` heals a crash between.
        async with self._zone.one_at_a_time(card.payer_id):
            await registers.set_card_status(card_id, "unbound", now)
            await self._zone.release(card.token, now)
        return m.answer(200, {"card": ids.shown_id("card", card_id), "status": "unbound"})

    async def release_unbound(self) -> None:
        """Free the numbers of cards whose unbinding was cut off between shard and vault; looked for among those of the last days."""
        now = self._clock.now()
        for room in self._rooms.all():
            unbound = {token: card_id for card_id, token in await room.registers.unbound_since(now - HEALED)}
            for token in await self._zone.unreleased(unbound):
                async with self._zone.one_at_a_time(ids.payer_of(unbound[token])):
                    card = await room.registers.card(unbound[token])
                    if card is not None and card.status == UNBOUND:
                        await self._zone.release(token, now)

    async def keep_callback(self, caller: Caller, request: m.Request) -> m.Response:
        """POST /v1/callback: where a wallet or terminal is told of results, signed with the key that asked for it."""
        require(caller, CallerScope.WALLET, CallerScope.TERMINAL)
        url = m.text(m.parsed(request.body), "url", length_max=300)
        if not is_callback(url):
            expected = "https address of a public host, or http://127.0.0.1 with a port"
            raise m.FieldRefused(refuse("field_malformed", field="url", expected=expected))
        for room in self._rooms.all():
            await room.registers.keep_callback(caller_number(caller), url, caller.key_id, self._clock.now())
        return m.answer(200, {"url": url})


def _ppm(rate: str) -> int:
    try:
        ppm = Decimal(rate) * MILLION
        if 0 <= ppm <= MILLION and ppm == int(ppm):
            return int(ppm)
    except (InvalidOperation, OverflowError, ValueError):
        pass
    raise m.FieldRefused(refuse("field_malformed", field="rate", expected="share with at most six decimals, such as 0.0060"))
