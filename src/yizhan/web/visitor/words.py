"""Codes of the wallet in a traveller's words: programmes, tiers, fields, documents, states, and why a bank said no."""

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yizhan.payments.countries import countries
from yizhan.web.components import Pill
from yizhan.web.vocabulary import Words, word

PROGRAMMES: Words = {"wechat_like": _("Wallet W (limits like WeChat's)"), "alipay_like": _("Wallet A (limits like Alipay's)")}
WALLETS: Words = {
    "weixin": "WeChat", "weixin_hong_kong": "WeChat (Hong Kong)", "alipay": "Alipay", "unionpay": "UnionPay", "yizhan": _("this wallet"),
    "emvco": _("another bank"),
}
TIERS: Words = {"t0": _("Card only"), "t1": _("Simple identity"), "t2": _("Verified identity")}
FIELDS: Words = {
    "phone": _("Phone number"), "card": _("Bank card"), "name": _("Name"), "nationality": _("Nationality"), "sex": _("Sex"),
    "occupation": _("Occupation"), "address": _("Home address"), "document_type": _("Kind of document"),
    "document_number": _("Number of the document"), "document_valid_until": _("Valid until"),
    "document_copy": _("Picture of the document"), "card_name": _("Name on your card"), "birth_date": _("Date of birth"),
}
DOCUMENTS: Words = {
    "passport": _("Passport"),
    "foreign_permanent_resident_card": _("Permanent resident card for foreigners"),
    "hong_kong_macao_travel_permit": _("Mainland travel permit for Hong Kong and Macao residents"),
    "taiwan_travel_permit": _("Mainland travel permit for Taiwan residents"),
    "hong_kong_macao_residence_permit": _("Residence permit for Hong Kong and Macao residents"),
    "taiwan_residence_permit": _("Residence permit for Taiwan residents"),
}
SEXES: Words = {"F": _("Female"), "M": _("Male"), "X": _("Not stated")}
CONSENTS: Words = {
    "wallet_account": _("Your account"), "identity": _("Your identity data"), "document_copy": _("The picture of your document"),
}
SCHEMES: Words = {
    "visa": "Visa", "mastercard": "Mastercard", "amex": "American Express", "jcb": "JCB", "diners": "Diners Club", "discover": "Discover",
    "unionpay": "UnionPay",
}
PERIODS: Words = {"day": _("Today"), "year": _("This calendar year"), "single": _("One payment")}
DOUBTS: Words = {
    "name_in_part": _("The card leaves out a part of the name"),
    "name_other_than_before": _("The name differs from the one held before"),
    "document_typed": _("The document was typed by hand, its check digits were not read"),
    "name_is_cut": _("The name fills its field on the document and may be cut"),
    "birth_date_open": _("The document leaves the date of birth open"),
}
PAID = pgettext_lazy("payment", "Paid")  # In Chinese a loan is paid with another word.
# Why a payment or a card was refused; keys of payments/response_codes.yaml and of the card-data zone.
DECLINES: Words = {
    "paid": PAID,
    "bank_refused": _("Your bank did not allow this payment and gave no reason."),
    "card_number_refused": _("Your bank does not know this card number. Enter the card again."),
    "blocked_for_safety": _("Your bank stopped this payment for your safety."),
    "contact_bank": _("Your bank asks you to call it about this card."),
    "not_enough_money": _("There is not enough money or credit on this card."),
    "card_expired": _("This card has expired, or its expiry was typed wrongly."),
    "wrong_pin": _("The PIN was wrong."),
    "use_not_allowed": _("Your bank does not allow this card to be used abroad or online."),
    "bank_amount_limit": _("This is over the limit that your bank has set for the card."),
    "bank_wants_check": _("Your bank wants to be sure that it is you."),
    "status_unclear": _("Your bank has not answered clearly. We find out; you are not charged twice."),
    "bank_system_down": _("Your bank cannot be reached at the moment."),
    # How binding a card can end without its bank's own words.
    "scheme_not_reached": _("The card's network cannot be reached at the moment. Nothing was asked and nothing was charged."),
    "check_unanswered": _("Your bank has not answered. Nothing was charged; you can try again."),
    "holder_not_authenticated": _("Your bank could not confirm that it is you."),
    "card_bound_elsewhere": _("This card is bound to another wallet. Remove it there first."),
    "cards_at_most": _("As many cards are bound already as a wallet can hold. Unbind one of them first."),
    "card_numbers_used_up": _("So many cards have been bound and unbound in this wallet that it can take no other. Ask the branch."),
    "binding_checks_used_up": _("Too many cards were tried today. Try again tomorrow."),
    "form_tries_used_up": _("The form was sent too often. Begin again."),
    "bind_token_expired": _("The form was open for too long. Begin again; nothing was charged."),
    "binding_cut_off": _("The check was interrupted. Nothing was charged; begin again."),
}
# The same said of a card that is to be bound: nothing is paid then.
BINDING_DECLINES: Words = DECLINES | {
    "bank_refused": _("Your bank did not allow this card to be bound and gave no reason."),
    "blocked_for_safety": _("Your bank stopped this check for your safety."),
    "bank_amount_limit": _("Your bank's limits do not allow this check."),
    "status_unclear": _("Your bank has not answered clearly. Nothing was charged."),
}
OFFERS: Words = {
    "call_bank": _("Call the number on the back of your card: your bank can release it."),
    "other_card": _("Use another card."),
    "try_again": _("Try again in a few minutes."),
    "enter_card_again": _("Enter the card again."),
    "smaller_amount": _("Try a smaller amount."),
    "new_expiry": _("Enter the card with its new expiry date."),
    "allow_overseas_use": _("Switch on use abroad and online in your bank's app, or call your bank."),
}
CARD_STATES: dict[str, tuple] = {
    "active": (_("Ready to pay"), "good"), "blocked": (_("Enter it again"), "waiting"), "disabled": (_("Stopped by your bank"), "bad"),
    "ask_expiry": (_("Expired: enter it again"), "waiting"), "unbound": (_("Unbound"), "quiet"),
}
PAYMENT_STATES: dict[str, tuple] = {
    "reserved": (_("Being checked"), "waiting"), "authorised": (_("Being checked"), "waiting"), "captured": (PAID, "good"),
    "cleared": (PAID, "good"), "settled": (PAID, "good"), "declined": (_("Not paid"), "bad"),
    "reversed": (_("Not charged"), "quiet"), "disputed": (_("Disputed"), "waiting"), "charged_back": (_("Charged back"), "quiet"),
    "refunded": (_("Refunded"), "quiet"), "partly_refunded": (_("Refunded in part"), "active"),
}
UPGRADE_STATES: dict[str, tuple] = {
    "open": (_("Begun"), "active"), "in_review": (_("Being looked at by a person"), "waiting"), "approved": (_("Approved"), "good"),
    "refused": (_("Refused"), "bad"), "withdrawn": (_("Taken back"), "quiet"),
}


