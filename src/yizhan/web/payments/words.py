"""Words of merchants and payments for codes that the records hold."""

from django.utils.translation import gettext_lazy as _

from yizhan.web.components import Pill
from yizhan.web.vocabulary import Words

MERCHANT_STATES: dict[str, tuple] = {
    "proposed": (_("Awaits a second person"), "waiting"),
    "active": (_("Takes payments"), "good"),
    "suspended": (_("Suspended"), "bad"),
    "closed": (_("Closed"), "quiet"),
}
PROPOSAL_STATES: dict[str, tuple] = {
    "proposed": (_("Awaits a second person"), "waiting"),
    "approved": (_("Approved"), "good"),
    "declined": (_("Declined"), "bad"),
    "withdrawn": (_("Withdrawn"), "quiet"),
}
PROPOSAL_KINDS: Words = {
    "onboarding": _("Take the merchant on"),
    "rate": _("Another rate"),
    "settlement_account": _("Another settlement account"),
    "suspension": _("Suspend"),
    "resumption": _("End the suspension"),
    "closure": _("Close for good"),
}
FIELDS: Words = {
    "identifier_kind": _("Known by"),
    "identifier": _("Identifier"),
    "name": _("Name"),
    "name_latin": _("Name in Latin letters"),
    "city_latin": _("City in Latin letters"),
    "category_code": _("Category code"),
    "settlement_account": _("Settlement account"),
    "rate": _("Rate"),
    "state": _("State"),
}
IDENTIFIERS: Words = {"uscc": _("Unified social credit code"), "resident_id": _("Resident identity number (a small trader without a code)")}
POSITIONS: Words = {"clerk": _("Clerk"), "manager": _("Manager of the shop")}
CATEGORIES: Words = {
    "4111": _("Commuter transport"),
    "4112": _("Rail"),
    "4121": _("Taxi"),
    "5311": _("Department store"),
    "5411": _("Grocery"),
    "5812": _("Restaurant"),
    "5814": _("Fast food"),
    "5944": _("Jewellery"),
    "7011": _("Hotel"),
    "7991": _("Attractions"),
    "8062": _("Hospital"),
}


def pill(words: dict[str, tuple], code: str) -> Pill:
    """A code in words with its tone; a code without words shows itself."""
    label, tone = words.get(code, (code, "neutral"))
    return Pill(str(label), tone)


def category_name(code: str) -> str:
    """A category code with its name, where it is one of the common ones."""
    return f"{code} · {CATEGORIES[code]}" if code in CATEGORIES else code
