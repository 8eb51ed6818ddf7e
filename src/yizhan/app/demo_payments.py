"""Lets the demo park's travellers have paid at its shops: the plan of demo/payments.py, written by the switch's own hands."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

from yizhan.app.branch_database import BranchDatabase
from yizhan.app.card_keys.making import open_keys
from yizhan.app.environment import Environment
from yizhan.demo.cast import TRAVELLERS
from yizhan.demo.merchants import SHOPS
from yizhan.demo.payments import CARDS, Paid, bound_at, paid
from yizhan.demo.timeline import Timeline
from yizhan.kernel.clock import branch_date
from yizhan.kernel.money import Money
from yizhan.kernel.refusal import Refusal
from yizhan.payments.code_caps import Strength
from yizhan.payments.rates import day_rate
from yizhan.payments.stored import MERCHANT_STATE_NUMBERS
from yizhan.payments.tiers import Tier
from yizhan.switch.past import NotWritten, Past, PastPayment, past_of
from yizhan.switch.shard.registers import MerchantInfo

STRENGTHS = {"static_code": Strength.D, "dynamic_code": Strength.A}
MILLION = 1_000_000
Payers = list[tuple[int, str, Tier, str]]


def pay_in_the_past(environment: Environment, database: BranchDatabase, now: datetime) -> int:
    """Bind the cards and make the payments; how many. Needs Django set up, the park built and no switch running.

    Raises what the vault or the shard say; a branch whose shard 0 is served elsewhere is left alone and gives 0.
    """
    from yizhan.records.models import Merchant, Traveller
    from yizhan.workflows.calendars import working_calendar

    if 0 not in environment.shards:
        return 0
    timeline = Timeline(now, working_calendar())
    found = {one.user.username: one for one in Traveller.objects.select_related("user")}
    travellers = [found[login.username] for login in TRAVELLERS]
    shops = [Merchant.objects.get(name=facts[0]) for facts in SHOPS]
    payers = [(one.payer_id, one.programme, Tier(one.tier), one.home_currency) for one in travellers]
    merchants = [(MerchantInfo(shop.pk, shop.name_latin, shop.city_latin, shop.category_code,
                               MERCHANT_STATE_NUMBERS["active" if shop.state == "active" else "suspended"]), int(shop.rate * MILLION))
                 for shop in shops]
    return asyncio.run(_written(environment, database, timeline, payers, merchants))


async def _written(environment: Environment, database: BranchDatabase, timeline: Timeline, payers: Payers,
                   merchants: list[tuple[MerchantInfo, int]]) -> int:
    plan, bound = paid(timeline), bound_at(timeline)
    keys, bin_digits = partial(open_keys, environment), environment.card_bin_digits
    async with past_of(0, database.switch_url, keys, bound[0], bin_digits) as past:
        for merchant, fee_ppm in merchants:
            await past.keep_merchant(merchant, fee_ppm, bound[0])
        cards = [await past.bind(payer_id, programme, tier, scheme, card, at)
                 for (payer_id, programme, tier, _), (scheme, *card), at in zip(payers, CARDS, bound, strict=True)]
        for one in plan:
            await _paid(past, one, cards[one.traveller], merchants[one.shop][0].id, payers[one.traveller][3])
    return len(plan)


async def _paid(past: Past, one: Paid, card_id: int, merchant_id: int, currency: str) -> None:
    rate = day_rate(currency, branch_date(one.at))
    if isinstance(rate, Refusal):
        raise NotWritten(rate.code)
    payment = PastPayment(one.at, card_id, merchant_id, Money.of(one.yuan).amount_minor, STRENGTHS[one.channel], one.answer, rate)
    made = await past.pay(payment)
    if one.back:
        await past.refund(made, Money.of(one.back).amount_minor, one.at + timedelta(minutes=40))
