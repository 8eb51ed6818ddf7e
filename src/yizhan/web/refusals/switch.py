"""Sentences about the switch: what it would not take on, for travellers and merchants first, for programs that call it last."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "bind_token_unknown": _("This form was open too long. Begin with the card once more."),
    "body_malformed": _("The switch could not read the request. Nothing was done."),
    "caller_key_revoked": _("The branch's key at the switch has been revoked. Nothing was done; tell the branch."),
    "card_blocked": _("Your bank no longer knows this card number. Enter the card again, or pay with another one."),
    "card_bound_elsewhere": _("This card is bound in another wallet account. Use another card, or unbind it there first."),
    "card_disabled": _("Your bank has stopped this card. Call your bank, or pay with another card."),
    "card_expiry_asked": _("This card has expired. Enter it again with its new expiry, or pay with another one."),
    "card_unbound": _("This card is unbound. Bind it again, or pay with another one."),
    "card_unknown": _("This card is not bound any more. Bind it again, or pay with another one."),
    "card_numbers_used_up": _("In this wallet %(cards_max)s cards have been bound in all, and it can take no other. Ask the branch."),
    "cards_at_most": _("%(cards_max)s cards are bound already, as many as a wallet can hold. Unbind one of them first."),
    "field_malformed": _("The field %(field)s cannot be read; expected is %(expected)s."),
    "field_not_for_terminals": _("A terminal cannot say %(field)s: the wallet says it when it issues the payment code. "
                                 "Leave the field out."),
    "merchant_suspended": _("This shop cannot take cards at the moment. Ask it for another way to pay."),
    "merchant_unknown": _("This shop is not known to the switch yet. Try again in a minute."),
    "password_needed": _("This payment needs the password of the wallet: type it when you show a new code, or scan the shop's code."),
    "payer_of_other_programme": _("This account belongs to another wallet."),
    "payer_suspended": _("This wallet has been stopped. Ask the branch."),
    "payer_unknown": _("The switch does not know this payer yet. Tell it of the payer first."),
    "payment_of_other_merchant": _("This payment was made at another shop."),
    "payment_unknown": _("There is no such payment."),
    "price_changed": _("The fee has changed since you looked at it. Nothing was charged: begin again and look at the new total."),
    "return_url_not_allowed": _("The return address is not one of the branch's own. Add its origin to YIZHAN_TRUSTED_ORIGINS."),
    "route_unknown": _("The switch does not know this request. Nothing was done."),
    "rules_missing": _("There are no rules for payments on this day. Nothing was charged; tell the branch."),
    "signature_missing": _("The request to the switch was not signed. Nothing was done."),
    "signature_stale": _("The request to the switch took too long, or a clock is wrong. Nothing was done; try again."),
    "signature_wrong": _("The switch did not accept the signature of the request. Nothing was done; tell the branch."),
    "too_many_items": _("At most %(items_max)s payments can be asked for at once."),
    "unknown_key": _("The switch has never seen this payment."),
}
