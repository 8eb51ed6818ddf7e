"""An order that was paid already, in words for whoever is about to pay it again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from yizhan.records.models import Traveller
from yizhan.web.formats import moment, money
from yizhan.workflows.order_numbers import Earlier


@dataclass(frozen=True, slots=True)
class ShownEarlier:
    """One sentence, and the page of the payment where it is the traveller's own."""

    text: str
    href: str
    is_paid: bool


def shown_earlier(traveller: Traveller, found: Sequence[Earlier]) -> list[ShownEarlier]:
    """Every earlier payment, those that are certain first; of somebody else's no more is told than that and when."""
    return [_own(one) if one.order.traveller_id == traveller.pk else ShownEarlier(_words(one), "", one.is_paid)
            for one in sorted(found, key=lambda one: not one.is_paid)]


def _own(one: Earlier) -> ShownEarlier:
    if one.payment is None:
        text = _("You have agreed to pay it; what became of that is not known yet.")
        return ShownEarlier(text, reverse("wallet_order_state", args=[one.order.pk]), False)
    facts = {"amount": money(one.payment.charged), "at": moment(one.payment.created_at)}
    text = _("You paid it: %(amount)s at %(at)s.") if one.is_paid else _("Your payment of %(amount)s at %(at)s is being checked.")
    return ShownEarlier(text % facts, reverse("wallet_payment", args=[one.payment.shown_id]), one.is_paid)


def _words(one: Earlier) -> str:
    if one.payment is None or not one.is_paid:
        return _("Somebody else is paying it at this moment.")
    return _("Somebody else paid it at %(at)s.") % {"at": moment(one.payment.created_at)}
