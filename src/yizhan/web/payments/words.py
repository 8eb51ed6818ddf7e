"""Words of merchants and payments for codes that the records hold."""

from django.utils.translation import gettext_lazy as _

from yizhan.web.components import Pill
from yizhan.web.vocabulary import Words

MERCHANT_STATES: dict[str, tuple] = {
    "proposed": (_("Awaits a second person"), "waiting"),
    "active": (_("Takes payments"), "good"),
    "suspended": (_("Suspended"), "bad"),
    "closed": (_("Closed down"), "quiet"),
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


PAYMENT_STATES: dict[str, tuple] = {
    "reserved": (_("Checking with the bank"), "waiting"),
    "authorised": (_("Approved, not yet captured"), "active"),
    "captured": (_("Paid by card"), "good"),
    "cleared": (_("Paid, cleared"), "good"),
    "settled": (_("Paid, settled"), "good"),
    "partly_refunded": (_("Refunded in part"), "active"),
    "refunded": (_("Refunded"), "quiet"),
    "disputed": (_("Disputed"), "bad"),
    "charged_back": (_("Charged back"), "bad"),
    "declined": (_("Declined by the bank"), "bad"),
    "reversed": (_("Not charged"), "quiet"),
}
ORDER_STATES: dict[str, tuple] = {
    "to_confirm": (_("The branch has to confirm it"), "waiting"),
    "waiting": (_("On its way to the switch"), "active"),
    "accepted": (_("Accepted, money goes back"), "good"),
    "refused": (_("Refused"), "bad"),
    "declined": (_("Not confirmed by the branch"), "bad"),
}
MESSAGE_STATES: dict[str, tuple] = {
    "waiting": (_("Waiting to be sent"), "neutral"),
    "sent": (_("Sent"), "active"),
    "accepted": (_("Accepted"), "good"),
    "rejected": (_("Rejected"), "bad"),
    "unknown": (_("Outcome unknown, being asked"), "waiting"),
}
FIXING_STATES: dict[str, tuple] = {
    "proposed": (_("Awaits a second person"), "waiting"),
    "lapsed": (_("Not confirmed in time"), "quiet"),
    "confirmed": (_("Confirmed, on its way to the switch"), "active"),
    "standing": (_("Fixed"), "good"),
    "refused": (_("Not taken by the switch"), "bad"),
    "declined": (_("Declined"), "bad"),
    "withdrawn": (_("Withdrawn"), "quiet"),
}
SCHEMES: Words = {"visa": "Visa", "mastercard": "Mastercard", "amex": "American Express", "jcb": "JCB", "diners": "Diners Club",
                  "discover": "Discover", "unionpay": _("UnionPay")}
PROGRAMMES: Words = {"wechat_like": _("Wallet like WeChat"), "alipay_like": _("Wallet like Alipay")}
STEPS: Words = {
    "RESERVE": _("Reserved and sent to the scheme"),
    "AUTHORISE": _("Approved by the issuer"),
    "DECLINE": _("Declined by the issuer"),
    "REVERSE": _("Reversed"),
    "CAPTURE": _("Captured"),
    "CLEAR": _("Taken into clearing"),
    "SETTLE": _("Settled by the scheme"),
    "DISPUTE": _("Disputed"),
    "WIN_DISPUTE": _("Dispute won"),
    "LOSE_DISPUTE": _("Dispute lost"),
    "PURCHASE": _("Approved and captured"),
    "CANCEL": _("Approval taken back"),
    "REFUND": _("Refund"),
}
STEP_TONES = {"DECLINE": "bad", "LOSE_DISPUTE": "bad", "DISPUTE": "bad", "REVERSE": "quiet", "CANCEL": "quiet", "RESERVE": "waiting",
              "REFUND": "active"}
# Meanings of DE 39 for staff; the words for travellers stand with the wallet's pages.
ANSWERS: Words = {
    "00": _("approved"),
    "05": _("do not honour"),
    "08": _("approved if the holder is identified"),
    "10": _("approved for a part of the amount"),
    "11": _("approved, VIP"),
    "14": _("invalid card number"),
    "16": _("approved, update track 3"),
    "25": _("no such transaction"),
    "34": _("suspected fraud"),
    "41": _("lost card"),
    "43": _("stolen card"),
    "51": _("not enough money"),
    "54": _("expired card"),
    "55": _("wrong PIN"),
    "57": _("not permitted to the card"),
    "59": _("suspected fraud"),
    "61": _("over the issuer's amount limit"),
    "62": _("restricted card"),
    "65": _("over the issuer's count limit"),
    "68": _("answer came too late"),
    "85": _("no reason to decline"),
    "91": _("issuer unavailable"),
    "96": _("system malfunction"),
}
ALARM_KINDS: Words = {
    "late_approval": _("The issuer approved a payment that had been given up"),
    "approval_of_declined": _("The issuer approved a payment that it had declined"),
    "risk": _("The issuer says that a card is lost, stolen or used in fraud"),
    "number_taken": _("Two open questions to a scheme have one number, so that a late answer may be missed"),
    "reversal_refused": _("The scheme refuses to take back a payment that was given up or declined"),
}


def answer_words(code: str | None) -> str:
    """An issuer's answer with its meaning: 51 · not enough money."""
    if not code:
        return str(_("no answer code"))
    return f"{code} · {ANSWERS[code]}" if code in ANSWERS else code
