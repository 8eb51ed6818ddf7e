"""Sentences about travellers: phone numbers, consents, upgrades, and orders in the wallet."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "code_not_in_yuan": _("This code asks for another currency than yuan. Ask the shop for its code in yuan."),
    "code_of_other_bank": _("This shop's code belongs to another bank, and this wallet cannot pay it. "
                            "Ask for another code or pay by card."),
    "code_of_other_wallet": _("This is a code of another wallet (%(wallet)s). Ask the shop for its common code."),
    "consent_missing": _("Read the text and tick it first; without it nothing is asked and nothing is kept."),
    "document_type_unknown": _("Choose one of the kinds of document."),
    "field_missing": _("This is needed."),
    "home_currency_unknown": _("Choose one of the currencies."),
    "id_malformed": _("This is not a number of ours. Check it."),
    "merchant_not_payable": _("This shop cannot be paid at the moment. Ask it for another way to pay."),
    "name_differs_from_card": _("The name on the card is another one than in the document. Compare both; a card in another person's name "
                                "cannot be used for an upgrade."),
    "nationality_unknown": _("This nationality is not known. Choose it from the list, or check the lines of the document."),
    "order_agreed_already": _("You have agreed to this payment already. See what became of it; it is charged once."),
    "order_answered_already": _("What became of this payment is known already."),
    "order_card_of_another": _("Choose one of your own cards."),
    "order_not_agreed": _("This payment has not been agreed to yet."),
    "phone_country_code_unknown": _("No country has this calling code. Begin with a plus and your country's code, for example +44."),
    "phone_malformed": _("A phone number has %(digits_min)s to %(digits_max)s digits with its country's code."),
    "phone_needs_country_code": _("Begin with a plus and your country's code, for example +44 7700 900123."),
    "phone_taken": _("There is a wallet with this number already. Sign in with it."),
    "sex_unknown": _("Choose what your document says."),
    "tier_reached": _("You have this level already."),
    "traveller_too_young": _("This level is open from the age of %(age_min)s on."),
    "upgrade_closed": _("This upgrade is closed. Look at what became of it, or begin a new one."),
    "upgrade_in_review": _("A person is looking at your upgrade. Wait for the answer, or take it back first."),
    "upgrade_incomplete": _("Something is missing still. Go through the list."),
    "upgrade_not_in_review": _("This upgrade does not wait for a decision any more."),
    "upgrade_verdict_unknown": _("Choose to raise the limits or to refuse."),
    "wallet_programme_unknown": _("Choose one of the wallets."),
}
