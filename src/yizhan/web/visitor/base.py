"""What the wallet's pages share: the own account, what the switch's tables say of it, and masked data."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest

from yizhan.kernel.refusal import Refusal
from yizhan.kernel.text import mask
from yizhan.payments import ids, rows
from yizhan.payments.counting import Usage
from yizhan.payments.rates import DayRate
from yizhan.payments.room import Room, Upgrade, next_upgrade, rooms
from yizhan.payments.row_values import CardRow, Payment
from yizhan.payments.tiers import Tier
from yizhan.records.models import Traveller
from yizhan.web.components import Pill
from yizhan.web.doors import today
from yizhan.web.visitor.words import CARD_STATES, SCHEMES, state_words
from yizhan.web.vocabulary import word
from yizhan.workflows import access
from yizhan.workflows.rate_fixings import rate_on
from yizhan.workflows.travellers import held


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A bound card as its holder sees it."""

    id: int
    shown_id: str
    scheme: str
    masked: str
    last_digits: str
    expiry: str
    is_usable: bool
    state: Pill

    @property
    def label(self) -> str:
        """Scheme and last digits: Visa ···· 1111."""
        return f"{self.scheme} ···· {self.last_digits}"


def own_traveller(request: HttpRequest) -> Traveller:
    """The account of who is signed in; otherwise not found."""
    return access.travellers(request.user).get(user=request.user)


@contextmanager
def reading() -> Iterator[Any]:
    """A cursor for the switch's tables, which the pages may read."""
    with connection.cursor() as cursor:
        yield cursor


def cards_of(traveller: Traveller) -> list[ShownCard]:
    """The bound cards, those that can pay first."""
    with reading() as cursor:
        found = [row for row in rows.cards_of(cursor, traveller.payer_id) if row.status != "unbound"]
    return sorted(map(shown_card, found), key=lambda card: (not card.is_usable, card.id))


def shown_card(row: CardRow) -> ShownCard:
    """A card of the tables in words; its token stays where it is."""
    return ShownCard(row.id, ids.shown_id("card", row.id), word(SCHEMES, row.scheme), row.masked, row.masked[-4:],
                     f"{row.expiry[2:]}/{row.expiry[:2]}", row.status == "active", state_words(CARD_STATES, row.status))


def usage_of(traveller: Traveller) -> Usage:
    """What counts against the limits today and this year; nothing for an account that the switch does not know yet."""
    with reading() as cursor:
        payer = rows.payer(cursor, traveller.payer_id)
    return payer.usage_on(today()) if payer else Usage()


def dollar_rate() -> DayRate | None:
    """The rate at which limits count today."""
    rate = rate_on("USD", today())
    return None if isinstance(rate, Refusal) else rate


def home_rate(traveller: Traveller) -> DayRate | None:
    """The rate for estimates in the traveller's own currency; None where none is known."""
    rate = rate_on(traveller.home_currency, today())
    return None if isinstance(rate, Refusal) else rate


def rooms_of(traveller: Traveller) -> tuple[Room, ...]:
    """What is left of today and of this year."""
    rate = dollar_rate()
    return rooms(traveller.programme, Tier(traveller.tier), usage_of(traveller), rate) if rate else ()


def upgrade_of(traveller: Traveller) -> Upgrade | None:
    """The next tier that gives more room, with what is missing for it."""
    return next_upgrade(traveller.programme, held(traveller), today())


def own_payment(traveller: Traveller, shown_id: str) -> Payment | None:
    """One of the traveller's payments by its shown id; None for anything else."""
    number = ids.read_id("payment", shown_id)
    if isinstance(number, Refusal):
        return None
    with reading() as cursor:
        payment = rows.payment(cursor, number) if ids.shard_of(number) == traveller.shard else None
    return payment if payment and payment.payer_id == traveller.payer_id else None


def masked_phone(traveller: Traveller) -> str:
    """+44*******23"""
    return mask(traveller.phone, 3, 2)