def state_words(states: dict[str, tuple], code: str) -> Pill:
    """The pill of a state; a code without words shows itself."""
    label, tone = states.get(code, (code, "neutral"))
    return Pill(str(label), tone)


def country_name(code: str) -> str:
    """A nationality in the page's language; people without a state and refugees have a code without a country."""
    if code not in countries():
        return str(_("No nationality, or a refugee's document")) if code else "–"
    return countries()[code][(get_language() or "zh")[:2] if (get_language() or "zh")[:2] in ("zh", "ar") else "en"]


def country_choices() -> list[tuple[str, str]]:
    """(code, name) of every country, by name in the page's language."""
    return sorted(((code, country_name(code)) for code in countries()), key=lambda item: item[1])


def words_of(words: Words, codes: tuple[str, ...] | list[str]) -> list[str]:
    """Several codes in words."""
    return [word(words, code) for code in codes]


# What was wrong with a field of the card's form; the switch names the field, never what was typed.
FIELDS_OF_CARD: Words = {
    "number": _("Check the card number: a digit is missing or wrong, or cards of this kind are not accepted."),
    "expiry": _("Check the expiry: month and year as on the card, and not in the past."),
    "security_code": _("Check the security code: three digits, four for American Express."),
    "holder_name": _("Check the name: as printed on the card, in Latin letters."),
}
