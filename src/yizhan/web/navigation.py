"""The hall navigation: which pages stand in the header. A link shows when its page exists and its condition
holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the header: its URL name, its label, and the template variable that must be true."""

    url_name: str
    label: str | Promise
    condition: str = ""


PUBLIC_PLACES = (
    Place("self_assessment", _("Check if you qualify")),
    Place("products", _("Products")),
    Place("policy", _("Policy desk")),
    Place("home", _("My applications"), "has_applications"),
    Place("merchant_home", _("My shop"), "is_merchant"),
    Place("wallet", _("Wallet for travellers")),
)
WALLET_PLACES = (
    Place("wallet_home", _("Wallet")),
    Place("wallet_cards", _("Cards")),
    Place("wallet_payments", _("Payments")),
    Place("wallet_room", _("Limits")),
    Place("wallet_me", _("My data")),
)
MERCHANT_PLACES = (Place("merchant_home", _("My shop")),)
STAFF_PLACES = (
    Place("home", _("My queue")),
    Place("applications", _("Applications")),
    Place("enterprises", _("Enterprises")),
    Place("loans", _("Loans")),
    Place("arrears", _("Arrears")),
    Place("day_ends", _("Day ends")),
    Place("policy_calls", _("Policy watch")),
    Place("traveller_upgrades", _("Travellers"), "may_see_travellers"),
    Place("scorecards", _("Scorecards")),
    Place("merchants", _("Merchants")),
    Place("payments", _("Payments"), "may_watch_payments"),
    Place("branch", _("Branch"), "may_see_branch"),
    Place("book", _("Book"), "may_see_book"),
    Place("audit", _("Audit"), "may_see_audit"),
)


def links(
    places: tuple[Place, ...], request: HttpRequest | None, context: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Label, address and whether it is the page's own section, for each place that is shown."""
    path = request.path if request is not None else ""
    found = []
    for place in places:
        if place.condition and not context.get(place.condition):
            continue
        try:
            found.append({"label": place.label, "href": reverse(place.url_name)})
        except NoReverseMatch:
            continue
    # The longest address that begins the path is the section we are in.
    inside = max((link["href"] for link in found if path.startswith(link["href"])), key=len, default="")
    return [link | {"current": link["href"] == inside} for link in found]
