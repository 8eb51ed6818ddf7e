"""The wallet's first page, and how much room is left with what an upgrade would give."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yizhan.kernel.money import Money
from yizhan.payments import rows
from yizhan.payments.limits import ceilings
from yizhan.payments.room import Room
from yizhan.payments.tiers import Tier
from yizhan.records.models import Traveller
from yizhan.web.doors import door, today
from yizhan.web.visitor.base import cards_of, dollar_rate, own_traveller, reading, rooms_of, upgrade_of, usage_of
from yizhan.web.visitor.payments import shown_payments
from yizhan.web.visitor.words import FIELDS, PERIODS, TIERS, UPGRADE_STATES, state_words, words_of
from yizhan.web.vocabulary import word
from yizhan.workflows.tier_upgrades import standing_upgrade

LATEST = 3


@dataclass(frozen=True, slots=True)
class ShownRoom:
    """One period's limit: what is left, how much of it is used, and whether it is time to say so."""

    label: str
    left: Money
    used_percent: int
    level_percent: int

    @property
    def tone(self) -> str:
        """quiet below the first level, then louder."""
        return {0: "quiet", 50: "active", 80: "waiting"}.get(self.level_percent, "bad")


@door("wallet.read")
def home(request: HttpRequest) -> HttpResponse:
    """What can be done now: scan, show a code, look after cards and limits."""
    traveller = own_traveller(request)
    with reading() as cursor:
        latest = rows.payments_of_payer(cursor, traveller.payer_id, limit=LATEST)
    upgrade = standing_upgrade(traveller)
    shown = [shown_room(room) for room in rooms_of(traveller)]
    return render(request, "visitor/home.html", {
        "traveller": traveller, "cards": [card for card in cards_of(traveller) if card.is_usable], "payments": shown_payments(latest),
        "rooms": shown, "alert": next((room for room in reversed(shown) if room.level_percent), None), "upgrade": upgrade_of(traveller),
        "standing": upgrade, "standing_state": state_words(UPGRADE_STATES, upgrade.state) if upgrade else None})


@door("wallet.read")
def room(request: HttpRequest) -> HttpResponse:
    """The limits in force, what is left of each, and what the next tier would give."""
    traveller = own_traveller(request)
    rate, upgrade = dollar_rate(), upgrade_of(traveller)
    own = ceilings(traveller.programme, Tier(traveller.tier), today())
    context = {
        "traveller": traveller, "tier": word(TIERS, traveller.tier), "rooms": [shown_room(item) for item in rooms_of(traveller)],
        "rate": rate, "is_assumption": own.is_assumption, "rule_from": own.rule_from,
        "now": own.room(usage_of(traveller), rate) if rate else None}
    if upgrade is not None:
        context |= {"upgrade": upgrade, "upgrade_tier": word(TIERS, upgrade.tier.value), "missing": words_of(FIELDS, upgrade.missing),
                    "then": room_at(traveller, upgrade.tier)}
    return render(request, "visitor/room.html", context)


def room_at(traveller: Traveller, tier: Tier) -> Money | None:
    """The largest order that would fit now if the traveller had a tier."""
    rate = dollar_rate()
    return ceilings(traveller.programme, tier, today()).room(usage_of(traveller), rate) if rate else None


def shown_room(room: Room) -> ShownRoom:
    """A limit in words; the share is cut down, so that 100 % means all of it."""
    return ShownRoom(word(PERIODS, room.period), room.left, min(100, int(room.used_share * 100)), int((room.level or 0) * 100))
